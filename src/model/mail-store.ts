/** Mail that comes in: what is kept of it, and all that filing one writes. */
import type { Decision } from '../decision.ts';
import type { Bounce } from '../mail/mail.ts';
import type { NewAudit } from './audit-store.ts';
import type { Circumstances } from './circumstances.ts';
import type { Delivery, Envelope, Known, Source } from './facts.ts';
import type { NewOutgoing } from './outbox-store.ts';
import type { Move } from './ticket.ts';
import type { NewMessage, NewTicket, TicketChange } from './ticket-store.ts';

export type MailState = 'accepted' | 'processing' | 'filed' | 'quarantined' | 'discarded' | 'failed';

/** A mail about to be made durable, one for each lane. */
export interface NewMail {
  readonly id: string;
  /** Identity of a mail in a lane (DESIGN 2): same key, same mail. Unique. */
  readonly key: string;
  readonly lane: string;
  readonly recipient: string;
  readonly envelope: Envelope;
  readonly source: Source;
  readonly acceptedAt: Date;
  readonly messageId: string | null;
  readonly from: string;
  /** At most 200 characters, for lists. */
  readonly subject: string;
  readonly known: Known;
}

/** `duplicate`: a mail with this key was durable before; `id` is then that mail's. */
export interface Accepted {
  readonly id: string;
  readonly duplicate: boolean;
  /** Set where this node holds the lease already and may file at once. */
  readonly claim: MailClaim | null;
}

/** The right to file one mail, until the lease ends. `epoch` fences: an older claim writes nothing. */
export interface MailClaim {
  readonly id: string;
  readonly owner: string;
  readonly epoch: number;
}

export interface ClaimedMail {
  readonly claim: MailClaim;
  readonly delivery: Delivery;
  /** Failed tries before this one. */
  readonly attempts: number;
}

/** A mail as lists and `mail show` give it. */
export interface MailEntry {
  readonly id: string;
  readonly state: MailState;
  readonly lane: string;
  readonly recipient: string;
  readonly messageId: string | null;
  readonly from: string;
  readonly subject: string;
  readonly source: Source;
  readonly envelope: Envelope;
  readonly acceptedAt: Date;
  readonly size: number;
  readonly attempts: number;
  readonly decision: Decision | null;
  /** What screening went by beside the bytes; null where that was not kept. */
  readonly circumstances?: Circumstances | null;
  /** Reason and words of `failed` and of the last postponement. */
  readonly trouble: { readonly reason: string; readonly detail: string } | null;
  readonly known: Known;
  readonly ticketId: string | null;
  /** When it came to rest: filed, or held since then. */
  readonly settledAt: Date | null;
  /** When staff released it from quarantine. */
  readonly releasedAt?: Date | null;
  /** Of a copy that staff edited: the mail it stands for; and of that mail, the copy. */
  readonly replaces: string | null;
  readonly replacedBy: string | null;
}

/** The score that decided on it; of old records, and where none decided, the scorer’s. Null where there is none. */
export function scoreOf({ known, decision }: Pick<MailEntry, 'known' | 'decision'>): number | null {
  return decision?.score ?? (known.scoring?.kind === 'scored' ? known.scoring.score.score : null);
}

export interface MailQuery {
  readonly state?: MailState;
  readonly search?: string;
  /** Only mail to these, lower case. */
  readonly lanes?: readonly string[];
  /** Only mail that is older than the one with this id. */
  readonly before?: string;
  readonly limit?: number;
}

/** The fate that a delivery report tells of a mail of ours. */
export interface DeliveryReport {
  readonly outgoing: string;
  readonly bounce: Bounce;
}

