/** The ticket: one issue of one requester. States, who takes part, and what may follow what. */

/** `held` waits for verification of the sender. All but the last two are *open* in the sense of the bypass. */
export const ticketStates = ['new', 'open', 'waiting', 'held', 'solved', 'closed'] as const;
export type TicketState = (typeof ticketStates)[number];

export const priorities = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof priorities)[number];

/** What a message of a ticket is. */
export const messageKinds = ['inbound', 'reply', 'note', 'receipt', 'event'] as const;
export type MessageKind = (typeof messageKinds)[number];

/** What deciding needs to know of a ticket. */
export interface Ticket {
  /** The store's own key (24 hex digits). */
  readonly id: string;
  readonly number: number;
  /** `48213-K7QF` */
  readonly ticketId: string;
  readonly subject: string;
  readonly state: TicketState;
  readonly department: string;
  readonly owner: string | null;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly requester: { readonly name: string; readonly address: string };
  /** Addresses, lower case, that take part: requester and those he or staff named. Staff are known by department. */
  readonly participants: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly closedAt: Date | null;
  /** `id` of the ticket this one was merged into; always resolved before deciding. */
  readonly mergedInto: string | null;
  readonly dispatchedAt: Date | null;
  /** Sleeps until then, or until the customer writes. */
  readonly waitUntil?: Date | null;
}

/** Where a ticket stands in the work on it. */
export type Standing = Required<Pick<Ticket, 'state' | 'closedAt' | 'waitUntil' | 'owner'>>;

/** What an answer did to a ticket: kept with it, so that taking it back takes that back too. */
export interface Turn {
  readonly before: Standing;
  readonly after: Standing;
}

/** True for a ticket whose ID in a subject earns the bypass (DESIGN 2, states). */
export function isOpen(ticket: Pick<Ticket, 'state'>): boolean {
  return ticket.state !== 'solved' && ticket.state !== 'closed';
}

/**
 * The state after a person's mail was filed: an answer wakes what waited for it; `held` stays until verified; a solved
 * or closed ticket reopens. Automatic mail changes no state, so it never gets here (DESIGN 3.6).
 */
export function stateAfterCustomerMail(state: TicketState): TicketState {
  return state === 'new' || state === 'held' ? state : 'open';
}

/** Messages that leave one ticket for another one. */
export interface Move {
  readonly messages: readonly string[];
  readonly from: string;
  readonly to: string;
}
