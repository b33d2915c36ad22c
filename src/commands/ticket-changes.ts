/** `postern ticket close|assign|note|reply|merge`: what the pages do, from a shell. */
import type { Command } from 'commander';
import { type ActionInput, actionSchema } from '../desk/action.ts';
import { Failure } from '../failure.ts';
import { validRecipient } from '../mail/outgoing.ts';
import type { Store } from '../model/ports.ts';
import type { Ticket } from '../model/ticket.ts';
import { type CommandContext, printJson } from './context.ts';
import { ticketJson } from './history.ts';
import { examples, type Printing, readText } from './shared.ts';
import { namedTicket, workingTicket } from './ticket-name.ts';

interface Signed extends Printing {
  readonly author?: string;
}

/** What is to be done to the ticket; or words about why nothing is. */
type Wanted = (store: Store, ticket: Ticket) => Promise<ActionInput | string>;

/** Does it at the desk, and tells what came of it. */
async function change(
  context: CommandContext,
  name: string,
  { json, author = '' }: Signed,
  wanted: Wanted,
): Promise<void> {
  const { withDesk } = await import('./with-desk.ts');
  await withDesk(context, author, async ({ desk, store, actor }) => {
    const ticket = await workingTicket(store, name);
    const action = await wanted(store, ticket);
    const words =
      typeof action === 'string'
        ? action
        : (await desk.act(actor, ticket.id, actionSchema.parse(action))).words;
    if (json === true) printJson(context.stdout, ticketJson((await store.tickets.byId(ticket.id)) ?? ticket));
    else context.stdout.write(`${ticket.ticketId} ${words}.\n`);
  });
}

const close: Wanted = async (_store, { state }) =>
  state === 'closed' ? 'is closed already' : { do: 'state', state: 'closed' };

function assign(address: string): Wanted {
  const owner = address === 'nobody' ? null : (validRecipient(address)?.toLowerCase() ?? null);
  if (owner === null && address !== 'nobody')
    throw new Failure('bad-usage', `${address} is no address: give one, or nobody`);
  return async () => ({ do: 'assign', owner });
}

/** A ticket that was merged already goes on elsewhere, and cannot be merged again. */
function merge(name: string, target: string): Wanted {
  return async (store) => {
    const [ticket, into] = [await namedTicket(store, name), await workingTicket(store, target)];
    if (ticket.mergedInto !== null)
      throw new Failure('not-found', `${ticket.ticketId} is merged into another ticket already`);
    return { do: 'merge', into: into.id };
  };
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
        change(context, name, options, assign(address)),
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
        await change(context, name, options, async () => ({ do: 'note', text }));
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
        await change(context, name, options, async () => ({ do: 'reply', text }));
      }),
    "postern ticket reply 48213-K7QF 'Please unplug it.' --author Kim",
    'postern ticket reply 48213-K7QF - < answer.txt',
  );
  examples(
    adding('merge', 'let a ticket go on in another one')
      .argument('<into>', 'the other ticket')
      .action((name: string, target: string, options: Printing) =>
        change(context, name, options, merge(name, target)),
      ),
    'postern ticket merge 48214 48213',
  );
}
