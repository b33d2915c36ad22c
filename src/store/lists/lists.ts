/** The lists of senders that admins keep. An entry that has expired is not there, whether the server has removed it or not. */
import type { mongo } from 'mongoose';
import type {
  ListEntry,
  ListHits,
  ListName,
  ListOrder,
  ListQuery,
  ListStore,
  NewListEntry,
} from '../../model/sender-lists.ts';
import { containing, exactly } from '../conditions.ts';
import { asId } from '../documents.ts';
import { entryOf, type HitRow, type ListRow } from './rows.ts';

/** Rows of one command to the server. */
const atOnce = 1000;
const usualLimit = 100;

const orders: Readonly<Record<ListOrder, mongo.Sort>> = {
  newest: { _id: -1 },
  pattern: { pattern: 1, _id: -1 },
  // Nothing is later than what never ends.
  ends: { endless: 1, expiresAt: 1, _id: -1 },
};

export class Lists implements ListStore {
  readonly #lists: mongo.Collection<ListRow>;
  readonly #hits: mongo.Collection<HitRow>;

  constructor(db: mongo.Db) {
    this.#lists = db.collection('lists');
    this.#hits = db.collection('listHits');
  }

  async all(): Promise<ListEntry[]> {
    return (await this.#lists.find(standing()).sort({ _id: -1 }).toArray()).map(entryOf);
  }

  async lines(): Promise<Pick<NewListEntry, 'list' | 'pattern' | 'expiresAt'>[]> {
    const projection = { _id: 0, list: 1, pattern: 1, expiresAt: 1 };
    return this.#lists.find(standing(), { projection, batchSize: 10_000 }).toArray();
  }

  async find({ list, pattern, search = '', order = 'newest', skip = 0, limit = usualLimit }: ListQuery) {
    const part = containing(search);
    const filter: mongo.Filter<ListRow> = {
      $and: [
        standing(),
        list === undefined ? {} : { list: exactly(list) },
        pattern === undefined ? {} : { pattern: exactly(pattern) },
        search === '' ? {} : { $or: [{ pattern: part }, { reason: part }] },
      ],
    };
    const [rows, total] = await Promise.all([
      this.#lists
        .aggregate<ListRow>([
          { $match: filter },
          ...(order === 'ends' ? [{ $set: { endless: { $eq: ['$expiresAt', null] } } }] : []),
          { $sort: orders[order] },
          { $skip: skip },
          { $limit: limit },
          { $unset: 'endless' },
        ])
        .toArray(),
      this.#lists.countDocuments(filter),
    ]);
    return { items: rows.map(entryOf), total };
  }

  async byIds(ids: readonly string[]): Promise<ListEntry[]> {
    const rows = await this.#lists.find({ _id: { $in: ids.flatMap((id) => asId(id) ?? []) } }).toArray();
    return rows.map(entryOf);
  }

  async add(entries: readonly NewListEntry[]): Promise<number> {
    const createdAt = new Date();
    let added = 0;
    for (let at = 0; at < entries.length; at += atOnce) {
      const some = entries.slice(at, at + atOnce).map(({ list, pattern, ...rest }) => ({
        updateOne: {
          filter: { list, pattern: pattern.toLowerCase() },
          update: { $set: rest, $setOnInsert: { createdAt } },
          upsert: true,
        },
      }));
      added += (await this.#lists.bulkWrite(some, { ordered: false })).upsertedCount;
    }
    return added;
  }

  async remove(ids: readonly string[]): Promise<number> {
    const { deletedCount } = await this.#lists.deleteMany({
      _id: { $in: ids.flatMap((id) => asId(id) ?? []) },
    });
    return deletedCount;
  }

  async note(hits: Parameters<ListStore['note']>[0]): Promise<void> {
    if (hits.length === 0) return;
    const updates = hits.map(({ list, pattern, count, lastAt }) => ({
      updateOne: {
        filter: { _id: { list, pattern } },
        update: { $inc: { count }, $max: { lastAt } },
        upsert: true,
      },
    }));
    await this.#hits.bulkWrite(updates, { ordered: false });
  }

  async hits(list: ListName, patterns: readonly string[]): Promise<Map<string, ListHits>> {
    const rows = this.#hits.find({ _id: { $in: patterns.map((pattern) => ({ list, pattern })) } });
    return new Map((await rows.toArray()).map(({ _id, count, lastAt }) => [_id.pattern, { count, lastAt }]));
  }
}

function standing(): mongo.Filter<ListRow> {
  return { $or: [{ expiresAt: null }, { expiresAt: { $gt: new Date() } }] };
}
