/** The connection, and the collections by name. The one place that says how durable a write is. */
import mongoose, { type Connection, type mongo } from 'mongoose';
import type {
  AuditRow,
  CounterRow,
  KeysRow,
  LeaseRow,
  MailRow,
  MessageRow,
  OutboxRow,
  RawRow,
  TicketRow,
  WordsRow,
} from './documents.ts';
import { toFailure } from './errors.ts';
import { type Models, makeModels } from './schemas.ts';

/** The driver’s own collections for the hot path, mongoose’s models for the cold ones. */
export interface Database {
  readonly connection: Connection;
  readonly client: mongo.MongoClient;
  readonly db: mongo.Db;
  readonly models: Models;
  readonly mails: mongo.Collection<MailRow>;
  readonly raw: mongo.Collection<RawRow>;
  readonly tickets: mongo.Collection<TicketRow>;
  readonly messages: mongo.Collection<MessageRow>;
  readonly words: mongo.Collection<WordsRow>;
  readonly outbox: mongo.Collection<OutboxRow>;
  readonly counters: mongo.Collection<CounterRow>;
  readonly leases: mongo.Collection<LeaseRow>;
  readonly settings: mongo.Collection<KeysRow>;
  readonly audit: mongo.Collection<AuditRow>;
}

/**
 * Every write is on a majority and in the journal before it counts. Nothing waits in the client for a database that is
 * away (SMTP clients wait meanwhile): three seconds to find a primary, and a server that hangs is noticed in about five.
 */
const options = {
  writeConcern: { w: 'majority', j: true, wtimeoutMS: 5000 },
  serverSelectionTimeoutMS: 3000,
  connectTimeoutMS: 3000,
  heartbeatFrequencyMS: 2000,
  waitQueueTimeoutMS: 5000,
  maxPoolSize: 30,
  retryWrites: true,
  retryReads: true,
  ignoreUndefined: true,
  bufferCommands: false,
  autoCreate: false,
  autoIndex: false,
  sanitizeFilter: true,
} as const satisfies mongoose.ConnectOptions;

/**
 * A connection on which an answer does not come (its other end is gone, and nobody told us) is given up after so long, ms.
 * Change streams answer each second; transactions are given up sooner, and indexes are asked for again.
 */
export const silenceMs = 20_000;

/** Connects; `socketTimeoutMS` 0 is for work on the whole store, which may take long. Throws Failure `store-unavailable`. */
export async function connect(uri: string, name: string, socketTimeoutMS: number): Promise<Database> {
  const connection = mongoose.createConnection(uri, { ...options, socketTimeoutMS, dbName: name });
  try {
    await connection.asPromise();
  } catch (error) {
    await connection.close();
    throw toFailure(error);
  }
  const client = connection.getClient();
  const db = client.db(name);
  return {
    connection,
    client,
    db,
    models: makeModels(connection),
    mails: db.collection('mails'),
    raw: db.collection('raw'),
    tickets: db.collection('tickets'),
    messages: db.collection('messages'),
    words: db.collection('words'),
    outbox: db.collection('outbox'),
    counters: db.collection('counters'),
    leases: db.collection('leases'),
    settings: db.collection('settings'),
    audit: db.collection('audit'),
  };
}
