/** Leases on work that one node does at a time, by the server’s clock. */
import type { Leases } from '../model/node-store.ts';
import type { Database } from './connect.ts';
import { isDuplicate } from './errors.ts';

export class LeaseStore implements Leases {
  readonly #database: Database;
  readonly #owner: string;

  constructor(database: Database, owner: string) {
    this.#database = database;
    this.#owner = owner;
  }

  async hold(name: string, ttlMs: number): Promise<boolean> {
    try {
      return await this.#take(name, ttlMs);
    } catch (error) {
      // Two nodes made the row at the same time; look again at who has it.
      if (isDuplicate(error)) return this.#take(name, ttlMs);
      throw error;
    }
  }

  async release(name: string): Promise<void> {
    await this.#database.leases.deleteOne({ _id: name, owner: this.#owner });
  }

  /** One atomic step: it is ours, or free, or run out, or else nothing is changed. */
  async #take(name: string, ttlMs: number): Promise<boolean> {
    const me = { $literal: this.#owner };
    const ours = {
      $or: [{ $eq: [{ $ifNull: ['$owner', me] }, me] }, { $lte: ['$until', '$$NOW'] }],
    };
    const row = await this.#database.leases.findOneAndUpdate(
      { _id: name },
      [
        { $set: { ours } },
        {
          $set: {
            owner: { $cond: ['$ours', me, '$owner'] },
            until: { $cond: ['$ours', { $add: ['$$NOW', ttlMs] }, '$until'] },
          },
        },
        { $unset: 'ours' },
      ],
      { upsert: true, returnDocument: 'after' },
    );
    return row?.owner === this.#owner;
  }
}
