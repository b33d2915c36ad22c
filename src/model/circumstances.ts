/** What screening goes by beside the mail itself, and what rules change; kept and told with the decision. */
import type { Priority } from './ticket.ts';

/** Mails of one envelope sender, client or domain of the sender within so many minutes, this one counted in. */
export interface Rate {
  readonly of: 'sender' | 'address' | 'domain';
  readonly minutes: number;
  readonly count: number;
}

/** What rules want to know of a sender, asked only where a rule looks at it. */
export interface SenderKnown {
  /** Staff wrote to the author, or he has a ticket; null: no rule asked. */
  readonly known: boolean | null;
  /** Staff wrote to the author; absent where nobody asked. */
  readonly wrote?: boolean;
  readonly rates: readonly Rate[];
}

/** What a mail says of a ticket, by an ID in its subject, a reply address or what it answers. */
export type ClaimState = 'none' | 'open' | 'closed' | 'unknown' | 'wrong';

/** What screening went by that cannot be read again from the bytes; kept with the mail, for trying rules on it later. */
export interface Circumstances extends SenderKnown {
  readonly claim: ClaimState;
  /** The author is requester or participant of the ticket that the mail belongs to, or staff. */
  readonly participant: boolean;
  /** ID and department of that ticket. */
  readonly ticketId: string | null;
  readonly department: string | null;
  /** The subject carries the valid ID of an open ticket: the bypass, unless one of the next two ends it. */
  readonly subjectIdOpen: boolean;
  /** Strangers who used that ID within the hour before; 0 where the author takes part. */
  readonly strangers: number;
  /** The ID may have been guessed. */
  readonly guessed: boolean;
}

/** What rules make of a mail that is let in. Null: nothing. */
export interface RuleChanges {
  readonly tags: readonly string[];
  readonly department: string | null;
  readonly priority: Priority | null;
  readonly owner: string | null;
  readonly receipt: boolean | null;
}
