/** `postern mail export`: mails as files, as they came. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
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

/** One file a mail, named for its ID, readable by its owner alone; a file that is there already is kept as it is. */
async function exportMails(
  context: CommandContext,
  ids: readonly string[],
  { to, state, json }: ExportOptions,
): Promise<void> {
  if ((ids.length === 0) === (state === undefined))
    throw new Failure('bad-usage', 'name mails, or give --state');
  const folder = resolve(context.cwd, to);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await withStore(context, async (store) => {
    const entries =
      state === undefined
        ? await Promise.all(ids.map((id) => findMail(store, id)))
        : await store.mails.list({ state, limit: mostAtOnce });
    const written: { id: string; file: string }[] = [];
    for (const { id } of entries) {
      const file = join(folder, `${id}.eml`);
      await writeFile(file, await store.mails.raw(id), { mode: 0o600, flag: 'wx' }).catch(isThere);
      written.push({ id, file });
    }
    if (json === true) printJson(context.stdout, written);
    else context.stdout.write(`${written.length} ${written.length === 1 ? 'mail' : 'mails'} in ${folder}.\n`);
  });
}

/** The same mail was exported before. */
function isThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
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
