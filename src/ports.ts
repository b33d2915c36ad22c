/** What the way of a mail needs from outside. Adapters implement these; the gateway joins them; tests may replace them. */

import type { Circumstances } from './circumstances.ts';
import type { CountStore } from './counts.ts';
import type { Decision } from './decision.ts';
import type { Delivery, Envelope, Evidence, Known, RecentAutomatic, Said, Scoring, Source } from './facts.ts';
import type { ScoreStore } from './filter.ts';
import type { Change, InboxStore, Solution, Upload } from './inbox.ts';
import type { JudgementKind, LearningStore } from './judgements.ts';
import type { Attachment, Bounce, Mail } from './mail/mail.ts';
import type { MirrorStore } from './mirroring.ts';
import type { AgentStore } from './people.ts';
import type { QuarantineStore } from './quarantine.ts';
import type { RuleDraftStore, RuleStore } from './rules.ts';
import type { ListStore } from './sender-lists.ts';
import type { MessageKind, Move, Priority, Ticket, TicketState } from './ticket.ts';
import type { TraceStore } from './trace.ts';
import type { PastMails } from './try-out.ts';
import type { RepeatStore, WebhookStore } from './webhook.ts';

export type MailState = 'accepted' | 'processing' | 'filed' | 'quarantined' | 'discarded' | 'failed';
export type OutgoingState = 'queued' | 'sending' | 'sent' | 'deferred' | 'failed' | 'bounced' | 'cancelled';
export type OutgoingKind = 'receipt' | 'notice' | 'reply' | 'alarm' | 'account' | 'digest';

// ------------------------------------------------------------------------------------------------ mail that comes in

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

export interface MailQuery {
  readonly state?: MailState;
  readonly search?: string;
  /** Only mail to these, lower case. */
  readonly lanes?: readonly string[];
  /** Only mail that is older than the one with this id. */
  readonly before?: string;
  readonly limit?: number;
}

// ------------------------------------------------------------------------------------------------------------ filing

export interface NewTicket {
  readonly id: string;
  readonly number: number;
  readonly ticketId: string;
  readonly subject: string;
  readonly department: string;
  readonly owner: string | null;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly requester: { readonly name: string; readonly address: string };
  readonly participants: readonly string[];
  readonly createdAt: Date;
  /** Where that is not when it was created. */
  readonly updatedAt?: Date;
  readonly dispatchedAt: Date;
  /** `id` of an earlier ticket. */
  readonly linkedTo: string | null;
}

export interface TicketChange {
  readonly state?: TicketState;
  readonly department?: string;
  readonly owner?: string | null;
  readonly priority?: Priority;
  readonly subject?: string;
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
  readonly addParticipants?: readonly string[];
  readonly mergedInto?: string;
  readonly closedAt?: Date | null;
  /** Null: it sleeps no longer. */
  readonly waitUntil?: Date | null;
  readonly solution?: Solution | null;
  /** `id`s of other tickets. */
  readonly addLinks?: readonly string[];
  readonly removeLinks?: readonly string[];
}

export interface NewMessage {
  readonly id: string;
  readonly ticket: string;
  readonly kind: MessageKind;
  readonly messageId: string | null;
  /** Message-IDs of what it answers, the nearest first; absent where it answers nothing. */
  readonly references?: readonly string[];
  readonly from: { readonly name: string; readonly address: string };
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly replyText: string;
  readonly html: string | null;
  readonly attachments: readonly Attachment[];
  /** Beside the author, and of events what happened: closed sets live in decision.ts. */
  readonly mark: string | null;
  readonly nature: string | null;
  readonly mail: string | null;
  readonly outgoing: string | null;
  readonly createdAt: Date;
}

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
  /** How many there are of those; counting stops at `mostCounted` (inbox.ts). */
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

export interface TicketMessage extends NewMessage {}

export interface TicketQuery {
  readonly state?: TicketState;
  readonly department?: string;
  readonly owner?: string;
  readonly search?: string;
  readonly limit?: number;
}

