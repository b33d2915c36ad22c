/** What the way of a mail needs from outside. Adapters implement these; the gateway joins them; tests may replace them. */
import type { Decision } from '../decision.ts';
import type { Mail } from '../mail/mail.ts';
import type { AuditStore } from './audit-store.ts';
import type { CountStore } from './counts.ts';
import type { Delivery, Envelope, Evidence, Facts, Scoring, Source } from './facts.ts';
import type { ScoreStore } from './filter.ts';
import type { Change, InboxStore } from './inbox.ts';
import type { JudgementKind, LearningStore } from './judgements.ts';
import type { MailStore } from './mail-store.ts';
import type { MirrorStore } from './mirroring.ts';
import type { KeyStore, Leases, MailboxStore } from './node-store.ts';
import type { OutboxStore, OutgoingEntry, OutgoingKind } from './outbox-store.ts';
import type { AgentStore } from './people.ts';
import type { QuarantineStore } from './quarantine.ts';
import type { RuleDraftStore, RuleStore } from './rules.ts';
import type { ListStore } from './sender-lists.ts';
import type { TicketStore } from './ticket-store.ts';
import type { TraceStore } from './trace.ts';
import type { PastMails } from './try-out.ts';
import type { RepeatStore, WebhookStore } from './webhook.ts';

export interface Store {
  readonly mails: MailStore;
  readonly tickets: TicketStore;
  readonly outbox: OutboxStore;
  readonly mailboxes: MailboxStore;
  readonly leases: Leases;
  readonly keys: KeyStore;
  readonly audit: AuditStore;
  readonly agents: AgentStore;
  readonly inbox: InboxStore;
  readonly mirror: MirrorStore;
  readonly quarantine: QuarantineStore;
  readonly lists: ListStore;
  readonly rules: RuleStore;
  readonly webhooks: WebhookStore;
  readonly judgements: LearningStore;
  readonly repeats: RepeatStore;
  readonly past: PastMails;
  readonly ruleDrafts: RuleDraftStore;
  readonly counts: CountStore;
  readonly scores: ScoreStore;
  readonly traces: TraceStore;
  /** 24 hex digits, increasing. */
  newId(): string;
  /** Throws Failure `store-unavailable` or `store-full`. */
  ping(): Promise<void>;
  /** Milliseconds that the server's clock is ahead of ours, by the last ping. */
  clockAhead(): number;
  /** Calls back when work may be waiting, or other people are staff (change stream where there is one). Returns how to stop. */
  onWork(wake: (what: 'mails' | 'outbox' | 'agents' | 'rules' | 'lists') => void): () => void;
  /** Calls back at each change that pages show, from whatever node. Returns how to stop. */
  onChange(listener: (change: Change) => void): () => void;
  close(): Promise<void>;
}

/** What listeners and fetchers need of the gateway. */
export interface Intake {
  /**
   * The lane that a recipient address stands for: an address of a department, `postmaster`, or a signed reply or bounce
   * address of ours. Null: not ours (550 5.1.1).
   */
  lane(recipient: string): string | null;
  /** Throws Failure `store-full` where a mail of so many octets would not be taken for want of room. */
  roomFor(octets: number): Promise<void>;
  /**
   * Decides what can be decided while the client waits, and makes the mail durable for each lane; only then it returns.
   * Gives the queue ID for the reply text. Throws Failure: `rejected` and `policy` (5yz), `store-unavailable`,
   * `store-full`, `overloaded` (4yz). Where `source` is a mailbox nothing is refused, it is quarantined instead.
   */
  take(arrival: Arrival): Promise<{ readonly id: string; readonly duplicate: boolean }>;
}

export interface Arrival {
  readonly raw: Uint8Array;
  readonly envelope: Envelope;
  readonly source: Source;
  readonly acceptedAt: Date;
  /** `recipient` is the address as given; `lane` what `Intake.lane` made of it. */
  readonly lanes: readonly { readonly lane: string; readonly recipient: string }[];
}

/** What deciding made of one lane of an arrival. */
export interface Preview {
  readonly delivery: Delivery;
  readonly facts: Facts;
  readonly decision: Decision;
}

/** Makes our signed identifiers (DESIGN 3.1). All are lower case and survive clients that fold case. */
export interface Signer {
  /** Message-ID of an outgoing mail, without angle brackets. */
  messageId(kind: OutgoingKind, number: number, outgoing: string): string;
  /** Reply address of a ticket: for the customer, or bound to one member of staff. */
  replyAddress(lane: string, ticketId: string, staff: string | null): string;
  /** Address that turns what a member of staff answers into a note, whatever he writes. */
  noteAddress(lane: string, ticketId: string, staff: string): string;
  /** Envelope sender that brings a bounce back to its row of the outbox (VERP). */
  bounceAddress(lane: string, outgoing: string): string;
}

/** Answers like node:dns/promises `resolve`; throws with `code` ENOTFOUND, ENODATA, ETIMEOUT or ESERVFAIL. */
export type Resolver = (name: string, type: string) => Promise<unknown[]>;

export interface Authenticator {
  /** Never throws: what cannot be looked up is `temperror`. */
  authenticate(raw: Uint8Array, mail: Mail, envelope: Envelope, source: Source): Promise<Evidence>;
}

export interface Scorer {
  /** Never throws: says `unavailable` and why. */
  score(raw: Uint8Array, envelope: Envelope, source: Source, queueId: string): Promise<Scoring>;
}

/**
 * Teaches the spam filter. All throw Failure: temporary (`scorer-unavailable`) where a later try may help; `mail-too-big` and
 * `rejected` where the filter will never take this mail.
 */
export interface Teacher {
  /** `already`: it holds the mail for that already. `nothing`: it found nothing to learn from. */
  learn(
    raw: Uint8Array,
    kind: JudgementKind,
    envelope: Envelope,
    source: Source,
  ): Promise<'learned' | 'already' | 'nothing'>;
  /** Makes it forget what it learned; `kept` where it cannot. */
  forget(
    raw: Uint8Array,
    was: JudgementKind,
    envelope: Envelope,
    source: Source,
  ): Promise<'forgotten' | 'kept'>;
  /** Mails of each class that it holds in all, whoever taught it; null where it does not tell. */
  held(): Promise<Readonly<Record<JudgementKind, number>> | null>;
}

export interface Transport {
  /** Hands one mail to the smarthost; gives its answer. Throws Failure `delivery-failed` or `rejected` (permanent). */
  send(entry: OutgoingEntry): Promise<string>;
  close(): Promise<void>;
}

export interface Log {
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
  debug(event: string, fields?: Readonly<Record<string, unknown>>): void;
}
