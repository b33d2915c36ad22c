/**
 * Mongoose schemas of what people look at and change. Cold paths go through these models; the hot path writes the same
 * rows with the driver, and a test holds the two together.
 */
import { type Connection, type Model, Schema } from 'mongoose';
import type { MailboxRow, MailRow, MessageRow, OutboxRow, TicketRow } from './documents.ts';

const { Mixed, ObjectId } = Schema.Types;

/** A field that the schema does not know is a fault. */
const options = { versionKey: false, strict: 'throw', strictQuery: 'throw', minimize: false } as const;

const part = { _id: false, ...options } as const;
const person = { name: String, address: String } as const;
const lease = new Schema({ owner: String, epoch: Number, round: ObjectId }, part);

const mails = new Schema<MailRow>(
  {
    key: String,
    state: String,
    dueAt: Date,
    lease,
    lane: String,
    recipient: String,
    envelope: Mixed,
    source: Mixed,
    acceptedAt: Date,
    messageId: String,
    from: String,
    subject: String,
    known: Mixed,
    size: Number,
    raw: String,
    attempts: Number,
    released: Boolean,
    releasedAt: Date,
    decision: Mixed,
    circumstances: Mixed,
    trouble: Mixed,
    ticket: ObjectId,
    ticketId: String,
    settledAt: Date,
    replaces: ObjectId,
    replacedBy: ObjectId,
  },
  options,
);

const tickets = new Schema<TicketRow>(
  {
    number: Number,
    ticketId: String,
    subject: String,
    state: String,
    department: String,
    owner: String,
    priority: String,
    tags: [String],
    requester: person,
    participants: [String],
    createdAt: Date,
    updatedAt: Date,
    closedAt: Date,
    dispatchedAt: Date,
    mergedInto: ObjectId,
    linkedTo: ObjectId,
    said: Mixed,
    waitUntil: Date,
    solution: Mixed,
    links: [ObjectId],
  },
  options,
);

const attachment = new Schema(
  { filename: String, contentType: String, size: Number, sha256: String, inline: Boolean, contentId: String },
  part,
);

const messages = new Schema<MessageRow>(
  {
    ticket: ObjectId,
    kind: String,
    messageId: String,
    references: { type: [String], default: undefined },
    from: person,
    to: [String],
    subject: String,
    text: String,
    replyText: String,
    html: String,
    attachments: [attachment],
    mark: String,
    nature: String,
    mail: ObjectId,
    outgoing: ObjectId,
    turn: Mixed,
    forwards: String,
    takesBack: String,
    createdAt: Date,
    unindexed: Boolean,
  },
  options,
);

const outbox = new Schema<OutboxRow>(
  {
    kind: String,
    state: String,
    dueAt: Date,
    lease,
    to: String,
    domain: String,
    capKey: String,
    ticket: ObjectId,
    ticketId: String,
    cause: String,
    envelopeSender: String,
    messageId: String,
    subject: String,
    headers: [[String]],
    from: person,
    replyTo: String,
    headerTo: [String],
    headerCc: [String],
    text: String,
    html: String,
    createdAt: Date,
    notBefore: Date,
    attachments: { type: [Mixed], default: undefined },
    acceptedAt: Date,
    waitsFor: { type: [ObjectId], default: undefined },
    attempts: Number,
    sentAt: Date,
    lastAnswer: String,
    bounce: Mixed,
    bouncedAt: Date,
    tries: { type: [Mixed], default: undefined },
  },
  options,
);

const mailboxes = new Schema<MailboxRow>(
  {
    account: String,
    mailbox: String,
    cursor: new Schema({ uidValidity: String, lastUid: Number }, part),
    status: new Schema({ state: String, detail: String, at: Date }, part),
    refreshToken: String,
  },
  options,
);

/** One model for each collection that cold paths read. */
export interface Models {
  readonly mails: Model<MailRow>;
  readonly tickets: Model<TicketRow>;
  readonly messages: Model<MessageRow>;
  readonly outbox: Model<OutboxRow>;
  readonly mailboxes: Model<MailboxRow>;
}

/** The models on a connection. */
export function makeModels(connection: Connection): Models {
  return {
    mails: connection.model('mails', mails, 'mails'),
    tickets: connection.model('tickets', tickets, 'tickets'),
    messages: connection.model('messages', messages, 'messages'),
    outbox: connection.model('outbox', outbox, 'outbox'),
    mailboxes: connection.model('mailboxes', mailboxes, 'mailboxes'),
  };
}
