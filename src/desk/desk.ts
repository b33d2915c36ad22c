/** The desk: the one way in which people change tickets, whether by page, API, mail or command. */
import type { Actor } from '../model/people.ts';
import type { Ticket } from '../model/ticket.ts';
import type { Action } from './action.ts';

export interface ActOptions {
  /** The newest message that the actor saw: an answer that crosses a later one is refused (`conflict`). */
  readonly seen?: string;
  /** Makes a repeat harmless: the same cause acts once. */
  readonly cause?: string;
  /** `updatedAt` of the ticket as the actor saw it: where it has changed since, nothing is done (`stale`). */
  readonly unchangedSince?: Date;
}

export interface Acted {
  readonly ticket: Ticket;
  /** What happened, to a person: `is assigned to Kim`. */
  readonly words: string;
  /** Of the entry that was written; of `split` the new ticket's first. */
  readonly message: string | null;
  /** `split`: the new ticket. `merge`: the one it goes on in. */
  readonly other: Ticket | null;
}

export interface NewTicketInput {
  readonly department: string;
  readonly requester: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  /** True: the text goes to the requester as a mail; false: it is a note. */
  readonly send: boolean;
}

export interface Desk {
  /**
   * Does it, in one transaction with its trace in the history and the audit trail. `ticket`: id, ID or number. Throws Failure
   * `not-found` (also where the actor may not see it), `forbidden` (his role or tier), `conflict` (crossing answers, or
   * too late to undo), `bad-usage` (it makes no sense as things stand), `store-unavailable`.
   */
  act(actor: Actor, ticket: string, action: Action, options?: ActOptions): Promise<Acted>;
  /** Opens a ticket by hand. */
  open(actor: Actor, input: NewTicketInput, options?: Pick<ActOptions, 'cause'>): Promise<Acted>;
  /** What was done under that cause, by whomever; null where nothing was. */
  done(cause: string): Promise<Acted | null>;
}
