/** The words of tickets, for searching. They are indexed behind filing, not in it: no mail waits for its words. */
import type { mongo } from 'mongoose';
import type { Leases } from '../model/node-store.ts';
import type { Database } from './connect.ts';
import { type Id, type MessageRow, toId, type WordsRow } from './documents.ts';
import { ticketTokens, tokensOf } from './tokens.ts';

/** Messages at once: few, so that no mail waits long behind them; more where somebody waits for a search. */
const batchSizes = { behind: 10, wanted: 50 } as const;
/** Before the next batch, ms: accepting and filing go first. */
const pauses = { busy: 200, idle: 30 } as const;
/** One node does it at a time; the others may take over after this, ms. */
const leaseMs = 10_000;

export class Words {
  readonly #database: Database;
  readonly #leases: Leases;
  readonly #isBusy: () => boolean;
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<boolean> | null = null;
  #closed = false;
  #again = false;

  /** `isBusy`: whether mail is being accepted or filed. */
  constructor(database: Database, leases: Leases, isBusy: () => boolean) {
    this.#database = database;
    this.#leases = leases;
    this.#isBusy = isBusy;
  }

  /** Something was written; its words are indexed soon. */
  soon(pause: number = this.#isBusy() ? pauses.busy : pauses.idle): void {
    this.#again = true;
    if (this.#closed || this.#timer !== null) return;
    this.#timer = setTimeout(() => void this.#turn(), pause);
  }

  /** Indexes what waits, for so many ms, so that a search finds what was written just before it. */
  async catchUp(ms: number): Promise<void> {
    const until = Date.now() + ms;
    // What is under way may have begun before that was written.
    await this.#working;
    while ((await this.#batch(batchSizes.wanted)) && Date.now() < until);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#working?.catch(() => false);
  }

  async #turn(): Promise<void> {
    this.#again = false;
    // What fails here is found again by the next look: the rows still say that they are not indexed.
    const next = await this.#next().catch(() => pauses.busy);
    this.#timer = null;
    // What was written while we looked may not have been seen.
    if (next !== null || this.#again) this.soon(next ?? undefined);
  }

  /** Ms until the next turn; undefined leaves that to `soon`, null means that all is done. */
  async #next(): Promise<number | null | undefined> {
    if (!(await this.#leases.hold('words', leaseMs))) return pauses.busy;
    if (await this.#batch(batchSizes.behind)) return undefined;
    await this.#leases.release('words');
    return null;
  }

  /** One batch at a time; true where more may wait. */
  #batch(size: number): Promise<boolean> {
    this.#working ??= this.#index(size).finally(() => {
      this.#working = null;
    });
    return this.#working;
  }

  async #index(size: number): Promise<boolean> {
    const { messages, tickets, words } = this.#database;
    const rows = await messages.find({ unindexed: true }).limit(size).toArray();
    if (rows.length === 0) return false;
    const ids = rows.map(({ ticket }) => ticket);
    const owners = await tickets
      .find({ _id: { $in: ids } }, { projection: { subject: 1, solution: 1 } })
      .toArray();
    const ofTicket = new Map(owners.map((row) => [row._id.toHexString(), ticketTokens(row)]));
    const groups = [...Map.groupBy(rows, ({ ticket }) => ticket.toHexString())];
    const added = groups.map(([ticket, some]) => addition(toId(ticket), some, ofTicket.get(ticket) ?? []));
    await words.bulkWrite(added, { ordered: false });
    await messages.bulkWrite(groups.map(([ticket, some]) => indexed(toId(ticket), some)));
    return rows.length === size;
  }
}

/** A union by the server, so that two nodes can add to the same ticket. */
function addition(
  _id: Id,
  rows: readonly MessageRow[],
  ofTicket: readonly string[],
): mongo.AnyBulkWriteOperation<WordsRow> {
  const fresh = [...new Set([...ofTicket, ...rows.flatMap(tokensOf)])];
  const words = { $setUnion: [{ $ifNull: ['$words', []] }, { $literal: fresh }] };
  return { updateOne: { filter: { _id }, update: [{ $set: { words } }], upsert: true } };
}

/** A message that moved meanwhile stays to be indexed, with the ticket that it is in now. */
function indexed(ticket: Id, rows: readonly MessageRow[]): mongo.AnyBulkWriteOperation<MessageRow> {
  const filter = { _id: { $in: rows.map(({ _id }) => _id) }, ticket };
  return { updateMany: { filter, update: { $unset: { unindexed: true } } } };
}
