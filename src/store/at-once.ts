/** Accepting and filing in one durable write: for mail that was decided while its client waited. */
import type { Filing, NewMail } from '../model/mail-store.ts';
import type { Clock } from './clock.ts';
import type { Database } from './connect.ts';
import type { MailRow, RawRow } from './documents.ts';
import { toIdOrNull } from './documents.ts';
import { isAway, isDuplicate } from './errors.ts';
import { joined, sizeOf } from './filing.ts';
import { Group } from './group.ts';
import { mailRow } from './mail-rows.ts';
import type { RawStore } from './raw.ts';
import { inTransaction } from './transaction.ts';
import { writeWork } from './work.ts';

/** One batch at a time, as with filing; what comes meanwhile shares the next one. */
const limits = { count: 100, bytes: 8_000_000, inFlight: 1, waitMs: 4 };

interface Item {
  readonly raw: RawRow;
  readonly row: MailRow;
  readonly filing: Filing;
}

export class AtOnce {
  readonly #database: Database;
  readonly #raw: RawStore;
  readonly #clock: Clock;
  readonly #written: () => void;
  readonly #group: Group<Item, boolean>;

  /** `written` is called after each commit. */
  constructor(database: Database, raw: RawStore, clock: Clock, written: () => void) {
    this.#database = database;
    this.#raw = raw;
    this.#clock = clock;
    this.#written = written;
    this.#group = new Group({
      limits,
      size: ({ raw: { size }, filing }) => size + sizeOf(filing),
      run: (items) => this.#run(items),
      concernsAll: isAway,
    });
  }

  /** MailStore.acceptFiled. */
  async acceptFiled(mail: NewMail, bytes: Uint8Array, filing: Filing): Promise<boolean> {
    const raw = await this.#raw.rowOf(bytes);
    return this.#group.add({ raw, row: this.#settledRow(mail, raw, filing), filing });
  }

  get busy(): boolean {
    return this.#group.busy;
  }

  drained(): Promise<void> {
    return this.#group.drained();
  }

  /** A batch that holds something known is repeated one by one; what is known by itself is left to `accept`. */
  async #run(items: readonly Item[]): Promise<boolean[]> {
    try {
      await this.#commit(items);
      return items.map(() => true);
    } catch (error) {
      if (!isDuplicate(error) || items.length > 1) throw error;
      return [false];
    }
  }

  async #commit(items: readonly Item[]): Promise<void> {
    const { client, raw, mails } = this.#database;
    const work = joined(items.map(({ filing }) => filing));
    const now = this.#clock.now();
    await inTransaction(client, async (session) => {
      await raw.insertMany(
        items.map((item) => item.raw),
        { session },
      );
      await mails.insertMany(
        items.map((item) => item.row),
        { session },
      );
      await writeWork(this.#database, session, work, now);
    });
    this.#written();
  }

  #settledRow(mail: NewMail, raw: RawRow, { state, decision, circumstances, ticket }: Filing): MailRow {
    const now = this.#clock.now();
    const { dueAt: _never, ...row } = mailRow(mail, { sha256: raw._id, size: raw.size }, now, null);
    return {
      ...row,
      state,
      decision,
      ...(circumstances ? { circumstances } : {}),
      ticket: toIdOrNull(ticket?.id ?? null),
      ticketId: ticket?.ticketId ?? null,
      settledAt: now,
    };
  }
}
