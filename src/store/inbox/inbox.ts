/** The shared inbox’s side of the store. */
import type { mongo } from 'mongoose';
import type { Delivery, InboxStore, Listing, Page, TicketLine, Viewer } from '../../model/inbox.ts';
import { mostCounted, ticketLists } from '../../model/inbox.ts';
import { exactly } from '../conditions.ts';
import type { Database } from '../connect.ts';
import { asId, type OutboxRow, type TicketRow, toId } from '../documents.ts';
import type { RawStore } from '../raw.ts';
import type { Words } from '../words.ts';
import { historyOf, mailsById, messageById } from './history.ts';
import { lineOf } from './lines.ts';
import { listFilter, within } from './lists.ts';
import { PersonalStore } from './personal.ts';
import { problems, report } from './problems.ts';
import { searchPage } from './query-search.ts';
import { similarTickets } from './similar.ts';
import type { TellingWords } from './similar-telling.ts';
import { Uploads } from './uploads.ts';

/** Tickets whose tags are counted, the newest first. */
const mostTagged = 2000;

export class Inbox extends PersonalStore implements InboxStore {
  readonly #database: Database;
  readonly #uploads: Uploads;
  readonly #words: Words;
  readonly #telling: TellingWords;

  constructor(database: Database, raw: RawStore, words: Words, telling: TellingWords) {
    super(database.db);
    this.#database = database;
    this.#uploads = new Uploads(database.db, raw);
    this.#words = words;
    this.#telling = telling;
  }

  async counts(viewer: Viewer): ReturnType<InboxStore['counts']> {
    const counted = await Promise.all(
      ticketLists.map(async (list) => [list, await this.#count(listFilter(viewer, list, null))] as const),
    );
    return Object.fromEntries(counted) as Awaited<ReturnType<InboxStore['counts']>>;
  }

  async countByDepartment(viewer: Viewer, departments: readonly string[]): Promise<Map<string, number>> {
    const counted = await Promise.all(
      departments.map(async (name) => {
        return [name, await this.#count(listFilter(viewer, 'department', name))] as const;
      }),
    );
    return new Map(counted);
  }

  async tickets(viewer: Viewer, listing: Listing): Promise<Page<TicketLine>> {
    const { list, department } = listing;
    const within = listFilter(viewer, list, department);
    const { rows, next } = await searchPage(
      this.#database,
      this.#words,
      this.#telling,
      viewer,
      within,
      listing,
    );
    return { items: rows.map(lineOf), next };
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
    const filter = { ...within(viewer, null), 'requester.address': exactly(address) };
    return (await this.#newest(filter, limit)).map(lineOf);
  }

  history(ticket: string, newest: number): ReturnType<InboxStore['history']> {
    return historyOf(this.#database, ticket, newest);
  }

  async message(viewer: Viewer, id: string): ReturnType<InboxStore['message']> {
    const message = await messageById(this.#database, id);
    const ticket = message === null ? null : await this.ticket(viewer, message.ticket);
    return message === null || ticket === null ? null : { message, ticket };
  }

  mails(ids: readonly string[]): ReturnType<InboxStore['mails']> {
    return mailsById(this.#database, ids);
  }

  async deliveries(ticket: string): Promise<Map<string, Delivery>> {
    const rows = await this.#database.outbox.find({ ticket: toId(ticket) }).toArray();
    return new Map(rows.map((row) => [row._id.toHexString(), deliveryOf(row)]));
  }

  similar(viewer: Viewer, ticket: string, limit: number): ReturnType<InboxStore['similar']> {
    const parts = { database: this.#database, words: this.#words, telling: this.#telling };
    return similarTickets(parts, viewer, ticket, limit);
  }

  problems(viewer: Viewer, since: Date, limit: number): ReturnType<InboxStore['problems']> {
    return problems(this.#database, this.#telling, viewer, since, limit);
  }

  report(viewer: Viewer, since: Date): ReturnType<InboxStore['report']> {
    return report(this.#database, this.#telling, viewer, since);
  }

  async tags(viewer: Viewer): Promise<string[]> {
    const rows = this.#database.tickets.aggregate<{ _id: string }>([
      { $match: { ...within(viewer, null), 'tags.0': { $exists: true } } },
      { $sort: { updatedAt: -1 } },
      { $limit: mostTagged },
      { $unwind: '$tags' },
      { $group: { _id: '$tags', count: { $sum: 1 } } },
      { $sort: { count: -1, _id: 1 } },
      { $limit: 200 },
    ]);
    return (await rows.toArray()).map(({ _id }) => _id);
  }

  upload(bytes: Uint8Array): Promise<string> {
    return this.#uploads.upload(bytes);
  }

  uploadSizes(hashes: readonly string[]): Promise<Map<string, number>> {
    return this.#uploads.uploadSizes(hashes);
  }

  uploaded(sha256: string): Promise<Uint8Array> {
    return this.#uploads.uploaded(sha256);
  }

  async sleepers(now: Date, limit: number): Promise<string[]> {
    const rows = await this.#database.tickets
      .find({ waitUntil: { $lte: now } }, { projection: { _id: 1 }, sort: { waitUntil: 1 }, limit })
      .toArray();
    return rows.map(({ _id }) => _id.toHexString());
  }

  /** Stops at the most that is counted. */
  #count(filter: mongo.Filter<TicketRow>): Promise<number> {
    return this.#database.tickets.countDocuments(filter, { limit: mostCounted });
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
