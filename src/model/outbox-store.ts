/** Mail that goes out, from its row in the outbox to its fate. */
import type { Bounce } from '../mail/mail.ts';
import type { RecentAutomatic } from './facts.ts';
import type { Upload } from './inbox.ts';

export type OutgoingState = 'queued' | 'sending' | 'sent' | 'deferred' | 'failed' | 'bounced' | 'cancelled';

export type OutgoingKind = 'receipt' | 'notice' | 'reply' | 'alarm' | 'account' | 'digest';

export interface NewOutgoing {
  readonly id: string;
  readonly kind: OutgoingKind;
  /** One recipient: a single validated addr-spec. */
  readonly to: string;
  readonly ticket: string | null;
  readonly ticketId: string | null;
  /** At most one row for a cause, recipient and kind: a mail confirmed twice is a fault. Unique. */
  readonly cause: string;
  readonly envelopeSender: string;
  readonly messageId: string;
  readonly subject: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly from: { readonly name: string; readonly address: string };
  readonly replyTo: string | null;
  readonly headerTo: readonly string[];
  readonly headerCc: readonly string[];
  readonly text: string;
  readonly html: string | null;
  readonly createdAt: Date;
  /** Rows that must have been tried before this one is sent: a receipt waits for the notices. */
  readonly waitsFor: readonly string[];
  /** When the mail that caused it was accepted: the age of a receipt counts from here. */
  readonly acceptedAt: Date | null;
  /** It is not sent before this, and can be withdrawn until then. */
  readonly notBefore?: Date;
  readonly attachments?: readonly Upload[];
}

export interface OutgoingEntry extends NewOutgoing {
  readonly state: OutgoingState;
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
  readonly sentAt: Date | null;
  /** The smarthost's last words, or the bounce's. */
  readonly lastAnswer: string | null;
  readonly bounce: Bounce | null;
  readonly bouncedAt?: Date | null;
  /** Those that did not succeed: the last twenty, the oldest first. */
  readonly tries?: readonly OutgoingTry[];
}

/** `answer`: the smarthost’s words. */
export interface OutgoingTry {
  readonly at: Date;
  readonly answer: string;
}

export interface OutgoingClaim {
  readonly owner: string;
  readonly epoch: number;
}

export interface ClaimedOutgoing {
  readonly claim: OutgoingClaim;
  readonly entry: OutgoingEntry;
}

/** What became of one try. `ms`: from acceptance of the mail that caused it, where one did. */
export interface Settled {
  readonly state: 'sent' | 'deferred' | 'failed';
  readonly answer: string;
  readonly ms: number | null;
}

export interface OutboxStore {
  claim(limit: number): Promise<ClaimedOutgoing[]>;
  /** Each settles a claimed row; false where the claim was lost. */
  sent(row: ClaimedOutgoing, answer: string): Promise<boolean>;
  deferred(row: ClaimedOutgoing, until: Date, answer: string): Promise<boolean>;
  /** Permanent: also writes an event on the ticket. */
  failed(row: ClaimedOutgoing, answer: string): Promise<boolean>;
  /** Queues a mail that belongs to no ticket; false where one with its cause, recipient and kind is there already. */
  add(outgoing: NewOutgoing): Promise<boolean>;
  /** Milliseconds since the mail that waits longest was due; 0 where none is. */
  lag(): Promise<number>;
  /** Automatic mail that the address and its domain had lately, and whether it is known dead. */
  recentAutomatic(address: string, now: Date): Promise<RecentAutomatic>;
  /** When staff last wrote to the address since then, by a mail that went out and did not come back; null: they did not. */
  writtenTo(address: string, since: Date): Promise<Date | null>;
  find(id: string): Promise<OutgoingEntry | null>;
  /** The newest first; only rows older than the one with the id `before`. */
  list(query: {
    state?: OutgoingState;
    kind?: OutgoingKind;
    before?: string;
    limit?: number;
  }): Promise<OutgoingEntry[]>;
  /** Queues a deferred, failed or cancelled row anew. */
  retry(id: string): Promise<boolean>;
  /** Withdraws a row not yet sent. */
  cancel(id: string): Promise<boolean>;
  countByState(): Promise<Record<OutgoingState, number>>;
}
