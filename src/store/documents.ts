/** Rows as they lie in MongoDB. Names of the contract (DESIGN 8) stay as they are; header names are values, never keys. */
import mongoose, { type mongo } from 'mongoose';
import type { Decision } from '../decision.ts';
import type { Bounce } from '../mail/mail.ts';
import type { AuditEntry } from '../model/audit-store.ts';
import type { Circumstances } from '../model/circumstances.ts';
import type { Envelope, Known, Source } from '../model/facts.ts';
import type { Solution } from '../model/inbox.ts';
import type { MailState } from '../model/mail-store.ts';
import type { MailboxStatus } from '../model/node-store.ts';
import type { NewOutgoing, OutgoingState, OutgoingTry } from '../model/outbox-store.ts';
import type { MessageKind, Ticket } from '../model/ticket.ts';
import type { NewMessage } from '../model/ticket-store.ts';

export type Id = mongo.ObjectId;

/** Who works on a row. Kept when the row is settled, so that a repeat by the same claim is known as such. */
export interface Lease {
  readonly owner: string;
  /** Grows with every claim; an older claim writes nothing. */
  readonly epoch: number;
  /** One for each round of claiming. */
  readonly round: Id;
}

/** What rows that are claimed have in common. */
export interface Leased {
  readonly _id: Id;
  /** When to claim it; while it is claimed, when the lease ends. Absent where nobody may: settled, or waiting. */
  readonly dueAt?: Date;
  readonly lease: Lease | null;
}

export interface Trouble {
  readonly reason: string;
  readonly detail: string;
}

export interface MailRow extends Leased {
  readonly key: string;
  readonly state: MailState;
  readonly lane: string;
  readonly recipient: string;
  readonly envelope: Envelope;
  readonly source: Source;
  readonly acceptedAt: Date;
  readonly messageId: string | null;
  readonly from: string;
  readonly subject: string;
  readonly known: Known;
  readonly size: number;
  /** `_id` of its row in `raw`. */
  readonly raw: string;
  readonly attempts: number;
  readonly released: boolean;
  /** When staff released it, the last time. */
  readonly releasedAt?: Date;
  readonly decision: Decision | null;
  /** Absent for mail that was filed before they were kept. */
  readonly circumstances?: Circumstances;
  readonly trouble: Trouble | null;
  readonly ticket: Id | null;
  readonly ticketId: string | null;
  readonly settledAt: Date | null;
  /** Of an edited copy: the mail it stands for. */
  readonly replaces?: Id;
  /** Of the mail that was edited: the copy. */
  readonly replacedBy?: Id;
}

export interface RawRow {
  /** SHA-256 of the bytes, hex: the same bytes are kept once. */
  readonly _id: string;
  readonly size: number;
  /** Null where they lie in GridFS. */
  readonly bytes: mongo.Binary | null;
  /** `_id` of the file in GridFS. */
  readonly file: Id | null;
}

export interface TicketRow extends Omit<Ticket, 'id' | 'mergedInto' | 'waitUntil'> {
  readonly _id: Id;
  readonly mergedInto: Id | null;
  readonly linkedTo: Id | null;
  readonly said: Said;
  /** Present while it sleeps. */
  readonly waitUntil?: Date;
  readonly solution: Solution | null;
  readonly links: readonly Id[];
}

/** What people said on a ticket, as its line in a list shows it; kept with the ticket, so that a list is one query. */
export interface Said {
  readonly from: string;
  readonly kind: 'inbound' | 'reply' | 'note' | null;
  readonly at: Date | null;
  readonly preview: string;
  readonly messages: number;
  readonly hasAttachment: boolean;
}

export interface MessageRow extends Omit<NewMessage, 'id' | 'ticket' | 'replyText' | 'mail' | 'outgoing'> {
  readonly _id: Id;
  readonly ticket: Id;
  readonly kind: MessageKind;
  /** Null where it is the whole text. */
  readonly replyText: string | null;
  readonly mail: Id | null;
  readonly outgoing: Id | null;
  /** Present until the words of the message can be found by searching. */
  readonly unindexed?: true;
}

/** What search looks at: kept apart, and written later, because each word costs more than the message itself. */
export interface WordsRow {
  /** Of the ticket. */
  readonly _id: Id;
  /** All words of all its messages, each once, as tokens.ts writes them. */
  readonly words: readonly string[];
}

export interface OutboxRow extends Leased, Omit<NewOutgoing, 'id' | 'ticket' | 'waitsFor'> {
  readonly state: OutgoingState;
  /** Of `to`, for the caps. */
  readonly domain: string;
  /** Of `to`, where the mail counts for the caps of an address. Absent in rows of before there were such keys. */
  readonly capKey?: string;
  readonly ticket: Id | null;
  /** Absent once nothing is left to wait for. */
  readonly waitsFor?: readonly Id[];
  readonly attempts: number;
  readonly sentAt: Date | null;
  readonly lastAnswer: string | null;
  readonly bounce: Bounce | null;
  readonly bouncedAt: Date | null;
  /** Absent where the first one succeeded. */
  readonly tries?: readonly OutgoingTry[];
}

/** `_id` is the number of the entry. */
export interface AuditRow extends Omit<AuditEntry, 'seq'> {
  readonly _id: number;
}

export interface CounterRow {
  readonly _id: string;
  /** The last number given. */
  readonly value: number;
}

export interface LeaseRow {
  readonly _id: string;
  readonly owner: string;
  readonly until: Date;
}

/** One row for each account and mailbox; the row with mailbox null speaks for the account as a whole. */
export interface MailboxRow {
  readonly _id: Id;
  readonly account: string;
  readonly mailbox: string | null;
  readonly cursor: { readonly uidValidity: string; readonly lastUid: number } | null;
  readonly status: Omit<MailboxStatus, 'account'> | null;
  /** Sealed (sealing.ts), or in clear where there is no sealing key. */
  readonly refreshToken: string | null;
}

export interface KeysRow {
  readonly _id: 'keys';
  /** Newest first. */
  readonly ring: readonly MacKeyRow[];
}

export interface MacKeyRow {
  readonly id: string;
  /** Text where it is sealed (sealing.ts). */
  readonly secret: mongo.Binary | string;
  readonly createdAt: Date;
}

const { ObjectId } = mongoose.mongo;

/** A fresh id. */
export function freshId(): Id {
  return new ObjectId();
}

/** The id that 24 hex digits write. Throws on anything else. */
export function toId(hex: string): Id {
  return ObjectId.createFromHexString(hex);
}

/** The same for what people type: null where it is no id. */
export function asId(text: string): Id | null {
  return /^[0-9a-f]{24}$/i.test(text) ? toId(text) : null;
}

/** An id before all that were made in that second of the epoch or later: ids count whole seconds. */
export function idAt(second: number): Id {
  return ObjectId.createFromTime(Math.min(Math.max(0, second), 0xffff_ffff));
}

/** The id, or null for null. */
export function toIdOrNull(hex: string | null): Id | null {
  return hex === null ? null : toId(hex);
}
