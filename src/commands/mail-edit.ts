/** `postern mail edit`: a copy of a mail that lies aside, changed by hand and filed in its stead. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { makeBench } from '../assembly/assembly.ts';
import { Failure } from '../failure.ts';
import { newMail } from '../ingest/accept.ts';
import type { MailEntry, NewMail } from '../model/mail-store.ts';
import type { Store } from '../model/ports.ts';
import { audited } from './audited.ts';
import { type CommandContext, printJson } from './context.ts';
import { editedByHand } from './editor.ts';
import { findMail } from './mail-name.ts';
import { commandLog, examples, type Printing, withStore } from './shared.ts';

interface EditOptions extends Printing {
  readonly file?: string;
}

const aside: readonly string[] = ['failed', 'quarantined'];

async function edit(context: CommandContext, id: string, { file, json }: EditOptions): Promise<void> {
  await withStore(context, async (store) => {
    const original = await findMail(store, id);
    if (!aside.includes(original.state))
      throw new Failure('conflict', `${id} is ${original.state}: only mail that failed or is held is edited`);
    const before = await store.mails.raw(id);
    const after =
      file === undefined
        ? await editedByHand(context, before, 'mail.eml')
        : await readFile(resolve(context.cwd, file));
    if (after.byteLength === 0)
      throw new Failure('bad-usage', 'the edited mail is empty: nothing was changed');
    if (Buffer.compare(before, after) === 0)
      throw new Failure('conflict', 'the copy is as it was: nothing was changed');
    const copy = await copyOf(context, store, original, after);
    const change = { action: 'mail.edit', subject: id, detail: { copy: copy.id } };
    const done = await audited(context, store, change, () => store.mails.replace(id, copy, after));
    if (!done) throw new Failure('conflict', `${id} was taken up meanwhile: nothing was changed`);
    if (json === true) return printJson(context.stdout, { id: copy.id, replaces: id });
    context.stdout.write(
      `${copy.id} will be filed by the running Postern, instead of ${id}, which is kept.\n`,
    );
  });
}

/**
 * The copy came as the original did: its envelope, its source and what was learned of its sender are the original's. Its
 * key is made of both, so that it is not taken for the original, and the same edit twice is one mail.
 */
async function copyOf(
  context: CommandContext,
  store: Store,
  original: MailEntry,
  raw: Uint8Array,
): Promise<NewMail> {
  const { settings } = await context.loadSettings();
  const { reader } = makeBench({ settings, log: commandLog(context, settings) });
  try {
    const { envelope, source } = original;
    const mail = await reader.read(raw, source.kind === 'import' ? null : envelope.sender);
    const key = createHash('sha256').update(`edited ${original.id} `).update(raw).digest('hex');
    return { ...newMail({ ...original, id: store.newId(), released: false }, mail, raw), key };
  } finally {
    await reader.close();
  }
}

/** Adds `postern mail edit`. */
export function registerEdit(mail: Command, context: CommandContext): void {
  examples(
    mail
      .command('edit')
      .description(
        'change a copy of a mail that failed or is held, and have it filed instead; the mail itself is kept',
      )
      .argument('<id>', 'ID of the mail')
      .option('--file <file>', 'the changed copy; without it VISUAL or EDITOR is opened on one')
      .option('--json', 'print one JSON object')
      .action((id: string, options: EditOptions) => edit(context, id, options)),
    'postern mail edit 65a1b2c3d4e5f60718293a4b',
    'postern mail raw 65a1b2c3d4e5f60718293a4b | sed s/iso-8859-99/utf-8/ > new.eml; postern mail edit 65a1b2c3d4e5f60718293a4b --file new.eml',
  );
}
