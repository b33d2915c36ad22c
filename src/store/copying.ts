/**
 * Copies the store while it is in use. All but raw bytes is read at one moment of the cluster (read concern `snapshot`).
 * Raw bytes are only ever added, and before the mail that names them, so they are read afterwards as they are: what the
 * moment needs is among them, however long it takes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose, { type mongo } from 'mongoose';
import { Failure } from '../failure.ts';
import type { StoredRow } from './archive.ts';
import type { Database } from './connect.ts';

/** In this order: a row of `raw` is written after its file, and a file after its chunks (GridFS). */
const rawBytes: readonly string[] = ['raw', 'raw.files', 'raw.chunks'];
/** Who works on what at this moment, and where in the change stream: it means nothing to another moment. */
export const passing: readonly string[] = ['leases', 'webhookPosition'];

const codes = { snapshotTooOld: 239, snapshotUnavailable: 246 } as const;
/** A collection that was made a moment ago is in no snapshot yet, ms. */
const patience = 15_000;
const pauseMs = 200;

/** Names of the collections that hold something to keep; raw bytes last. */
export async function keptCollections({ db }: Pick<Database, 'db'>): Promise<string[]> {
  const names = await db
    .listCollections({ type: 'collection' }, { nameOnly: true })
    .map(({ name }) => name)
    .toArray();
  const kept = names.filter((name) => !name.startsWith('system.') && !passing.includes(name)).sort();
  const others = kept.filter((name) => !rawBytes.includes(name));
  return [...others, ...rawBytes.filter((name) => kept.includes(name))];
}

/** Octets of all rows, about. */
export async function octetsOf({ db }: Pick<Database, 'db'>): Promise<number> {
  return Number((await db.command({ dbStats: 1 }))['dataSize']);
}

/** Archive.rows. Throws Failure `not-found` where there is no store: an empty copy would be believed to be one. */
export async function* copyRows(database: Database): AsyncGenerator<StoredRow> {
  const names = await keptCollections(database);
  if (names.length === 0) throw new Failure('not-found', 'there is no store in this database');
  const restorePast = await lengthenPast(database);
  const moment = await openMoment(
    database,
    names.filter((name) => !rawBytes.includes(name)),
  );
  try {
    for (const name of names.filter((each) => !rawBytes.includes(each))) {
      yield* copied(database, name, { session: moment, sort: { _id: 1 } });
    }
  } catch (error) {
    throw isCode(error, codes.snapshotTooOld) ? tooSlow(error) : error;
  } finally {
    await moment.endSession();
    await restorePast();
  }
  for (const name of names.filter((each) => rawBytes.includes(each))) {
    yield* copied(database, name, { readConcern: { level: 'majority' } });
  }
}

async function* copied(
  { db }: Database,
  collection: string,
  options: mongo.FindOptions,
): AsyncGenerator<StoredRow> {
  const rows: AsyncIterable<unknown> = db.collection(collection).find({}, { ...options, raw: true });
  for await (const bson of rows) {
    if (!(bson instanceof Uint8Array)) throw new Error('the driver gave no octets');
    yield { collection, bson };
  }
}

/** A session whose reads all see the same moment. */
async function openMoment({ client, db }: Database, names: readonly string[]): Promise<mongo.ClientSession> {
  for (const until = Date.now() + patience; ; ) {
    const session = client.startSession({ snapshot: true });
    try {
      for (const name of names) await db.collection(name).findOne({}, { session, projection: { _id: 1 } });
      return session;
    } catch (error) {
      await session.endSession();
      if (!isCode(error, codes.snapshotUnavailable) || Date.now() > until) throw error;
    }
    await sleep(pauseMs);
  }
}

/** So long the database shall be able to look back while we copy, seconds; by itself it is five minutes. */
const pastSeconds = 86_400;

/**
 * Asks the server to remember longer, and gives how to take that back. A server that does not let us (a hosted one, or a
 * user without the right) remembers as long as it is set to.
 */
async function lengthenPast({ client }: Database): Promise<() => Promise<void>> {
  const set = (seconds: number) =>
    client.db('admin').command({ setParameter: 1, minSnapshotHistoryWindowInSeconds: seconds });
  try {
    const was = Number((await set(pastSeconds))['was']);
    return async () => {
      if (was < pastSeconds) await set(was);
    };
  } catch (error) {
    if (error instanceof mongoose.mongo.MongoServerError) return async () => undefined;
    throw error;
  }
}

function tooSlow(cause: unknown): Failure {
  const words =
    'the database does not remember as long as copying takes: raise its parameter minSnapshotHistoryWindowInSeconds';
  return new Failure('store-unavailable', words, cause);
}

function isCode(error: unknown, code: number): boolean {
  return error instanceof mongoose.mongo.MongoServerError && error.code === code;
}
