/** `postern outbox`: mail that goes out, and where it stands. */
import type { Command } from 'commander';
import { Failure } from '../failure.ts';
import type { OutgoingEntry, OutgoingKind, OutgoingState } from '../model/outbox-store.ts';
import type { Store } from '../model/ports.ts';
import { renderRaw } from '../receipts/smtp.ts';
import { audited } from './audited.ts';
import { type CommandContext, colours, printJson } from './context.ts';
import { choice, examples, limitOption, type Printing, printList, withStore } from './shared.ts';
import { type Column, fields, paintState, shortTime, table } from './table.ts';

const states: readonly OutgoingState[] = [
  'queued',
  'sending',
  'sent',
  'deferred',
  'failed',
  'bounced',
  'cancelled',
];
const kinds: readonly OutgoingKind[] = ['receipt', 'notice', 'reply', 'alarm', 'account', 'digest'];

interface ListOptions extends Printing {
  readonly state?: OutgoingState;
  readonly kind?: OutgoingKind;
  readonly limit: number;
}

async function list(context: CommandContext, { json, ...query }: ListOptions): Promise<void> {
  const found = await withStore(context, (store) => store.outbox.list(query));
  const paint = colours(context, context.stdout);
  const columns: Column<OutgoingEntry>[] = [
    { title: 'ID', text: ({ id }) => id },
    { title: 'TIME', text: ({ createdAt }) => shortTime(createdAt) },
    {
      title: 'STATE',
      text: ({ state }) => state,
      paint: (text, { state }) => paintState(paint, text, state),
    },
    { title: 'KIND', text: ({ kind }) => kind },
    { title: 'TICKET', text: ({ ticketId }) => ticketId ?? '-' },
    { title: 'TRIES', text: ({ attempts }) => String(attempts) },
    { title: 'TO', text: ({ to }) => to, flexible: true },
    { title: 'LAST ANSWER', text: ({ lastAnswer }) => lastAnswer ?? '', flexible: true },
  ];
  printList(context, json, found, () => table(context.stdout, paint, columns, found), 'No mail goes out.');
}

async function find(store: Store, id: string): Promise<OutgoingEntry> {
  const entry = await store.outbox.find(id);
  if (entry === null) throw new Failure('not-found', `there is no outgoing mail ${id}`);
  return entry;
}

async function show(
  context: CommandContext,
  id: string,
  { json, raw }: Printing & { readonly raw?: boolean },
): Promise<void> {
  await withStore(context, async (store) => {
    const entry = await find(store, id);
    if (json === true) return printJson(context.stdout, entry);
    if (raw !== true) context.stdout.write(standing(context, entry));
    context.stdout.write(await renderRaw(entry, (sha256) => store.inbox.uploaded(sha256)));
  });
}

function standing(context: CommandContext, entry: OutgoingEntry): string {
  const paint = colours(context, context.stdout);
  const { id, kind, state, sentAt, nextAttemptAt, bounce, waitsFor } = entry;
  const rows = fields(paint, [
    ['State', state, (text) => paintState(paint, text, state)],
    ['To', entry.to],
    ['Sender', `<${entry.envelopeSender}>`],
    ['Ticket', entry.ticketId ?? ''],
    ['Made', shortTime(entry.createdAt)],
    ['Sent', sentAt === null ? '' : shortTime(sentAt)],
    ['Next try', nextAttemptAt === null ? '' : shortTime(nextAttemptAt)],
    ['Waits for', waitsFor.join(', ')],
    ['Tries', String(entry.attempts)],
    ['Last answer', entry.lastAnswer ?? ''],
    ['Bounce', bounce === null ? '' : `${bounce.reason} ${bounce.status ?? ''}`],
  ]);
  return `${paint.bold(`${kind[0]?.toUpperCase()}${kind.slice(1)} ${id}`)}\n${rows}\n`;
}

type Move = 'retry' | 'cancel';
const movable: Record<Move, readonly OutgoingState[]> = {
  retry: ['deferred', 'failed', 'cancelled'],
  cancel: ['queued', 'deferred'],
};
const done: Record<Move, string> = { retry: 'is queued anew', cancel: 'will not be sent' };

async function move(context: CommandContext, what: Move, id: string, { json }: Printing): Promise<void> {
  await withStore(context, async (store) => {
    const before = await find(store, id);
    const change = { action: `outbox.${what}`, subject: id, detail: { to: before.to, was: before.state } };
    const moved =
      movable[what].includes(before.state) &&
      (await audited(context, store, change, () => store.outbox[what](id)));
    if (!moved) context.exit(1);
    if (json === true) return printJson(context.stdout, await find(store, id));
    const refused = `is ${before.state}: ${what === 'retry' ? 'there is nothing to try again' : 'too late'}`;
    context.stdout.write(`${id} ${moved ? done[what] : refused}.\n`);
  });
}

/** Adds `postern outbox list|show|retry|cancel`. */
export function registerOutbox(program: Command, context: CommandContext): void {
  const outbox = program.command('outbox').description('mail that goes out: receipts, notices, replies');
  examples(
    outbox
      .command('list')
      .description('list outgoing mail, the newest first')
      .addOption(choice('--state <state>', 'only those in this state', states))
      .addOption(choice('--kind <kind>', 'only those of this kind', kinds))
      .addOption(limitOption())
      .option('--json', 'print one JSON array')
      .action((options: ListOptions) => list(context, options)),
    'postern outbox list',
    'postern outbox list --state deferred',
  );
  examples(
    outbox
      .command('show')
      .description('tell where an outgoing mail stands, and print it as it goes out')
      .argument('<id>', 'ID of the outgoing mail')
      .option('--raw', 'only the mail')
      .option('--json', 'print one JSON object')
      .action((id: string, options: Printing) => show(context, id, options)),
    'postern outbox show 65a1b2c3d4e5f60718293a4b',
  );
  examples(
    outbox
      .command('retry')
      .description('queue a deferred, failed or cancelled mail anew')
      .argument('<id>', 'ID of the outgoing mail')
      .option('--json', 'print one JSON object')
      .action((id: string, options: Printing) => move(context, 'retry', id, options)),
    'postern outbox retry 65a1b2c3d4e5f60718293a4b',
  );
  examples(
    outbox
      .command('cancel')
      .description('withdraw a mail that is not sent yet')
      .argument('<id>', 'ID of the outgoing mail')
      .option('--json', 'print one JSON object')
      .action((id: string, options: Printing) => move(context, 'cancel', id, options)),
    'postern outbox cancel 65a1b2c3d4e5f60718293a4b',
  );
}
