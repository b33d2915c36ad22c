/** `postern mail`: the mails that came in, and what became of each. */
import type { Command } from 'commander';
import type { MailEntry, MailState } from '../model/mail-store.ts';
import { type CommandContext, colours, printJson } from './context.ts';
import { registerEdit } from './mail-edit.ts';
import { registerExport } from './mail-export.ts';
import { registerJudge } from './mail-judge.ts';
import { findMail, mailStates } from './mail-name.ts';
import { registerReconcile } from './mail-reconcile.ts';
import { registerSetAside } from './mail-set-aside.ts';
import { mailStory } from './mail-story.ts';
import { choice, examples, limitOption, type Printing, printList, withStore } from './shared.ts';
import { type Column, paintState, shortSize, shortTime, table } from './table.ts';

interface ListOptions extends Printing {
  readonly state?: MailState;
  readonly search?: string;
  readonly limit: number;
}

/** Why a mail lies aside, or still waits. */
const trouble: Column<MailEntry> = {
  title: 'REASON',
  text: (entry) => (entry.trouble === null ? '' : `${entry.trouble.reason}: ${entry.trouble.detail}`),
  flexible: true,
};

/** Prints mails, the newest first. */
export async function listMails(context: CommandContext, { json, ...query }: ListOptions): Promise<void> {
  const found = await withStore(context, (store) => store.mails.list(query));
  const paint = colours(context, context.stdout);
  const columns: Column<MailEntry>[] = [
    { title: 'ID', text: ({ id }) => id },
    { title: 'TIME', text: ({ acceptedAt }) => shortTime(acceptedAt) },
    {
      title: 'STATE',
      text: ({ state }) => state,
      paint: (text, { state }) => paintState(paint, text, state),
    },
    { title: 'TICKET', text: ({ ticketId }) => ticketId ?? '-' },
    { title: 'SIZE', text: ({ size }) => shortSize(size) },
    { title: 'FROM', text: ({ from }) => from || '<>', flexible: true },
    { title: 'SUBJECT', text: ({ subject }) => subject, flexible: true },
    ...(found.some(({ trouble }) => trouble !== null) ? [trouble] : []),
  ];
  printList(context, json, found, () => table(context.stdout, paint, columns, found), 'No mails.');
}

/** Prints the whole way of one mail. */
export async function showMail(context: CommandContext, id: string, { json }: Printing): Promise<void> {
  const entry = await withStore(context, (store) => findMail(store, id));
  if (json === true) printJson(context.stdout, entry);
  else context.stdout.write(mailStory(entry, colours(context, context.stdout)));
}

async function raw(context: CommandContext, id: string): Promise<void> {
  context.stdout.write(await withStore(context, (store) => store.mails.raw(id)));
}

/** Adds `postern mail list|show|raw`, and what is done with mails. */
export function registerMail(program: Command, context: CommandContext): void {
  const mail = program.command('mail').description('mails that came in, and what became of them');
  examples(
    mail
      .command('list')
      .description('list mails, the newest first')
      .addOption(choice('--state <state>', 'only those in this state', mailStates))
      .option(
        '--search <words>',
        'only those whose subject or sender holds this, or with this Message-ID or ticket',
      )
      .addOption(limitOption())
      .option('--json', 'print one JSON array')
      .action((options: ListOptions) => listMails(context, options)),
    'postern mail list',
    'postern mail list --state failed',
    "postern mail list --search printer --json | jq '.[].id'",
  );
  examples(
    mail
      .command('show')
      .description('tell the whole way of a mail: where it came from, what was decided, and why')
      .argument('<id>', 'ID of the mail')
      .option('--json', 'print one JSON object')
      .action((id: string, options: Printing) => showMail(context, id, options)),
    'postern mail show 65a1b2c3d4e5f60718293a4b',
  );
  examples(
    mail
      .command('raw')
      .description('print the mail as it came, octet by octet')
      .argument('<id>', 'ID of the mail')
      .action((id: string) => raw(context, id)),
    'postern mail raw 65a1b2c3d4e5f60718293a4b > mail.eml',
  );
  registerExport(mail, context);
  registerSetAside(mail, context);
  registerEdit(mail, context);
  registerJudge(mail, context);
  registerReconcile(mail, context);
}
