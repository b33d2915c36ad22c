/** `postern mail export`: mails as files, as they came. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { fileFailure } from '../backup/file-failure.ts';
import { Failure } from '../failure.ts';
import type { MailState } from '../model/mail-store.ts';
import { type CommandContext, printJson } from './context.ts';
import { findMail, mailStates } from './mail-name.ts';
import { choice, examples, type Printing, withStore } from './shared.ts';

interface ExportOptions extends Printing {
  readonly to: string;
  readonly state?: MailState;
}

const mostAtOnce = 100_000;

interface Exported {
  readonly id: string;
  readonly file: string;
  /** False where a file of that name holds something else. */
  readonly ok: boolean;
}

/** One file a mail, named for its ID, readable by its owner alone; a file that is there already is kept as it is. */
async function exportMails(
  context: CommandContext,
  ids: readonly string[],
  { to, state, json }: ExportOptions,
): Promise<void> {
  if ((ids.length === 0) === (state === undefined))
    throw new Failure('bad-usage', 'name mails, or give --state');
  const folder = resolve(context.cwd, to);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw fileFailure(error, folder);
  });
  await withStore(context, async (store) => {
    const entries =
      state === undefined
        ? await Promise.all(ids.map((id) => findMail(store, id)))
        : await store.mails.list({ state, limit: mostAtOnce });
    const exported: Exported[] = [];
    for (const { id } of entries) {
      const file = join(folder, `${id}.eml`);
      exported.push({ id, file, ok: await put(file, await store.mails.raw(id)) });
    }
    tell(context, folder, exported, json);
  });
}

/** Writes the file, whole or not at all. False where there is one that holds something else. */
async function put(file: string, raw: Uint8Array): Promise<boolean> {
  const part = `${file}.${randomBytes(4).toString('hex')}.part`;
  try {
    const before = await contentOf(file);
    if (before !== null) return before.equals(raw);
    await writeFile(part, raw, { mode: 0o600, flag: 'wx', flush: true });
    await rename(part, file);
    return true;
  } catch (error) {
    await rm(part, { force: true });
    throw fileFailure(error, file);
  }
}

function contentOf(file: string): Promise<Buffer | null> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

function tell(
  context: CommandContext,
  folder: string,
  exported: readonly Exported[],
  json: boolean | undefined,
): void {
  const others = exported.filter(({ ok }) => !ok);
  if (others.length > 0) context.exit(1);
  const count = exported.length - others.length;
  if (json === true) printJson(context.stdout, exported);
  else context.stdout.write(`${count} ${count === 1 ? 'mail' : 'mails'} in ${folder}.\n`);
  for (const { file } of others)
    context.stderr.write(`${file} holds something else, and was kept; take it away and export again\n`);
}

/** Adds `postern mail export`. */
export function registerExport(mail: Command, context: CommandContext): void {
  examples(
    mail
      .command('export')
      .description('write mails as .eml files, octet by octet')
      .argument('[ids...]', 'IDs of the mails')
      .addOption(choice('--state <state>', 'all in this state', mailStates))
      .requiredOption('--to <folder>', 'where to put them')
      .option('--json', 'print one JSON array')
      .action((ids: string[], options: ExportOptions) => exportMails(context, ids, options)),
    'postern mail export --state failed --to failed-mail',
    'postern mail export 65a1b2c3d4e5f60718293a4b --to .',
  );
}
