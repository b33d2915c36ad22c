/** Making mail durable: raw bytes, then the row that answers for it; only then may 250 be said (DESIGN 2). */
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { Accepted, NewMail } from '../model/mail-store.ts';
import type { Node } from './claiming.ts';
import type { Clock } from './clock.ts';
import type { Database } from './connect.ts';
import type { MailRow, RawRow } from './documents.ts';
import { isAway } from './errors.ts';
import { Group } from './group.ts';
import { insertNew } from './inserting.ts';
import { firstLease, mailRow } from './mail-rows.ts';
import type { RawStore } from './raw.ts';

/** Two at once: while one batch waits for its bytes to be durable, the other writes its rows. */
const limits = { count: 100, bytes: 8_000_000, inFlight: 2, waitMs: 4 };

interface Arrival {
  readonly raw: RawRow;
  readonly rows: readonly MailRow[];
}

export class Accepting {
  readonly #database: Database;
  readonly #raw: RawStore;
  readonly #node: Node;
  readonly #clock: Clock;
  readonly #group: Group<Arrival, Accepted[]>;

  constructor(database: Database, raw: RawStore, node: Node, clock: Clock) {
    this.#database = database;
    this.#raw = raw;
    this.#node = node;
    this.#clock = clock;
    this.#group = new Group({
      limits,
      size: (arrival) => arrival.raw.bytes?.length() ?? 0,
      run: (arrivals) => this.#store(arrivals),
      concernsAll: isAway,
    });
  }

  /** MailStore.accept. */
  async accept(mails: readonly NewMail[], bytes: Uint8Array, hold: boolean): Promise<Accepted[]> {
    const raw = await this.#raw.rowOf(bytes);
    const now = this.#clock.now().getTime();
    const dueAt = new Date(hold ? now + this.#node.leaseMs : now);
    const lease = hold ? firstLease(this.#node) : null;
    const facts = { sha256: raw._id, size: raw.size };
    return this.#group.add({ raw, rows: mails.map((mail) => mailRow(mail, facts, dueAt, lease)) });
  }

  get busy(): boolean {
    return this.#group.busy;
  }

  drained(): Promise<void> {
    return this.#group.drained();
  }

  /**
   * Bytes first: a row without its bytes would be a lost mail, bytes without a row are none. Each write is on a majority
   * before the next begins, so no failover can keep the second and lose the first.
   */
  async #store(arrivals: readonly Arrival[]): Promise<Accepted[][]> {
    await this.#raw.keep(arrivals.map(({ raw }) => raw));
    const rows = arrivals.flatMap((arrival) => arrival.rows);
    const refused = await insertNew(this.#database.mails, rows);
    const firsts = refused.length === 0 ? null : await this.#firsts(refused.map((at) => rows[at]?.key ?? ''));
    return arrivals.map((arrival) => arrival.rows.map((row) => this.#answer(row, firsts?.get(row.key))));
  }

  #answer(row: MailRow, first: string | undefined): Accepted {
    const id = row._id.toHexString();
    if (first !== undefined && first !== id) return { id: first, duplicate: true, claim: null };
    const { lease } = row;
    const claim = lease === null ? null : { id, owner: lease.owner, epoch: lease.epoch };
    return { id, duplicate: false, claim };
  }

  /**
   * The ids under which these keys are durable. Read from what a majority has: to answer 250 on the strength of a row
   * that a failover may still take back would lose the mail.
   */
  async #firsts(keys: readonly string[]): Promise<Map<string, string>> {
    const wanted = new Set(keys);
    for (let tries = 0; tries < 50; tries += 1) {
      const found = await this.#database.mails
        .find({ key: { $in: [...wanted] } }, { projection: { key: 1 }, readConcern: { level: 'majority' } })
        .toArray();
      if (found.length === wanted.size) return new Map(found.map(({ key, _id }) => [key, _id.toHexString()]));
      await sleep(20);
    }
    throw new Failure('store-unavailable', 'the store is not available');
  }
}
