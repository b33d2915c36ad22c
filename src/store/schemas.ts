/**
 * Mongoose schemas of what people look at and change. Cold paths go through these models; the hot path writes the same
 * rows with the driver, and a test holds the two together.
 */
import { type Connection, type Model, Schema } from 'mongoose';
import type { MailboxRow, MailRow, MessageRow, OutboxRow, TicketRow } from './documents.ts';

const { Mixed, ObjectId } = Schema.Types;

/** Unknown fields are faults; header names and the like are values, never keys. */
const options = { versionKey: false, strict: 'throw', minimize: false, autoIndex: false } as const;

const text = { type: String, required: isString } as const;
const textOrNull = { type: String, default: null } as const;
const count = { type: Number, required: true } as const;
const date = { type: Date, required: true } as const;
const dateOrNull = { type: Date, default: null } as const;
const idOrNull = { type: ObjectId, default: null } as const;
const texts = { type: [String], required: true } as const;
const mixed = { type: Mixed, required: true } as const;
const mixedOrNull = { type: Mixed, default: null } as const;
const person = { name: text, address: text } as const;
const lease = {
  type: new Schema({ owner: text, epoch: count, round: { type: ObjectId, required: true } }, { _id: false }),
  default: null,
} as const;

/** Mongoose takes the empty string for a missing one. */
function isString(this: unknown, value?: unknown): boolean {
  return typeof value !== 'string';
}

const mail = {
  key: text,
  state: text,
  dueAt: Date,
  lease,
  lane: text,
  recipient: text,
  envelope: mixed,
  source: mixed,
  acceptedAt: date,
  messageId: textOrNull,
  from: String,
  subject: String,
  known: mixed,
  size: count,
  raw: text,
  attempts: count,
  released: { type: Boolean, required: true },
  decision: mixedOrNull,
  trouble: mixedOrNull,
  ticket: idOrNull,
  ticketId: textOrNull,
  settledAt: dateOrNull,
} as const;