export interface TicketStore {
  /** A number never given before; from a block reserved for this node. */
  nextNumber(): Promise<number>;
  /** Merges followed (at most ten). */
  byNumber(number: number): Promise<Ticket | null>;
  byId(id: string): Promise<Ticket | null>;
  /** Tickets that hold a message with one of these Message-IDs (without brackets), merges followed; newest first. */
  byMessageIds(messageIds: readonly string[]): Promise<Ticket[]>;
  /** Tickets with a mail that answers one of these, the newest first. */
  byReferences(messageIds: readonly string[]): Promise<Ticket[]>;
  /** Authors marked `new-correspondent` on the ticket since then. */
  strangersSince(ticket: string, since: Date): Promise<number>;
  /** Tickets of that requester (lower case) that something happened to since then; the newest twenty. */
  ofRequester(address: string, since: Date): Promise<Ticket[]>;
  /** What mails on the ticket said since then, theirs and ours: the first 500 characters of each, the newest twenty. */
  saidSince(ticket: string, since: Date): Promise<Said[]>;
  list(query: TicketQuery): Promise<Ticket[]>;
  messages(ticket: string): Promise<TicketMessage[]>;
  /** Opens a ticket by hand, or changes one, with its messages and outgoing mail, in one transaction. */
  write(work: {
    open: NewTicket | null;
    changes: readonly { ticket: string; change: TicketChange }[];
    messages: readonly NewMessage[];
    outgoing: readonly NewOutgoing[];
    moves?: readonly Move[];
    /** Nothing is written, and Failure `stale` thrown, where the ticket was changed at another time. */
    unchanged?: { readonly ticket: string; readonly since: Date };
  }): Promise<void>;
  count(): Promise<number>;
}

// ------------------------------------------------------------------------------------------------- mail that goes out

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

// --------------------------------------------------------------------------------------------------- shared by nodes

/** Where fetching from a mailbox stands. */
export interface Cursor {
  readonly uidValidity: string;
  /** All UIDs up to here are durable and settled. */
  readonly lastUid: number;
}

export interface MailboxStatus {
  readonly account: string;
  readonly state: 'connecting' | 'idle' | 'fetching' | 'trouble' | 'stopped';
  readonly detail: string;
  readonly at: Date;
}

export interface MailboxStore {
  cursor(account: string, mailbox: string): Promise<Cursor | null>;
  saveCursor(account: string, mailbox: string, cursor: Cursor): Promise<void>;
  /** Keeps the latest word on an account, for `check` and the log. */
  saveStatus(status: MailboxStatus): Promise<void>;
  statuses(): Promise<MailboxStatus[]>;
  /** OAuth refresh tokens that a provider rotated. */
  refreshToken(account: string): Promise<string | null>;
  saveRefreshToken(account: string, token: string): Promise<void>;
}

/** Work that only one node may do at a time. */
export interface Leases {
  /** Takes or renews; false where another node holds it. Times by the server's clock. */
  hold(name: string, ttlMs: number): Promise<boolean>;
  release(name: string): Promise<void>;
}

export interface MacKey {
  /** One Crockford base32 character. */
  readonly id: string;
  /** 32 random bytes. */
  readonly secret: Uint8Array;
}

/** Newest first; the first one signs, all verify. */
export type KeyRing = readonly MacKey[];

export interface KeyStore {
  /** Makes the first key where there is none. */
  ring(): Promise<KeyRing>;
  /** Adds a new signing key; old ones stay valid. */
  rotate(): Promise<KeyRing>;
}

// ------------------------------------------------------------------------------------------------------------- audit

/** What more is to know about an entry of the audit trail: plain values under fixed names. */
export type AuditDetail = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** `actor` did `action` to `subject`: `command:kim`, `ticket.close`, `48213-K7QF`. */
export interface NewAudit {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail?: AuditDetail;
}

export interface AuditEntry extends Required<NewAudit> {
  /** 1, 2, 3 … without a gap. */
  readonly seq: number;
  readonly at: Date;
  /** Hash of the entry before; zeros before the first. */
  readonly prev: string;
  /** SHA-256, hex, over all of the above. */
  readonly hash: string;
}

export interface AuditQuery {
  readonly actor?: string;
  readonly action?: string;
  readonly subject?: string;
  /** Those with a lower number. */
  readonly before?: number;
  readonly limit?: number;
}

export interface AuditFault {
  readonly seq: number;
  readonly problem: string;
}

/** `head`: the last entry; who keeps it elsewhere can tell later whether the trail was cut off or written anew. */
export interface AuditVerdict {
  readonly entries: number;
  readonly head: { readonly seq: number; readonly hash: string } | null;
  readonly faults: readonly AuditFault[];
}

/** Append-only and chained by hashes (DESIGN 5). Not for the way of a mail: entries are written one after the other. */
export interface AuditStore {
  /** Durable when it returns. */
  record(entry: NewAudit): Promise<AuditEntry>;
  /** The newest first. */
  list(query: AuditQuery): Promise<AuditEntry[]>;
  /** Follows the whole chain. */
  verify(): Promise<AuditVerdict>;
}

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

// ----------------------------------------------------------------------------------------------------------- the door

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

// ------------------------------------------------------------------------------------------------- the other adapters

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
