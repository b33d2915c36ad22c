/** Answers to requests that were sent with a key, so that a repeat of one does nothing twice. */
import type { mongo } from 'mongoose';
import type { KeptAnswer, Repeat, RepeatStore } from '../model/webhook.ts';
import { isDuplicate } from './errors.ts';

interface RepeatRow {
  readonly _id: string;
  readonly fingerprint: string;
  readonly answer: KeptAnswer | null;
  readonly begunAt: Date;
  readonly expiresAt: Date;
}

const keptMs = 24 * 3_600_000;
/** A request without an answer after so long has died with its node. */
const diedMs = 60_000;

export class Repeats implements RepeatStore {
  readonly #rows: mongo.Collection<RepeatRow>;

  constructor(db: mongo.Db) {
    this.#rows = db.collection('repeats');
  }

  async begin(key: string, fingerprint: string): Promise<Repeat> {
    const begunAt = new Date();
    const expiresAt = new Date(begunAt.getTime() + keptMs);
    const fresh = { fingerprint, answer: null, begunAt, expiresAt };
    const died = { answer: null, begunAt: { $lt: new Date(begunAt.getTime() - diedMs) } };
    const over = { expiresAt: { $lt: begunAt } };
    try {
      // An upsert of what lives already violates the index on `_id`: that is how one of several gets in.
      await this.#rows.updateOne(
        { _id: key, $or: [over, { fingerprint, ...died }] },
        { $set: fresh },
        { upsert: true },
      );
      return { kind: 'first' };
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    const row = await this.#rows.findOne({ _id: key });
    if (row === null) return { kind: 'under-way' };
    if (row.fingerprint !== fingerprint) return { kind: 'other' };
    return row.answer === null ? { kind: 'under-way' } : { kind: 'done', answer: row.answer };
  }

  async done(key: string, answer: KeptAnswer): Promise<void> {
    await this.#rows.updateOne({ _id: key }, { $set: { answer } });
  }

  async drop(key: string): Promise<void> {
    await this.#rows.deleteOne({ _id: key, answer: null });
  }
}
