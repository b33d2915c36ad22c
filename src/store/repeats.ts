/** Answers to requests that were sent with a key, so that a repeat of one does nothing twice. */
import type { mongo } from 'mongoose';
import type { KeptAnswer, Repeat, RepeatStore, RepeatTurn } from '../model/webhook.ts';
import { freshId } from './documents.ts';
import { isDuplicate } from './errors.ts';

interface RepeatRow {
  readonly _id: string;
  readonly fingerprint: string;
  /** One for each use of the key: the same for the retry of a request that died, another once the key is free again. */
  readonly cause: string;
  readonly answer: KeptAnswer | null;
  readonly begunAt: Date;
  readonly expiresAt: Date;
}

const keptMs = 24 * 3_600_000;
/** A request without an answer after so long has died with its node. */
const diedMs = 60_000;
/** When a request began that may be tried again at once. */
const longAgo = new Date(0);

export class Repeats implements RepeatStore {
  readonly #rows: mongo.Collection<RepeatRow>;

  constructor(db: mongo.Db) {
    this.#rows = db.collection('repeats');
  }

  async begin(key: string, fingerprint: string): Promise<Repeat> {
    const turn = await this.#turn(key, fingerprint, new Date());
    if (turn !== null) return { kind: 'first', turn };
    const row = await this.#rows.findOne({ _id: key });
    if (row === null) return { kind: 'under-way' };
    if (row.fingerprint !== fingerprint) return { kind: 'other' };
    return row.answer === null ? { kind: 'under-way' } : { kind: 'done', answer: row.answer };
  }

  async done({ key, cause }: RepeatTurn, answer: KeptAnswer): Promise<void> {
    await this.#rows.updateOne({ _id: key, cause }, { $set: { answer } });
  }

  async release({ key, cause, begunAt }: RepeatTurn): Promise<void> {
    await this.#rows.updateOne({ _id: key, cause, begunAt, answer: null }, { $set: { begunAt: longAgo } });
  }

  async drop({ key, cause, begunAt }: RepeatTurn): Promise<void> {
    await this.#rows.deleteOne({ _id: key, cause, begunAt, answer: null });
  }

  /** Null where another request has the key. */
  async #turn(key: string, fingerprint: string, begunAt: Date): Promise<RepeatTurn | null> {
    const died = { fingerprint, answer: null, begunAt: { $lt: new Date(begunAt.getTime() - diedMs) } };
    const over = { expiresAt: { $lt: begunAt } };
    // True without a row too: what is missing stands before every date.
    const isFree = { $lt: ['$expiresAt', begunAt] };
    const cause = { $cond: [isFree, freshId().toHexString(), '$cause'] };
    const expiresAt = { $cond: [isFree, new Date(begunAt.getTime() + keptMs), '$expiresAt'] };
    try {
      // An upsert of what lives already violates the index on `_id`: that is how one of several gets in.
      const row = await this.#rows.findOneAndUpdate(
        { _id: key, $or: [over, died] },
        [{ $set: { fingerprint: { $literal: fingerprint }, cause, answer: null, begunAt, expiresAt } }],
        { upsert: true, returnDocument: 'after' },
      );
      return row === null ? null : { key, cause: row.cause, begunAt };
    } catch (error) {
      if (isDuplicate(error)) return null;
      throw error;
    }
  }
}
