/** What is held as unsolicited, on MongoDB: lists of it, its expiry, and what digests have told. */
import type { mongo } from 'mongoose';
import type { Reason } from '../../decision.ts';
import type { HeldQuery, QuarantineStore } from '../../model/quarantine.ts';
import { exactly } from '../conditions.ts';
import type { Database } from '../connect.ts';
import type { MailRow } from '../documents.ts';
import { mailEntry } from '../mail-rows.ts';
import { afterCursor, cursorOf, heldFilter, scoreField, sortOf } from './query.ts';

/** Of these the reasons are counted. */
const mostCounted = 2000;

export interface DigestRow {
  /** Name of the department. */
  readonly _id: string;
  readonly day: string;
  readonly until: Date;
}

export class QuarantineRows implements QuarantineStore {
  readonly #mails: mongo.Collection<MailRow>;
  readonly #digests: mongo.Collection<DigestRow>;

  constructor(database: Pick<Database, 'mails' | 'db'>) {
    this.#mails = database.mails;
    this.#digests = database.db.collection('quarantineDigests');
  }

  async list(query: HeldQuery): ReturnType<QuarantineStore['list']> {
    const { order = 'date', after = null, limit } = query;
    const rows = await this.#mails
      .find({ $and: [heldFilter(query), afterCursor(order, after)] })
      .sort(sortOf(order))
      .limit(limit + 1)
      .toArray();
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const next = rows.length > limit && last !== undefined ? cursorOf(order, last) : null;
    return { items: shown.map(mailEntry), next };
  }

  async reasons(lanes?: readonly string[]): Promise<Map<Reason, number>> {
    const counted = await this.#mails
      .aggregate<{ _id: Reason; count: number }>([
        { $match: heldFilter({ ...(lanes === undefined ? {} : { lanes }) }) },
        { $sort: { _id: -1 } },
        { $limit: mostCounted },
        { $project: { reason: '$decision.reasons' } },
        { $unwind: '$reason' },
        { $match: { 'reason.stage': 'screen' } },
        { $group: { _id: '$reason.reason', count: { $sum: 1 } } },
        { $sort: { count: -1, _id: 1 } },
      ])
      .toArray();
    return new Map(counted.map(({ _id, count }) => [_id, count]));
  }

  async between(
    lanes: readonly string[],
    since: Date,
    until: Date,
    limit: number,
  ): ReturnType<QuarantineStore['between']> {
    const filter = { ...heldFilter({ lanes }), settledAt: { $gt: since, $lte: until } };
    const [rows, count] = await Promise.all([
      this.#mails
        .find(filter)
        .sort({ [scoreField]: 1, _id: 1 })
        .limit(limit)
        .toArray(),
      this.#mails.countDocuments(filter),
    ]);
    return { mails: rows.map(mailEntry), count };
  }

  countBefore(before: Date): Promise<number> {
    return this.#mails.countDocuments({ state: 'quarantined', settledAt: { $lt: before } });
  }

  async expire(before: Date, detail: string): Promise<number> {
    const { modifiedCount } = await this.#mails.updateMany(
      { state: 'quarantined', settledAt: { $lt: before } },
      {
        $set: { state: 'discarded', trouble: { reason: 'expired', detail } },
        $currentDate: { settledAt: true },
      },
    );
    return modifiedCount;
  }

  async digestMark(department: string): ReturnType<QuarantineStore['digestMark']> {
    const row = await this.#digests.findOne({ _id: exactly(department) }, { projection: { _id: 0 } });
    return row === null ? null : { day: row.day, until: row.until };
  }

  async saveDigestMark(
    department: string,
    mark: Parameters<QuarantineStore['saveDigestMark']>[1],
  ): Promise<void> {
    await this.#digests.updateOne({ _id: department }, { $set: { ...mark } }, { upsert: true });
  }
}
