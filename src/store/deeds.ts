/** What was done to tickets under a cause, written with it: the same cause does nothing twice. */
import type { mongo } from 'mongoose';
import type { Deed } from '../model/ticket-store.ts';

interface DeedRow extends Omit<Deed, 'cause'> {
  readonly _id: string;
  readonly expiresAt: Date;
}

/** Longer than anybody tries again under the same cause: repeats by key end after 24 hours. */
const keptMs = 2 * 86_400_000;

export class Deeds {
  readonly #rows: mongo.Collection<DeedRow>;

  constructor(db: mongo.Db) {
    this.#rows = db.collection('deeds');
  }

  async find(cause: string): Promise<Deed | null> {
    const row = await this.#rows.findOne({ _id: cause });
    if (row === null) return null;
    const { ticket, words, message, other } = row;
    return { cause, ticket, words, message, other };
  }

  /** Violates the index on `_id` where the cause has done something already. */
  async add({ cause, ...deed }: Deed, session: mongo.ClientSession, now: Date): Promise<void> {
    const expiresAt = new Date(now.getTime() + keptMs);
    await this.#rows.insertOne({ _id: cause, ...deed, expiresAt }, { session });
  }
}
