/** Gathers what the desk has to know of a mail in which staff have a part: rights as they are now, the ticket, its history. */

import { wordsOf } from './desk/by-mail-text.ts';
import { readOrders } from './desk/command.ts';
import { ticketNumber, ticketsNamed } from './desk/command-actions.ts';
import type { GatherParts, Lookups } from './lookups.ts';
import type { Mail } from './mail/mail.ts';
import type { AtDesk, TicketClaim } from './model/facts.ts';
import type { KeyRing } from './model/node-store.ts';
import type { Ticket } from './model/ticket.ts';
import type { TicketMessage } from './model/ticket-store.ts';
import { readAddress } from './threading/token.ts';

type Parts = Pick<GatherParts, 'lookups' | 'staff'>;

/** Null where the author is no member of staff, and the mail did not come to the reply address of one. */
export async function deskFacts(
  { lookups, staff }: Parts,
  mail: Mail,
  claims: readonly TicketClaim[],
  tickets: ReadonlyMap<number, Ticket>,
): Promise<AtDesk | null> {
  const author = mail.from?.address.toLowerCase() ?? '';
  const claim = claims.find(({ found, boundTo }) => found === 'address' && boundTo !== undefined);
  if (claim === undefined && !staff.has(author)) return null;
  // Asked anew for each mail: who was disabled a moment ago has no rights any more.
  const actor = staff.actor(author, await lookups.agent(author));
  const ticket = claim === undefined ? undefined : tickets.get(claim.number);
  const bound =
    claim?.boundTo === undefined || ticket === undefined
      ? null
      : { to: claim.boundTo, ticket, note: claim.forNotes ?? false };
  const elsewhere = bound === null && goesToDoorOf(author, mail, lookups.ring());
  if (actor === null || bound === null)
    return { actor, bound, elsewhere, history: [], answers: null, others: new Map() };
  const history = await lookups.messages(bound.ticket.id);
  return {
    actor,
    bound,
    elsewhere,
    history,
    answers: await answered(lookups, claims, history),
    others: await named(lookups, mail),
  };
}

function goesToDoorOf(author: string, { to, cc }: Mail, ring: KeyRing): boolean {
  return [...to, ...cc].some(({ address }) => readAddress(ring, address, [author])?.token.kind === 'staff');
}

/** The mail that the answered notice told of; else the last one of the customer. */
async function answered(
  lookups: Lookups,
  claims: readonly TicketClaim[],
  history: readonly TicketMessage[],
): Promise<string | null> {
  const outgoing = claims.find((claim) => claim.outgoing !== null)?.outgoing ?? null;
  const notice = outgoing === null ? null : await lookups.outgoing(outgoing);
  const inbound = history.filter(({ kind }) => kind === 'inbound');
  const told = inbound.find(({ mail }) => mail !== null && mail === notice?.cause);
  return (told ?? inbound.at(-1))?.id ?? null;
}

async function named(lookups: Lookups, mail: Mail): Promise<Map<number, Ticket>> {
  const found = new Map<number, Ticket>();
  for (const name of ticketsNamed(readOrders(wordsOf(mail)).orders)) {
    const number = ticketNumber(name);
    const ticket = number === null ? null : await lookups.byNumber(number);
    if (number !== null && ticket !== null) found.set(number, ticket);
  }
  return found;
}
