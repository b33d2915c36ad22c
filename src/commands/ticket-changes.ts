/** `postern ticket close|assign|note|reply|merge`: each one transaction, with its trace in the history. */
import type { Command } from 'commander';
import { event } from '../entries.ts';
import { Failure } from '../failure.ts';
import { validRecipient } from '../mail/outgoing.ts';
import type { AuditDetail, NewMessage, NewOutgoing, Store, TicketChange } from '../ports.ts';
import type { Ticket } from '../ticket.ts';
import { audited } from './audited.ts';
import { type CommandContext, printJson } from './context.ts';
import { ticketJson } from './history.ts';
import { examples, type Printing, readText, withStore } from './shared.ts';
import { namedTicket, workingTicket } from './ticket-name.ts';

interface Signed extends Printing {
  readonly author?: string;
}

/** What a command does to a ticket. */
export interface Work {
  readonly changes: readonly { readonly ticket: string; readonly change: TicketChange }[];
  readonly messages: readonly NewMessage[];
  readonly outgoing?: readonly NewOutgoing[];
  /** For the audit trail: what is done, and what more is to know about it. */
  readonly action: string;
  readonly detail?: AuditDetail;
  /** What is told afterwards, behind the ticket's ID. */
  readonly words: string;
}

/** Plans upon the ticket as it is, writes that in one transaction, and tells what came of it. */
async function change(
  context: CommandContext,
  name: string,
  { json }: Printing,
  plan: (store: Store, ticket: Ticket, now: Date) => Promise<Work | string>,
): Promise<void> {
  await withStore(context, async (store) => {
    const ticket = await workingTicket(store, name);
    const work = await plan(store, ticket, new Date());
    const words = typeof work === 'string' ? work : work.words;
    if (typeof work !== 'string') {
      const { changes, messages, outgoing = [] } = work;
      const trace = { action: work.action, subject: ticket.ticketId, detail: work.detail ?? {} };
      await audited(context, store, trace, () =>
        store.tickets.write({ open: null, changes, messages, outgoing }),
      );
    }
    if (json === true) printJson(context.stdout, ticketJson((await store.tickets.byId(ticket.id)) ?? ticket));
    else context.stdout.write(`${ticket.ticketId} ${words}.\n`);
  });
}

async function close(store: Store, ticket: Ticket, now: Date): Promise<Work | string> {
  if (ticket.state === 'closed') return 'is closed already';
  return {
    changes: [{ ticket: ticket.id, change: { state: 'closed', closedAt: now } }],
    messages: [event(store, ticket.id, now, 'closed', 'closed by command')],
    action: 'ticket.close',
    words: 'is closed',
  };
}

async function assign(
  context: CommandContext,
  store: Store,
  ticket: Ticket,
  now: Date,
  address: string,
): Promise<Work> {
  const owner = address === 'nobody' ? null : (validRecipient(address)?.toLowerCase() ?? null);
  if (owner === null && address !== 'nobody')
    throw new Failure('bad-usage', `${address} is no address: give one, or nobody`);
  const { departments } = (await context.loadSettings()).settings;
  const isMember = departments.some(({ members }) => members.some((each) => each.toLowerCase() === owner));
  if (owner !== null && !isMember) context.stderr.write(`note: ${owner} is a member of no department\n`);
  return {
    changes: [{ ticket: ticket.id, change: { owner } }],
    messages: [event(store, ticket.id, now, 'assigned', `assigned to ${owner ?? 'nobody'} by command`)],
    action: 'ticket.assign',
    detail: { owner, was: ticket.owner },
    words: `belongs to ${owner ?? 'nobody'}`,
  };
}

function note(store: Store, ticket: Ticket, now: Date, author: string, text: string): Work {
  const blank = event(store, ticket.id, now, '', text);
  return {
    changes: [{ ticket: ticket.id, change: {} }],
    messages: [{ ...blank, kind: 'note', mark: 'staff', from: { name: author, address: '' } }],
    action: 'ticket.note',
    detail: { author },
    words: 'has a new note, which only staff see',
  };
}

/** Everything goes on in `into`; what was merged is closed and keeps its own history. */
async function merge(store: Store, ticket: Ticket, now: Date, into: Ticket): Promise<Work> {
  return {
    changes: [
      { ticket: ticket.id, change: { mergedInto: into.id, state: 'closed', closedAt: now } },
      { ticket: into.id, change: { addParticipants: ticket.participants } },
    ],
    messages: [
      event(store, ticket.id, now, 'merged', `merged into ${into.ticketId} by command`),
      event(store, into.id, now, 'merged', `${ticket.ticketId} was merged into this ticket by command`),
    ],
    action: 'ticket.merge',
    detail: { into: into.ticketId },
    words: `is merged into ${into.ticketId}`,
  };
}

async function mergeable(store: Store, name: string, target: string): Promise<Ticket> {
  const [ticket, into] = [await namedTicket(store, name), await workingTicket(store, target)];
  if (ticket.mergedInto !== null)
    throw new Failure('not-found', `${ticket.ticketId} is merged into another ticket already`);
  if (ticket.id === into.id) throw new Failure('bad-usage', 'a ticket cannot be merged into itself');
  return into;
}

/** Adds the commands that change a ticket. */
export function registerTicketChanges(ticket: Command, context: CommandContext): void {
  const idHelp = '48213-K7QF or 48213';
  const adding = (name: string, description: string) =>
    ticket
      .command(name)
      .description(description)
      .argument('<id>', idHelp)
      .option('--json', 'print the ticket as one JSON object');
  examples(
    adding('close', 'close a ticket').action((name: string, options: Printing) =>
      change(context, name, options, close),
    ),
    'postern ticket close 48213-K7QF',
  );
  examples(
    adding('assign', 'make somebody the owner')
      .argument('<address>', 'of a member of staff, or nobody')
      .action((name: string, address: string, options: Printing) =>
        change(context, name, options, (store, found, now) => assign(context, store, found, now, address)),
      ),
    'postern ticket assign 48213-K7QF kim@example.com',
    'postern ticket assign 48213-K7QF nobody',
  );
  examples(
    adding('note', 'write down something that only staff see')
      .argument('<text>', 'the note, or - for standard input')
      .option('--author <name>', 'who writes it')
      .action(async (name: string, argument: string, options: Signed) => {
        const text = await readText(context, argument);
        await change(context, name, options, async (store, found, now) =>
          note(store, found, now, options.author ?? '', text),
        );
      }),
    "postern ticket note 48213-K7QF 'Called her; the printer is out.' --author Kim",
    'journalctl -u printer | tail | postern ticket note 48213-K7QF -',
  );
  examples(
    adding('reply', 'answer the requester by mail')
      .argument('<text>', 'the answer, or - for standard input')
      .option('--author <name>', 'who signs it')
      .action(async (name: string, argument: string, options: Signed) => {
        const text = await readText(context, argument);
        const { writeReply } = await import('./ticket-reply.ts');
        await change(context, name, options, (store, found, now) =>
          writeReply(context, store, found, now, { author: options.author ?? '', text }),
        );
      }),
    "postern ticket reply 48213-K7QF 'Please unplug it.' --author Kim",
    'postern ticket reply 48213-K7QF - < answer.txt',
  );
  examples(
    adding('merge', 'let a ticket go on in another one')
      .argument('<into>', 'the other ticket')
      .action((name: string, target: string, options: Printing) =>
        change(context, name, options, async (store, found, now) =>
          merge(store, found, now, await mergeable(store, name, target)),
        ),
      ),
    'postern ticket merge 48214 48213',
  );
}
