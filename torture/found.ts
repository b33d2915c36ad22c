/** What there is after a round: rows of the database, the mailbox, the sink's log. Read past the gateway. */
import mongoose, { type mongo } from 'mongoose';
import type { Dovecot } from '../test/support/dovecot.ts';
import type { SinkLog, SunkLine } from './sunk.ts';

export interface FoundMail {
  readonly id: string;
  readonly messageId: string;
  readonly lane: string;
  readonly state: string;
  readonly ticketId: string | null;
  /** While it is claimed, the end of the lease, in ms of the epoch. */
  readonly dueAt: number | null;
}

export interface FoundTicket {
  readonly id: string;
  readonly number: number;
  readonly ticketId: string;
}

export interface FoundMessage {
  readonly ticket: string;
  readonly kind: string;
  readonly messageId: string;
  /** The mail that it was made of. */
  readonly mail: string | null;
}

export interface FoundOutgoing {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly ticketId: string;
  /** The mail that caused it. */
  readonly cause: string;
  readonly messageId: string;
  readonly attempts: number;
}

export interface Found {
  readonly mails: readonly FoundMail[];
  readonly tickets: readonly FoundTicket[];
  readonly messages: readonly FoundMessage[];
  readonly outgoing: readonly FoundOutgoing[];
  readonly sunk: readonly SunkLine[];
  /** Message-IDs by mailbox. */
  readonly mailbox: Readonly<Record<'INBOX' | 'Processed' | 'Failed', readonly string[]>>;
}

const fields = {
  mails: { messageId: 1, recipient: 1, state: 1, ticketId: 1, dueAt: 1 },
  tickets: { number: 1, ticketId: 1 },
  messages: { ticket: 1, kind: 1, messageId: 1, mail: 1 },
  outbox: { kind: 1, state: 1, ticketId: 1, cause: 1, messageId: 1, attempts: 1 },
} as const;

/**
 * Reads all rows that were made since then; ids carry the time of their making. In the order in which things come about
 * backwards: what a mail must have led to is read after the mail itself, so that work under way is no finding.
 */
export async function lookAround(
  { database, dovecot }: { database: mongo.Db; dovecot: Dovecot },
  sink: SinkLog,
  since: Date,
): Promise<Found> {
  const _id = { $gte: mongoose.mongo.ObjectId.createFromTime(Math.floor(since.getTime() / 1000)) };
  const rows = (name: keyof typeof fields) =>
    database.collection(name).find({ _id }, { projection: fields[name] }).toArray();
  const mailbox = {
    INBOX: await messageIds(dovecot, 'INBOX'),
    Processed: await messageIds(dovecot, 'Processed'),
    Failed: await messageIds(dovecot, 'Failed'),
  };
  const mails = await rows('mails');
  const tickets = await rows('tickets');
  const messages = await rows('messages');
  const outbox = await rows('outbox');
  const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));
  return {
    mails: mails.map((row) => ({
      id: text(row._id),
      messageId: text(row['messageId']),
      lane: text(row['recipient']),
      state: text(row['state']),
      ticketId: row['ticketId'] ?? null,
      dueAt: row['dueAt']?.getTime() ?? null,
    })),
    tickets: tickets.map((row) => ({
      id: text(row._id),
      number: row['number'],
      ticketId: text(row['ticketId']),
    })),
    messages: messages.map((row) => ({
      ticket: text(row['ticket']),
      kind: text(row['kind']),
      messageId: text(row['messageId']),
      mail: row['mail'] === null ? null : text(row['mail']),
    })),
    outgoing: outbox.map((row) => ({
      id: text(row._id),
      kind: text(row['kind']),
      state: text(row['state']),
      ticketId: text(row['ticketId']),
      cause: text(row['cause']),
      messageId: text(row['messageId']),
      attempts: row['attempts'],
    })),
    sunk: await sink.read(),
    mailbox,
  };
}

/** A Maildir has no lock: a mail may be moved while it is read, and then all are read again. */
async function messageIds(dovecot: Dovecot, mailbox: string): Promise<string[]> {
  for (;;) {
    const mails = await dovecot.mails(mailbox).catch(() => null);
    if (mails !== null) return mails.map(({ raw }) => messageIdIn(raw));
  }
}

const messageIdIn = (raw: Buffer) =>
  /^Message-ID: <(.*)>\r?$/im.exec(raw.toString('latin1', 0, 2000))?.[1] ?? '';
