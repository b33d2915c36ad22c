/** The CountStore port: one row for each hour, kind and name. The server removes what is too old. */
import type { mongo } from 'mongoose';
import {
  type Count,
  type CountKind,
  type CountStep,
  type CountStore,
  countsKept,
  type SourceKind,
  sourceKinds,
  sourcesKept,
} from '../../model/counts.ts';
import type { Database } from '../connect.ts';
import { inTransaction } from '../transaction.ts';

interface CountRow extends Count {
  /** Of the three that name it, so that nodes which add at once meet in one row. */
  readonly _id: string;
  readonly expiresAt: Date;
}

const dayMs = 86_400_000;
/** Names are those of strangers and of admins. */
const longestName = 320;

export class Counts implements CountStore {
  readonly #client: mongo.MongoClient;
  readonly #rows: mongo.Collection<CountRow>;

  constructor({ client, db }: Pick<Database, 'client' | 'db'>) {
    this.#client = client;
    this.#rows = db.collection('counts');
  }

  async add(counts: readonly Count[]): Promise<void> {
    if (counts.length === 0) return;
    // All or none: who could not write them adds all of them again.
    await inTransaction(this.#client, async (session) => {
      await this.#rows.bulkWrite(counts.map(addition), { session });
    });
  }

  async sums(kinds: readonly CountKind[], since: Date, step: CountStep): Promise<Count[]> {
    const at = step === 'all' ? { $literal: since } : { $dateTrunc: { date: '$at', unit: step } };
    return this.#rows
      .aggregate<Count>([
        { $match: { kind: { $in: kinds }, at: { $gte: since } } },
        summed({ kind: '$kind', name: '$name', at }),
        { $replaceWith: { $mergeObjects: ['$_id', { n: '$n', bad: '$bad' }] } },
        { $sort: { at: 1, n: -1, name: 1 } },
      ])
      .toArray();
  }

  async top(kind: CountKind, since: Date, limit: number): Promise<Count[]> {
    return this.#rows
      .aggregate<Count>([
        { $match: { kind, at: { $gte: since } } },
        summed('$name'),
        { $sort: { n: -1, _id: 1 } },
        { $limit: limit },
        {
          $project: {
            _id: 0,
            kind: { $literal: kind },
            name: '$_id',
            at: { $literal: since },
            n: 1,
            bad: 1,
          },
        },
      ])
      .toArray();
  }
}

const summed = (_id: mongo.Document | string) => ({
  $group: { _id, n: { $sum: '$n' }, bad: { $sum: '$bad' } },
});

function addition({ kind, name: whole, at, n, bad }: Count): mongo.AnyBulkWriteOperation<CountRow> {
  const name = whole.slice(0, longestName);
  const days = sourceKinds.includes(kind as SourceKind) ? sourcesKept : countsKept;
  const expiresAt = new Date(at.getTime() + days * dayMs);
  return {
    updateOne: {
      filter: { _id: [kind, at.toISOString(), name].join(' ') },
      update: { $inc: { n, bad }, $setOnInsert: { kind, name, at, expiresAt } },
      upsert: true,
    },
  };
}
