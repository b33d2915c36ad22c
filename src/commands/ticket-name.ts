/** From what a person types to a ticket. */
import { Failure } from '../failure.ts';
import type { Store } from '../model/ports.ts';
import type { Ticket } from '../model/ticket.ts';
import { isGenuine, parseTicketName } from '../threading/ticket-id.ts';

/**
 * The ticket that is meant by `48213-K7QF`, `#48213` or `48213`, itself: a merged one is not followed. Throws Failure
 * `bad-usage` where it is no ticket's name, `not-found` where there is none, or its code is wrong.
 */
export async function namedTicket(store: Store, name: string): Promise<Ticket> {
  const parsed = parseTicketName(name);
  if (parsed === null)
    throw new Failure('bad-usage', `${name} is no ticket ID: it looks like 48213-K7QF or 48213`);
  const { number, code } = parsed;
  const [ticket] = await store.tickets.list({ search: String(number), limit: 1 });
  if (ticket === undefined) throw new Failure('not-found', `there is no ticket ${name}`);
  const isRight = code === null || isGenuine(await store.keys.ring(), number, code);
  if (!isRight) throw new Failure('not-found', `there is no ticket ${name}: its code is wrong`);
  return ticket;
}

/** The same, merges followed: the ticket that work goes on in. */
export async function workingTicket(store: Store, name: string): Promise<Ticket> {
  const ticket = await namedTicket(store, name);
  return (await store.tickets.byId(ticket.id)) ?? ticket;
}
