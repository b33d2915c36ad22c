/** Tickets: numbers, look-ups, and what staff write. */
import type { mongo } from 'mongoose';
import { Failure } from '../failure.ts';
import type { Said } from '../model/facts.ts';
import type { Ticket } from '../model/ticket.ts';
import type { Deed, TicketMessage, TicketQuery, TicketStore } from '../model/ticket-store.ts';
import type { Clock } from './clock.ts';
import type { Database } from './connect.ts';
import { Deeds } from './deeds.ts';
import { asId, type Id, type MessageRow, type TicketRow, toId } from './documents.ts';
import { isDuplicate } from './errors.ts';
import type { TellingWords } from './inbox/similar-telling.ts';
import { Numbers } from './numbers.ts';
import { searchTickets } from './searching.ts';
import { messageOf, ticketOf } from './ticket-rows.ts';
import { inTransaction } from './transaction.ts';
import type { Words } from './words.ts';
import { writeWork } from './work.ts';

/** Merges followed from one ticket; more is a ring. */
const mostMerges = 10;
/** Answers to one mail that are looked at: to a circular there may be thousands. */
const mostAnswers = 20;
const defaultLimit = 100;

export class Tickets implements TicketStore {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #words: Words;
  readonly #telling: TellingWords;
  readonly #numbers: Numbers;
  readonly #deeds: Deeds;

  constructor(database: Database, clock: Clock, words: Words, telling: TellingWords) {
    this.#database = database;
    this.#clock = clock;
    this.#words = words;
    this.#telling = telling;
    this.#numbers = new Numbers(database);
    this.#deeds = new Deeds(database.db);
  }

  async nextNumber(): Promise<number> {
    return this.#numbers.next();
  }

  async byNumber(number: number): Promise<Ticket | null> {
    return this.#followed(await this.#database.tickets.findOne({ number: { $eq: number } }));
  }

  async byId(id: string): Promise<Ticket | null> {
    const _id = asId(id);
    return _id === null ? null : this.#followed(await this.#database.tickets.findOne({ _id }));
  }

  async byMessageIds(messageIds: readonly string[]): Promise<Ticket[]> {
    if (messageIds.length === 0) return [];
    const messageId = { $in: [...messageIds] };
    const [inMessages, inOutbox] = await Promise.all([
      this.#database.messages.distinct('ticket', { messageId }),
      this.#database.outbox.distinct('ticket', { messageId }),
    ]);
    const ids = [...inMessages, ...inOutbox].filter((id) => id !== null);
    return this.#followedAll(await this.#database.tickets.find({ _id: { $in: ids } }).toArray());
  }

  async byReferences(messageIds: readonly string[]): Promise<Ticket[]> {
    if (messageIds.length === 0) return [];
    const answers = this.#database.messages
      .find({ references: { $in: [...messageIds] } })
      .sort({ createdAt: -1 })
      .limit(mostAnswers);
    const ids = (await answers.project<{ ticket: Id }>({ _id: 0, ticket: 1 }).toArray()).map(
      ({ ticket }) => ticket,
    );
    return this.#followedAll(await this.#database.tickets.find({ _id: { $in: ids } }).toArray());
  }

  async strangersSince(ticket: string, since: Date): Promise<number> {
    const _id = asId(ticket);
    if (_id === null) return 0;
    const authors = await this.#database.messages.distinct('from.address', {
      ticket: _id,
      createdAt: { $gte: since },
      mark: 'new-correspondent',
    });
    return authors.length;
  }

  async ofRequester(address: string, since: Date): Promise<Ticket[]> {
    const query = this.#database.tickets
      .find({ 'requester.address': { $eq: address }, updatedAt: { $gte: since } })
      .sort({ updatedAt: -1 })
      .limit(20);
    return (await query.toArray()).map(ticketOf);
  }

  async saidSince(ticket: string, since: Date): Promise<Said[]> {
    const _id = asId(ticket);
    if (_id === null) return [];
    const text = { $substrCP: [{ $ifNull: ['$replyText', '$text'] }, 0, 500] };
    const ours = { $eq: ['$kind', 'reply'] };
    const query = this.#database.messages
      .find({ ticket: _id, createdAt: { $gte: since }, kind: { $in: ['inbound', 'reply'] } })
      .sort({ createdAt: -1 })
      .limit(20);
    return query.project<Said>({ _id: 0, text, ours }).toArray();
  }

  async list({ state, department, owner, search, limit }: TicketQuery): Promise<Ticket[]> {
    const most = limit ?? defaultLimit;
    const filter: mongo.Filter<TicketRow> = {
      // `$eq` takes what it is given for a value, though it were an object with operators.
      ...(state === undefined ? {} : { state: { $eq: state } }),
      ...(department === undefined ? {} : { department: { $eq: department } }),
      ...(owner === undefined ? {} : { owner: { $eq: owner } }),
    };
    const rows =
      search === undefined
        ? await this.#database.tickets.find(filter).sort({ updatedAt: -1 }).limit(most).toArray()
        : await searchTickets(this.#database, this.#words, this.#telling, search, filter, most);
    return rows.map(ticketOf);
  }

  async messages(ticket: string): Promise<TicketMessage[]> {
    const _id = asId(ticket);
    if (_id === null) return [];
    const query = this.#database.models.messages.find({ ticket: _id }).sort({ createdAt: 1, _id: 1 });
    return (await query.lean<MessageRow[]>()).map(messageOf);
  }

  async write(work: Parameters<TicketStore['write']>[0]): Promise<boolean> {
    const { open, changes, messages, outgoing, moves = [], unchanged, deed } = work;
    const whole = { open: open === null ? [] : [open], changes, messages, outgoing, reports: [], moves };
    try {
      await inTransaction(this.#database.client, async (session) => {
        // First, so that what was done already is told as that, and not as stale by its own doing.
        if (deed !== undefined) await this.#deeds.add(deed, session, this.#clock.now());
        if (unchanged !== undefined) await refuseStale(this.#database, session, unchanged);
        await writeWork(this.#database, session, whole, this.#clock.now());
      });
    } catch (error) {
      if (deed === undefined || !isDuplicate(error) || (await this.deed(deed.cause)) === null) throw error;
      return false;
    }
    this.#words.soon();
    return true;
  }

  deed(cause: string): Promise<Deed | null> {
    return this.#deeds.find(cause);
  }

  async count(): Promise<number> {
    return this.#database.tickets.estimatedDocumentCount();
  }

  async #followedAll(rows: readonly TicketRow[]): Promise<Ticket[]> {
    const tickets = await Promise.all(rows.map((row) => this.#followed(row)));
    const byId = new Map(tickets.flatMap((ticket) => (ticket === null ? [] : [[ticket.id, ticket]])));
    return [...byId.values()].sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
  }

  async #followed(start: TicketRow | null): Promise<Ticket | null> {
    let row = start;
    for (let merges = 0; row?.mergedInto && merges < mostMerges; merges += 1) {
      const into: Id = row.mergedInto;
      row = await this.#database.tickets.findOne({ _id: into });
    }
    return row === null ? null : ticketOf(row);
  }
}

/** Within the transaction that writes: of two that saw the same, the server lets one go first, and the other looks again. */
async function refuseStale(
  { tickets }: Database,
  session: mongo.ClientSession,
  { ticket, since }: { readonly ticket: string; readonly since: Date },
): Promise<void> {
  const row = await tickets.findOne({ _id: toId(ticket), updatedAt: since }, { session });
  if (row === null) throw new Failure('stale', 'the ticket has changed meanwhile');
}
