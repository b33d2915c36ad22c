/** Fills an empty store with the rows of a backup. While it is half full, nobody else opens it. */
import mongoose, { type mongo } from 'mongoose';
import { Failure } from '../failure.ts';
import type { StoredRow } from './archive.ts';
import type { Database } from './connect.ts';
import { keptCollections, passing } from './copying.ts';
import { isDuplicate } from './errors.ts';
import { makeIndexes } from './indexes.ts';

/** In `settings`, while rows are put in. */
interface Mark {
  readonly _id: 'restoring';
  readonly at: Date;
}

const batch = { rows: 1000, octets: 8_000_000 };
/** A mark older than this is of a restore that was killed, ms. */
const staleMs = 60_000;

/** Numbers, dates and octets as they are, so that they are written as they were. */
const exactly = { promoteValues: false, promoteBuffers: false, bsonRegExp: true } as const;

/** Archive.fill. */
export async function fillStore(
  database: Database,
  rows: AsyncIterable<StoredRow>,
  skipNumbers: number,
): Promise<void> {
  await takeOver(database);
  try {
    await makeIndexes(database.db);
    for await (const together of batches(rows)) {
      await insert(database, together);
      await mark(database).updateOne({ _id: 'restoring' }, { $currentDate: { at: true } });
    }
    await database.counters.updateOne({ _id: 'tickets' }, { $inc: { value: skipNumbers } });
  } catch (error) {
    await empty(database).catch(() => undefined); // The mark stays: nobody takes it for a whole store.
    throw error;
  }
  await mark(database).deleteOne({ _id: 'restoring' });
}

/** Throws Failure `store-unavailable` where a restore is under way, or was not finished. */
export async function refuseHalfFull(database: Pick<Database, 'db'>): Promise<void> {
  if ((await mark(database).findOne({ _id: 'restoring' })) === null) return;
  throw new Failure('store-unavailable', 'a restore is under way, or did not finish: run it again');
}

function mark({ db }: Pick<Database, 'db'>): mongo.Collection<Mark> {
  return db.collection('settings');
}

/** Marks an empty store as ours; one that a killed restore left half full is emptied first. */
async function takeOver(database: Database): Promise<void> {
  const left = await mark(database).findOne({ _id: 'restoring' });
  if (left !== null && Date.now() - left.at.getTime() < staleMs)
    throw new Failure('conflict', 'another restore is under way, or one was killed a minute ago');
  if (left !== null) await empty(database);
  for (const name of await keptCollections(database)) {
    if ((await database.db.collection(name).findOne({}, { projection: { _id: 1 } })) !== null)
      throw new Failure(
        'conflict',
        `the store is not empty (it has ${name}): a backup is restored into an empty one, such as a new store.database`,
      );
  }
  try {
    await mark(database).insertOne({ _id: 'restoring', at: new Date() });
  } catch (error) {
    throw isDuplicate(error) ? new Failure('conflict', 'another restore is under way', error) : error;
  }
}

/** The mark goes last. */
async function empty(database: Database): Promise<void> {
  for (const name of [...(await keptCollections(database)), ...passing]) {
    if (name !== 'settings') await database.db.collection(name).drop();
  }
  await database.db.collection('settings').drop();
}

async function insert({ db }: Database, rows: readonly StoredRow[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const documents = rows.map(({ bson }) => mongoose.mongo.BSON.deserialize(bson, exactly));
  await db.collection(first.collection).insertMany(documents, { ordered: false });
}

/** Rows of one collection, some together. */
async function* batches(rows: AsyncIterable<StoredRow>): AsyncGenerator<StoredRow[]> {
  let held: StoredRow[] = [];
  let octets = 0;
  for await (const row of rows) {
    const isFull = held.length >= batch.rows || octets + row.bson.byteLength > batch.octets;
    if (held.length > 0 && (isFull || held[0]?.collection !== row.collection)) {
      yield held;
      held = [];
      octets = 0;
    }
    held.push(row);
    octets += row.bson.byteLength;
  }
  if (held.length > 0) yield held;
}