/** All that filing one mail writes, in one transaction. Applying it twice changes nothing. */
export interface Filing {
  readonly claim: MailClaim;
  readonly state: 'filed' | 'quarantined' | 'discarded';
  readonly decision: Decision;
  readonly circumstances?: Circumstances;
  /** Where more is known than when the mail was accepted. */
  readonly known?: Known;
  readonly open: NewTicket | null;
  readonly change: { readonly ticket: string; readonly change: TicketChange } | null;
  /** `id` and ID of the ticket that the mail ended in. */
  readonly ticket: { readonly id: string; readonly ticketId: string } | null;
  readonly messages: readonly NewMessage[];
  readonly outgoing: readonly NewOutgoing[];
  readonly reports: readonly DeliveryReport[];
  /** What else the desk does by it. */
  readonly changes?: readonly { readonly ticket: string; readonly change: TicketChange }[];
  readonly moves?: readonly Move[];
  /** Entries of the audit trail, made once it is filed. */
  readonly audit?: readonly NewAudit[];
}

export interface MailStore {
  /** Throws Failure `store-full` where `accept` would refuse a mail of so many octets for want of room. */
  roomFor(octets: number): Promise<void>;
  /**
   * Makes a mail durable for its lanes, majority-committed and journaled; only then may 250 be answered.
   * `hold` asks for the claim at once. Throws Failure `store-unavailable` or `store-full`; nothing is then half done,
   * and a repeat is recognised by its keys.
   */
  accept(mails: readonly NewMail[], raw: Uint8Array, hold: boolean): Promise<Accepted[]>;
  /**
   * Makes a mail durable and files it, in one transaction, for what was decided while its client waited. False where the
   * mail, or the same bytes, are there already, and nothing was written: `accept` then tells more. Throws as `accept` does.
   */
  acceptFiled(mail: NewMail, raw: Uint8Array, filing: Filing): Promise<boolean>;
  /** Claims mails that are due, oldest first. */
  claim(limit: number): Promise<ClaimedMail[]>;
  /** Extends the lease of claims still held; returns those that are. */
  renew(claims: readonly MailClaim[]): Promise<MailClaim[]>;
  /** Files in one transaction. False where the claim was lost: then somebody else has filed or will. */
  file(filing: Filing): Promise<boolean>;
  /** Gives a mail back until later. `counts`: this was a failed try. */
  postpone(
    claim: MailClaim,
    until: Date,
    trouble: { reason: string; detail: string },
    counts: boolean,
    known?: Known,
  ): Promise<void>;
  /** Sets a mail aside, whole and visible. */
  fail(claim: MailClaim, trouble: { reason: string; detail: string }): Promise<void>;
  /** The raw bytes, as they came. Throws Failure `not-found`. */
  raw(id: string): Promise<Uint8Array>;
  find(id: string): Promise<MailEntry | null>;
  list(query: MailQuery): Promise<MailEntry[]>;
  /** How many there are of those; counting stops at `mostCounted`. */
  count(query: Omit<MailQuery, 'limit' | 'before'>): Promise<number>;
  /** Files a failed or quarantined mail anew; `released` also lifts the spam verdict. False where it is neither. */
  retry(id: string, released: boolean): Promise<boolean>;
  /** Discards a quarantined or failed mail, with a reason. The record stays. */
  discard(id: string, reason: string): Promise<boolean>;
  /**
   * Accepts an edited copy of a failed or quarantined mail, and discards that mail, whose bytes are kept; all or nothing.
   * False where it is neither. Throws Failure `conflict` where the copy is here already.
   */
  replace(original: string, copy: NewMail, raw: Uint8Array): Promise<boolean>;
  /** Those of the keys (`NewMail.key`) under which a mail is durable, whatever became of it. */
  knownKeys(keys: readonly string[]): Promise<Set<string>>;
  /** For each Message-ID and size in octets, whether a filed mail has both. */
  knownOutlines(outlines: readonly { messageId: string; size: number }[]): Promise<boolean[]>;
  countByState(): Promise<Record<MailState, number>>;
  /** How many mails are accepted and not settled; counting stops at `enough`. */
  backlog(enough: number): Promise<number>;
  /** Age in ms of the oldest mail not yet settled; 0 where there is none. */
  oldestUnsettled(): Promise<number>;
}
