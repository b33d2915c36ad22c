/** Plans of the actions that concern two tickets. */
import { Failure } from '../failure.ts';
import type { Ticket } from '../model/ticket.ts';
import type { NewTicket } from '../model/ticket-store.ts';
import { type ActionOf, eventOf, type Plan, planOf, type Situation } from './plan.ts';

/** Everything goes on in `into`: the history goes along, and answers to either ID arrive there. */
export function merge(situation: Situation, into: Ticket): Plan {
  const { ticket, history, now } = situation;
  if (ticket.id === into.id) throw new Failure('bad-usage', 'a ticket cannot be merged into itself');
  if (ticket.mergedInto !== null)
    throw new Failure('bad-usage', `${ticket.ticketId} is merged into another ticket already`);
  const left = eventOf(situation, ticket.id, 'merged', `merged into ${into.ticketId}`);
  const came = eventOf(situation, into.id, 'merged', `${ticket.ticketId} was merged into this ticket`);
  return planOf({
    changes: [
      {
        ticket: ticket.id,
        change: { mergedInto: into.id, state: 'closed', closedAt: now, waitUntil: null },
      },
      { ticket: into.id, change: { addParticipants: ticket.participants } },
    ],
    messages: [left, came],
    moves: [{ messages: history.map(({ id }) => id), from: ticket.id, to: into.id }],
    words: `is merged into ${into.ticketId}`,
    message: came.id,
    other: into.id,
  });
}

/** Some messages leave for a ticket of their own: one issue, one ticket. Its requester is who wrote the first of them. */
export function split(
  situation: Situation,
  { messages, subject }: ActionOf<'split'>,
  reserved: { readonly number: number; readonly ticketId: string },
): Plan {
  const { ticket, history, now, newId } = situation;
  const moving = history.filter(({ id }) => messages.includes(id));
  const spoken = history.filter(({ kind }) => kind === 'inbound' || kind === 'reply' || kind === 'note');
  const first = moving.find(({ kind }) => kind === 'inbound');
  if (moving.length < messages.length) throw new Failure('bad-usage', 'a message is not of this ticket');
  if (first === undefined) throw new Failure('bad-usage', 'a ticket needs a message of a customer');
  if (spoken.every(({ id }) => messages.includes(id)))
    throw new Failure('bad-usage', 'nothing would be left of this ticket');
  const requester = first.mark === 'staff' || first.from.address === '' ? ticket.requester : first.from;
  const open: NewTicket = {
    id: newId(),
    ...reserved,
    subject,
    department: ticket.department,
    owner: ticket.owner,
    priority: ticket.priority,
    tags: ticket.tags,
    requester,
    participants: [...new Set([requester.address.toLowerCase(), ...ticket.participants])],
    createdAt: first.createdAt,
    dispatchedAt: now,
    linkedTo: ticket.id,
  };
  const count = moving.length === 1 ? 'a message' : `${moving.length} messages`;
  const left = eventOf(situation, ticket.id, 'split', `${count} went to ${open.ticketId}`);
  const came = eventOf(situation, open.id, 'split', `split from ${ticket.ticketId}`);
  return planOf({
    open,
    changes: [{ ticket: ticket.id, change: { addLinks: [open.id] } }],
    messages: [left, came],
    moves: [{ messages, from: ticket.id, to: open.id }],
    words: `is split: ${count} went to ${open.ticketId}`,
    message: left.id,
    other: open.id,
  });
}

/** Two tickets have to do with each other; both show it. */
export function link(situation: Situation, other: Ticket, remove: boolean): Plan {
  const { ticket } = situation;
  if (ticket.id === other.id) throw new Failure('bad-usage', 'a ticket cannot be linked to itself');
  const text = (name: string) => (remove ? `link to ${name} removed` : `linked to ${name}`);
  const change = (id: string) => (remove ? { removeLinks: [id] } : { addLinks: [id] });
  const entry = eventOf(situation, ticket.id, 'linked', text(other.ticketId));
  return planOf({
    changes: [
      { ticket: ticket.id, change: change(other.id) },
      { ticket: other.id, change: change(ticket.id) },
    ],
    messages: [entry, eventOf(situation, other.id, 'linked', text(ticket.ticketId))],
    words: remove ? `is no longer linked to ${other.ticketId}` : `is linked to ${other.ticketId}`,
    message: entry.id,
    other: other.id,
  });
}
