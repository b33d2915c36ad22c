/** Where a ticket stands, and how it stood before an answer. Pure. */
import type { Standing, Ticket, Turn } from '../model/ticket.ts';
import type { TicketChange } from '../model/ticket-store.ts';

/** Where it stands now. */
export function standingOf({ state, closedAt, waitUntil = null, owner }: Ticket): Standing {
  return { state, closedAt, waitUntil, owner };
}

/** What brings back how it stood before. What somebody changed since stays as he left it. */
export function turnedBack(ticket: Ticket, { before, after }: Turn): TicketChange {
  const now = standingOf(ticket);
  const isLeft = now.state === after.state && +(now.closedAt ?? 0) === +(after.closedAt ?? 0);
  const { state, closedAt, waitUntil, owner } = before;
  return {
    ...(isLeft && now.waitUntil === null ? { state, closedAt, waitUntil } : {}),
    ...(now.owner === after.owner ? { owner } : {}),
  };
}
