/**
 * Room on the file system of the embedded database. Mail is refused while some is left: `mongod` ends itself where the
 * disk is full, and what was accepted before needs room to be filed.
 */
import { statfs } from 'node:fs/promises';
import { Failure } from '../failure.ts';
import type { Log } from '../model/ports.ts';

export interface Room {
  /** Throws Failure `store-full` where a mail of so many octets would eat into the reserve. */
  demand(octets: number): Promise<void>;
}

/** For a database elsewhere, which knows its own disk. */
export const elsewhere: Room = { demand: async () => {} };

/** An octet of mail is written to the journal, to the oplog and to its table. */
const writings = 3;
/** A look at the file system is good for so long, ms. */
const freshMs = 1000;

/** Keeps `minFree` octets free in the file system of a folder, as Postfix does with queue_minfree. */
export class DiskRoom implements Room {
  readonly #folder: string;
  readonly #minFree: number;
  readonly #log: Log;
  #free = Promise.resolve(Number.POSITIVE_INFINITY);
  #lookedAt = Number.NEGATIVE_INFINITY;
  #full = false;

  constructor(folder: string, minFree: number, log: Log) {
    this.#folder = folder;
    this.#minFree = minFree;
    this.#log = log;
  }

  async demand(octets: number): Promise<void> {
    const free = await this.#look();
    const needed = this.#minFree + writings * octets;
    this.#tell(free < this.#minFree, free);
    if (free >= needed) return;
    const why = `${free} octets are free in ${this.#folder}, ${needed} are needed (store.minFree)`;
    throw new Failure('store-full', 'the store is full', new Error(why));
  }

  #look(): Promise<number> {
    const now = performance.now();
    if (now - this.#lookedAt >= freshMs) {
      this.#lookedAt = now;
      this.#free = freeOctets(this.#folder);
    }
    return this.#free;
  }

  #tell(full: boolean, free: number): void {
    if (full === this.#full) return;
    this.#full = full;
    const fields = { folder: this.#folder, free, minFree: this.#minFree };
    if (full) this.#log.error('store-full', fields);
    else this.#log.info('store-has-room-again', fields);
  }
}

/** What an ordinary user may still write. A file system that cannot be asked refuses nobody: the database will tell. */
async function freeOctets(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
