/** The shared inbox’s side of the store. */
import type { mongo } from 'mongoose';
import type { Delivery, InboxStore, Listing, Page, TicketLine, Viewer } from '../../inbox.ts';
import { ticketLists } from '../../inbox.ts';
import type { Ticket } from '../../ticket.ts';
import type { Database } from '../connect.ts';
import { asId, type OutboxRow, type TicketRow, toId } from '../documents.ts';
import type { RawStore } from '../raw.ts';
import { ticketOf } from '../ticket-rows.ts';
import type { Words } from '../words.ts';
import { lineOf } from './lines.ts';
import { afterCursor, cursorAfter, listFilter, within } from './lists.ts';
import { PersonalStore } from './personal.ts';
import { queryFilter } from './query.ts';
import { problems, similarTickets } from './similar.ts';

/** Counting stops here; lists say `10,000+`. */
const mostCounted = 10_000;

export class Inbox extends PersonalStore implements InboxStore {
  readonly #database: Database;
  readonly #raw: RawStore;
  readonly #words: Words;

  constructor(database: Database, raw: RawStore, words: Words) {
    super(database.db);
    this.#database = database;
    this.#raw = raw;
    this.#words = words;
  }

  async counts(viewer: Viewer): ReturnType<InboxStore['counts']> {
    const { tickets, mails } = this.#database;
    const limit = mostCounted;
    const counted = await Promise.all([
      ...ticketLists.map(async (list) => {
        return [list, await tickets.countDocuments(listFilter(viewer, list, null), { limit })] as const;
      }),
      ...(['quarantine', 'failed'] as const).map(async (list) => {
        const state = list === 'failed' ? 'failed' : 'quarantined';
        return [list, await mails.countDocuments({ state }, { limit })] as const;
      }),
    ]);
    return Object.fromEntries(counted) as Awaited<ReturnType<InboxStore['counts']>>;
  }

  async tickets(viewer: Viewer, listing: Listing): Promise<Page<TicketLine>> {
    const { list, department, query, after, limit } = listing;
    const asked = query === null ? {} : await queryFilter(this.#database, this.#words, viewer, query);
    const filter = { $and: [listFilter(viewer, list, department), asked, afterCursor(after)] };
    const rows = await this.#newest(filter, limit + 1);
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return {
      items: items.map(lineOf),
      next: rows.length > limit && last !== undefined ? cursorAfter(last) : null,
    };
  }

  async ticket(viewer: Viewer, id: string): Promise<TicketLine | null> {
    let row = await this.#row(id);
    for (let merges = 0; row?.mergedInto && merges < 10; merges += 1) {
      row = await this.#database.tickets.findOne({ _id: row.mergedInto });
    }
    if (row === null) return null;
    const { departments } = viewer;
    return departments === 'all' || departments.includes(row.department) ? lineOf(row) : null;
  }

  async ofRequester(viewer: Viewer, address: string, limit: number): Promise<TicketLine[]> {
    const filter = { ...within(viewer, null), 'requester.address': address };
    return (await this.#newest(filter, limit)).map(lineOf);
  }

  async deliveries(ticket: string): Promise<Map<string, Delivery>> {
    const rows = await this.#database.outbox.find({ ticket: toId(ticket) }).toArray();
    return new Map(rows.map((row) => [row._id.toHexString(), deliveryOf(row)]));
  }

  similar(viewer: Viewer, ticket: string, limit: number): ReturnType<InboxStore['similar']> {
    return similarTickets(this.#database, this.#words, viewer, ticket, limit);
  }

  problems(viewer: Viewer, since: Date, limit: number): ReturnType<InboxStore['problems']> {
    return problems(this.#database, viewer, since, limit);
  }

  async tags(viewer: Viewer): Promise<string[]> {
    const rows = this.#database.tickets.aggregate<{ _id: string }>([
      { $match: { ...within(viewer, null), tags: { $ne: [] } } },
      { $sort: { updatedAt: -1 } },
      { $limit: mostCounted },
      { $unwind: '$tags' },
      { $group: { _id: '$tags', count: { $sum: 1 } } },
      { $sort: { count: -1, _id: 1 } },
      { $limit: 200 },
    ]);
    return (await rows.toArray()).map(({ _id }) => _id);
  }

  async upload(bytes: Uint8Array): Promise<string> {
    const row = await this.#raw.rowOf(bytes);
    await this.#raw.keep([row]);
    return row._id;
  }

  uploaded(sha256: string): Promise<Uint8Array> {
    return this.#raw.read(sha256);
  }

  async wakeDue(now: Date): Promise<Ticket[]> {
    const woken: Ticket[] = [];
    for (;;) {
      const row = await this.#database.tickets.findOneAndUpdate(
        { waitUntil: { $lte: now } },
        { $set: { state: 'open' }, $unset: { waitUntil: true }, $currentDate: { updatedAt: true } },
        { returnDocument: 'after' },
      );
      if (row === null) return woken;
      woken.push(ticketOf(row));
    }
  }

  #newest(filter: mongo.Filter<TicketRow>, limit: number): Promise<TicketRow[]> {
    return this.#database.tickets.find(filter).sort({ updatedAt: -1, _id: -1 }).limit(limit).toArray();
  }

  /** By id, ID or number. */
  async #row(name: string): Promise<TicketRow | null> {
    const _id = asId(name);
    if (_id !== null) return this.#database.tickets.findOne({ _id });
    const number = /^\W*(\d{1,12})(?:-[0-9A-Za-z]{4})?\W*$/.exec(name)?.[1];
    return number === undefined ? null : this.#database.tickets.findOne({ number: Number(number) });
  }
}

function deliveryOf(row: OutboxRow): Delivery {
  const waiting = row.state === 'queued' || row.state === 'deferred';
  return {
    id: row._id.toHexString(),
    to: row.to,
    kind: row.kind,
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: waiting ? (row.dueAt ?? null) : null,
    sentAt: row.sentAt,
    lastAnswer: row.lastAnswer,
    messageId: row.messageId,
  };
}
