/** The answer of staff to a requester, as mail and as an entry of the history. */
import { assemble } from '../assembly.ts';
import { sent } from '../entries.ts';
import { findDepartment } from '../letters.ts';
import type { Store, TicketMessage } from '../ports.ts';
import type { Ticket } from '../ticket.ts';
import type { CommandContext } from './context.ts';
import { commandLog } from './shared.ts';
import type { Work } from './ticket-changes.ts';

/** Composes the answer under the last mail of the ticket; the ticket then waits for the customer. */
export async function writeReply(
  context: CommandContext,
  store: Store,
  ticket: Ticket,
  now: Date,
  answer: { readonly author: string; readonly text: string },
): Promise<Work> {
  const { settings } = await context.loadSettings();
  const log = commandLog(context, settings);
  const { letters, bench } = await assemble({ settings, log, store, settled: () => undefined });
  await bench.reader.close();
  const history = await store.tickets.messages(ticket.id);
  const inbound = history.filter(({ kind, messageId }) => kind === 'inbound' && messageId !== null);
  const outgoing = letters.written({
    ...answer,
    ticket,
    lane: await laneOf(store, inbound, findDepartment(settings, ticket.department).addresses[0] ?? ''),
    last: threadOf(history, inbound.at(-1)),
    to: ticket.requester.address,
    cc: [],
    cause: store.newId(),
    now,
    notBefore: null,
    attachments: [],
  });
  return {
    changes: [{ ticket: ticket.id, change: { state: 'waiting', closedAt: null } }],
    messages: outgoing.slice(0, 1).map((letter) => sent(store, letter, ticket.id, 'reply')),
    outgoing,
    action: 'ticket.reply',
    detail: { author: answer.author, to: ticket.requester.address },
    words: `is answered: a mail to ${ticket.requester.address} is queued`,
  };
}

/** The address that the customer wrote to last. */
async function laneOf(store: Store, inbound: readonly TicketMessage[], fallback: string): Promise<string> {
  const mail = inbound.at(-1)?.mail ?? null;
  return (mail === null ? null : await store.mails.find(mail))?.lane ?? fallback;
}

/** What the answer stands under: the last mail of the customer, and what went before it. */
function threadOf(history: readonly TicketMessage[], last: TicketMessage | undefined) {
  if (last === undefined) return null;
  const before = history.slice(0, history.indexOf(last)).flatMap(({ messageId }) => messageId ?? []);
  return { messageId: last.messageId, references: before };
}
