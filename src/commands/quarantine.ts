/** `postern quarantine`: mails held as unsolicited; looked at, released or deleted. */
import type { Command } from 'commander';
import { audited } from './audited.ts';
import type { CommandContext } from './context.ts';
import { printJson } from './context.ts';
import { listMails, showMail } from './mail.ts';
import { findMail } from './mail-name.ts';
import { examples, limitOption, type Printing, withStore } from './shared.ts';

/** Releases or deletes one mail. Exits 1 where it does not lie in quarantine. */
async function settle(
  context: CommandContext,
  id: string,
  { json, reason }: Printing & { readonly reason?: string },
): Promise<void> {
  await withStore(context, async (store) => {
    const isHeld = (await findMail(store, id)).state === 'quarantined';
    const change =
      reason === undefined
        ? { action: 'quarantine.release', subject: id }
        : { action: 'quarantine.delete', subject: id, detail: { reason } };
    const work = () => (reason === undefined ? store.mails.retry(id, true) : store.mails.discard(id, reason));
    const done = isHeld && (await audited(context, store, change, work));
    if (!done) context.exit(1);
    if (json === true) return printJson(context.stdout, { id, done });
    const what =
      reason === undefined ? 'is released: the running Postern files it' : 'is deleted; its record stays';
    context.stdout.write(`${id} ${done ? what : 'is not in quarantine'}.\n`);
  });
}

/** Adds `postern quarantine list|show|release|delete`. */
export function registerQuarantine(program: Command, context: CommandContext): void {
  const quarantine = program.command('quarantine').description('mails held as unsolicited');
  examples(
    quarantine
      .command('list')
      .description('list them, the newest first')
      .option('--search <words>', 'only those whose subject or sender holds this')
      .addOption(limitOption())
      .option('--json', 'print one JSON array')
      .action((options: Printing & { search?: string; limit: number }) =>
        listMails(context, { ...options, state: 'quarantined' }),
      ),
    'postern quarantine list',
    'postern quarantine list --search invoice',
  );
  examples(
    quarantine
      .command('show')
      .description('tell why a mail is held')
      .argument('<id>', 'ID of the mail')
      .option('--json', 'print one JSON object')
      .action((id: string, options: Printing) => showMail(context, id, options)),
    'postern quarantine show 65a1b2c3d4e5f60718293a4b',
  );
  examples(
    quarantine
      .command('release')
      .description('lift the spam verdict and have the mail filed')
      .argument('<id>', 'ID of the mail')
      .option('--json', 'print one JSON object')
      .action((id: string, options: Printing) => settle(context, id, options)),
    'postern quarantine release 65a1b2c3d4e5f60718293a4b',
  );
  examples(
    quarantine
      .command('delete')
      .description('discard the mail; what it was and why it went stays on record')
      .argument('<id>', 'ID of the mail')
      .requiredOption('--reason <words>', 'why')
      .option('--json', 'print one JSON object')
      .action((id: string, options: Printing & { reason: string }) => settle(context, id, options)),
    'postern quarantine delete 65a1b2c3d4e5f60718293a4b --reason phishing',
  );
}
