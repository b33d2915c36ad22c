/** `postern mail`: the mails that came in, and what became of each. */
import type { Command } from 'commander';
import { Failure } from '../failure.ts';
import type { MailEntry, MailState, Store } from '../ports.ts';
import { type CommandContext, colours, printJson } from './context.ts';
import { mailStory } from './mail-story.ts';
import { choice, examples, limitOption, type Printing, printList, withStore } from './shared.ts';
import { type Column, paintState, shortSize, shortTime, table } from './table.ts';

const states: readonly MailState[] = [
  'accepted',
  'processing',
  'filed',
  'quarantined',
  'discarded',
  'failed',
];

interface ListOptions extends Printing {
  readonly state?: MailState;
  readonly search?: string;
  readonly limit: number;
}

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
  ];
  printList(context, json, found, () => table(context.stdout, paint, columns, found), 'No mails.');
}

/** The mail of that ID. Throws Failure `not-found`. */
export async function findMail(store: Store, id: string): Promise<MailEntry> {
  const entry = await store.mails.find(id);
  if (entry === null) throw new Failure('not-found', `there is no mail ${id}`);
  return entry;
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

async function retry(
  context: CommandContext,
  ids: readonly string[],
  { allFailed, json }: Printing & { readonly allFailed?: boolean },
): Promise<void> {
  if ((ids.length === 0) === (allFailed !== true))
    throw new Failure('bad-usage', 'name mails, or give --all-failed');
  await withStore(context, async (store) => {
    const wanted = allFailed === true ? await failedMails(store) : ids;
    const told: { id: string; retried: boolean }[] = [];
    for (const id of wanted) {
      const { state } = await findMail(store, id);
      told.push({ id, retried: state === 'failed' && (await store.mails.retry(id, false)) });
    }
    if (json === true) printJson(context.stdout, told);
    else for (const each of told) context.stdout.write(retryWords(each));
    if (json !== true && told.length === 0) context.stderr.write('No mail has failed.\n');
    if (told.some(({ retried }) => !retried)) context.exit(1);
  });
}

function retryWords({ id, retried }: { id: string; retried: boolean }): string {
  return retried
    ? `${id} will be filed anew by the running Postern.\n`
    : `${id} has not failed: there is nothing to try again.\n`;
}

async function failedMails(store: Store): Promise<string[]> {
  const failed = await store.mails.list({ state: 'failed', limit: 100_000 });
  return failed.map(({ id }) => id);
}

/** Adds `postern mail list|show|raw|retry`. */
export function registerMail(program: Command, context: CommandContext): void {
  const mail = program.command('mail').description('mails that came in, and what became of them');
  examples(
    mail
      .command('list')
      .description('list mails, the newest first')
      .addOption(choice('--state <state>', 'only those in this state', states))
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
  examples(
    mail
      .command('retry')
      .description('have mails that failed filed anew')
      .argument('[ids...]', 'IDs of the mails')
      .option('--all-failed', 'all that have failed')
      .option('--json', 'print one JSON array')
      .action((ids: string[], options: Printing) => retry(context, ids, options)),
    'postern mail retry 65a1b2c3d4e5f60718293a4b',
    'postern mail retry --all-failed',
  );
}
