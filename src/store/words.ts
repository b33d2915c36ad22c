/** The words of messages, for searching. They are indexed behind filing, not in it: the text index is the dearest write. */
import type { Leases } from '../ports.ts';
import type { Database } from './connect.ts';
import type { MessageRow, WordsRow } from './documents.ts';
import { insertNew } from './inserting.ts';

/** Characters of a message that are found by searching. */
const searchable = 20_000;
/** Small, so that no mail waits long behind one. */
const batchSize = 10;
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

  /** Indexes what waits, up to so many batches, so that a search finds what was written just before it. */
  async catchUp(batches: number): Promise<void> {
    for (let done = 0; done < batches && (await this.#batch()); done += 1);
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
    if (await this.#batch()) return undefined;
    await this.#leases.release('words');
    return null;
  }

  /** One batch at a time; true where more may wait. */
  #batch(): Promise<boolean> {
    this.#working ??= this.#index().finally(() => {
      this.#working = null;
    });
    return this.#working;
  }

  async #index(): Promise<boolean> {
    const { messages, words } = this.#database;
    const rows = await messages.find({ unindexed: true }).limit(batchSize).toArray();
    await insertNew(words, rows.map(wordsRow));
    const ids = rows.map(({ _id }) => _id);
    if (ids.length > 0) await messages.updateMany({ _id: { $in: ids } }, { $unset: { unindexed: true } });
    return rows.length === batchSize;
  }
}

function wordsRow({ _id, ticket, subject, from, text, replyText }: MessageRow): WordsRow {
  const whole = `${subject}\n${from.name} ${from.address}\n${replyText ?? text}`;
  return { _id, ticket, text: whole.slice(0, searchable) };
}
