/** A ticket and its history, as a person reads them and as JSON. */
import { oneLine } from '../mail/outgoing.ts';
import type { OutgoingEntry } from '../model/outbox-store.ts';
import type { Store } from '../model/ports.ts';
import type { Ticket } from '../model/ticket.ts';
import type { TicketMessage } from '../model/ticket-store.ts';
import { fields, type Paint, quoted, shortSize, shortTime } from './table.ts';

const longestLine = 1000;

/** A message, with what became of the mail where it went out. */
export interface Entry extends TicketMessage {
  readonly delivery: Pick<OutgoingEntry, 'state' | 'to' | 'attempts' | 'sentAt' | 'lastAnswer'> | null;
}

/** A ticket as JSON: `id` is its ID, which other commands take; `key` is the store's. */
export function ticketJson({ id: key, ...ticket }: Ticket) {
  return { id: ticket.ticketId, ...ticket, key };
}

/** The messages of a ticket, in order, with the delivery of those that went out. */
export async function historyOf(store: Store, ticket: Ticket): Promise<Entry[]> {
  const messages = await store.tickets.messages(ticket.id);
  return Promise.all(
    messages.map(async (message) => {
      const row = message.outgoing === null ? null : await store.outbox.find(message.outgoing);
      if (row === null) return { ...message, delivery: null };
      const { state, to, attempts, sentAt, lastAnswer } = row;
      return { ...message, delivery: { state, to, attempts, sentAt, lastAnswer } };
    }),
  );
}

/** The head of a ticket, then its history, oldest first. `into`: the ticket it was merged into. */
export function ticketStory(
  ticket: Ticket,
  into: Ticket | null,
  history: readonly Entry[],
  paint: Paint,
): string {
  const { requester, participants } = ticket;
  const others = participants.filter((address) => address !== requester.address.toLowerCase());
  const head = fields(paint, [
    ['Subject', ticket.subject || '(no subject)'],
    ['State', into === null ? ticket.state : `${ticket.state}, merged into ${into.ticketId}`],
    ['Department', ticket.department],
    ['Owner', ticket.owner ?? 'nobody'],
    ['Priority', ticket.priority],
    ['Tags', ticket.tags.join(', ')],
    ['Requester', person(requester)],
    ['With', others.join(', ')],
    ['Opened', shortTime(ticket.createdAt)],
    ['Changed', shortTime(ticket.updatedAt)],
    ['Closed', ticket.closedAt === null ? '' : shortTime(ticket.closedAt)],
  ]);
  return `${paint.bold(`Ticket ${ticket.ticketId}`)}\n${head}${history.map((entry) => told(entry, paint)).join('')}`;
}

function told(entry: Entry, paint: Paint): string {
  const time = paint.gray(shortTime(entry.createdAt).padEnd(12));
  if (entry.kind === 'event') return `\n  ${time}  ${paint.gray(oneLine(entry.text, longestLine))}\n`;
  const marks = [entry.mark, entry.nature === 'person' ? null : entry.nature].filter((mark) => mark !== null);
  const beside = marks.length === 0 ? '' : paint.gray(` (${marks.join(', ')})`);
  const title = `\n  ${time}  ${paint.bold(oneLine(heading(entry), longestLine))}${beside}${delivery(entry, paint)}\n`;
  const files = entry.attachments
    .filter(({ inline }) => !inline)
    .map(
      ({ filename, contentType, size }) =>
        `    + ${oneLine(filename ?? contentType, longestLine)}, ${shortSize(size)}\n`,
    );
  // A receipt says what it always says; `outbox show` prints it.
  const text = entry.kind === 'receipt' ? '' : quoted(paint, entry.replyText);
  return `${title}${text}${files.join('')}`;
}

function heading({ kind, from, to }: Entry): string {
  if (kind === 'inbound') return person(from);
  if (kind === 'note') return `Note${from.name === '' ? '' : ` by ${from.name}`}`;
  return `${kind === 'receipt' ? 'Receipt' : 'Reply'} to ${to.join(', ')}`;
}

function delivery({ delivery: found, outgoing }: Entry, paint: Paint): string {
  if (found === null) return '';
  const answer =
    found.state === 'sent' || found.lastAnswer === null ? '' : `: ${oneLine(found.lastAnswer, longestLine)}`;
  const words = `, ${found.state}${answer}`;
  const bad = found.state === 'failed' || found.state === 'bounced';
  return `${bad ? paint.red(words) : words}${paint.gray(` [${outgoing}]`)}`;
}

function person({ name, address }: { readonly name: string; readonly address: string }): string {
  return name === '' ? address : `${name} <${address}>`;
}
