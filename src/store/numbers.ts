/** Ticket numbers, from blocks: no transaction ever touches the counter, so filing has no hot document. */
import type { Database } from './connect.ts';
import { isDuplicate } from './errors.ts';

/** Numbers lost at most when a node stops: gaps are allowed, repeats are not. */
const blockSize = 100;
/** The first number is the one after. */
const before = 10_000;

export class Numbers {
  readonly #database: Database;
  #next = 0;
  #end = 0;
  #reserving: Promise<void> | null = null;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A number never given before. */
  async next(): Promise<number> {
    while (this.#next >= this.#end) {
      this.#reserving ??= this.#reserve().finally(() => {
        this.#reserving = null;
      });
      await this.#reserving;
    }
    this.#next += 1;
    return this.#next - 1;
  }

  async #reserve(): Promise<void> {
    const last = await this.#advance().catch((error: unknown) => {
      // Two nodes made the counter at the same time; it is there now.
      if (isDuplicate(error)) return this.#advance();
      throw error;
    });
    this.#next = last - blockSize + 1;
    this.#end = last + 1;
  }

  /** The last number of a block of our own. */
  async #advance(): Promise<number> {
    const row = await this.#database.counters.findOneAndUpdate(
      { _id: 'tickets' },
      [{ $set: { value: { $add: [{ $ifNull: ['$value', before] }, blockSize] } } }],
      { upsert: true, returnDocument: 'after' },
    );
    if (row === null) throw new Error('the counter of tickets could not be made');
    return row.value;
  }
}
