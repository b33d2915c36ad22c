/** Inserts that bear repeats. */
import mongoose, { type mongo } from 'mongoose';
import { isDuplicate } from './errors.ts';

/**
 * Inserts the rows that violate no unique index. Gives the positions of those that do. Throws on any other error, in
 * doubt about all.
 */
export async function insertNew<Row extends mongo.Document>(
  rows: mongo.Collection<Row>,
  fresh: readonly Row[],
): Promise<number[]> {
  if (fresh.length === 0) return [];
  try {
    await rows.insertMany(fresh as readonly mongo.OptionalUnlessRequiredId<Row>[], { ordered: false });
    return [];
  } catch (error) {
    if (!isDuplicate(error) || !(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error;
    const refused = [error.writeErrors].flat();
    const others = refused.some(({ code }) => code !== error.code) || error.result.getWriteConcernError();
    if (others) throw error;
    return refused.map(({ index }) => index);
  }
}
