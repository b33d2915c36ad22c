/** Whom an answer goes to, before somebody edits it. */

import type { Ticket } from '../model/ticket.ts';
import type { TicketMessage } from '../model/ticket-store.ts';

/** What a member of staff writes on a ticket. */
export const composeKinds = ['reply', 'reply-all', 'forward', 'note'] as const;
export type ComposeKind = (typeof composeKinds)[number];

export interface Recipients {
  readonly to: readonly string[];
  readonly cc: readonly string[];
}

/** Authors who take part; the others are added by hand or not at all (DESIGN 3.4). */
const trusted: ReadonlySet<string | null> = new Set(['requester', 'participant', 'staff']);

/**
 * A reply goes to the requester; one to all also to whom his side addressed last, less addresses of ours. A mail that nothing
 * shows to be of a participant names nobody.
 */
export function recipientsOf(
  kind: ComposeKind,
  ticket: Pick<Ticket, 'requester'>,
  history: readonly Pick<TicketMessage, 'kind' | 'mark' | 'from' | 'to'>[],
  isOurs: (address: string) => boolean,
): Recipients {
  if (kind === 'forward' || kind === 'note') return { to: [], cc: [] };
  const requester = ticket.requester.address.toLowerCase();
  const to = requester === '' ? [] : [requester];
  if (kind === 'reply') return { to, cc: [] };
  const last = history.findLast((message) => message.kind === 'inbound' && trusted.has(message.mark));
  const named = last === undefined ? [] : [last.from.address, ...last.to].map((each) => each.toLowerCase());
  const cc = named.filter((address) => address !== '' && address !== requester && !isOurs(address));
  return { to, cc: [...new Set(cc)] };
}
