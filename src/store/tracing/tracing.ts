/** The TraceStore port: every way of finding a mail is answered from an index, however many there are. */
import type { mongo } from 'mongoose';
import type { Page } from '../../model/inbox.ts';
import type { OutgoingEntry } from '../../model/outbox-store.ts';
import type { Found, Refusal, TraceStore, TraceWord } from '../../model/trace.ts';
import type { Database } from '../connect.ts';
import { asId, type Id, idAt, type MailRow, type OutboxRow } from '../documents.ts';
import { addressesAlike } from '../indexes.ts';
import { mailEntry } from '../mail-rows.ts';
import { outgoingEntry } from '../outbox-rows.ts';
import { Refusals } from './refusals.ts';

/** Messages of one ticket that are looked at. */
const mostMessages = 5000;
/** What a mail causes is written with it: its rows have IDs of that time, to so many seconds. */
const around = 120;
const mostCaused = 500;

interface Asked {
  readonly before: Id | null;
  readonly limit: number;
}

/** Mails and outgoing mail that a ticket names by ID. */
interface OfTicket {
  readonly mails: readonly Id[];
  readonly outgoing: readonly Id[];
}

export class Tracing implements TraceStore {
  readonly #database: Database;
  readonly #refusals: Refusals;

  constructor(database: Database) {
    this.#database = database;
    this.#refusals = new Refusals(database.db);
  }

  async find(word: TraceWord, { before, limit }: Parameters<TraceStore['find']>[1]): Promise<Page<Found>> {
    const asked = { before: before === null ? null : asId(before), limit: limit + 1 };
    const found = await this.#all(word, asked);
    const sorted = found.sort((one, other) => (one.id < other.id ? 1 : -1));
    const unique = sorted.filter(
      ({ kind, id }, at) => sorted.findIndex((one) => one.kind === kind && one.id === id) === at,
    );
    const items = unique.slice(0, limit);
    return { items, next: unique.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  async causedBy({
    id,
    settledAt,
    acceptedAt,
  }: Parameters<TraceStore['causedBy']>[0]): Promise<OutgoingEntry[]> {
    const at = Math.floor((settledAt ?? acceptedAt).getTime() / 1000);
    const rows = await this.#database.outbox
      .find({ _id: { $gte: idAt(at - around), $lte: idAt(at + around) }, cause: id })
      .sort({ _id: 1 })
      .limit(mostCaused)
      .toArray();
    return rows.map(outgoingEntry);
  }

  refuse(refusals: readonly Refusal[]): Promise<void> {
    return this.#refusals.add(refusals);
  }

  async #all({ text, id, ticket }: TraceWord, asked: Asked): Promise<Found[]> {
    const lower = text.toLowerCase();
    const spellings = [...new Set([text, lower])];
    const _id = id === null ? null : asId(id);
    const ofTicket = ticket === null ? { mails: [], outgoing: [] } : await this.#ofTicket(ticket);
    const mailIds = [...ofTicket.mails, ...(_id === null ? [] : [_id])];
    const outgoingIds = [...ofTicket.outgoing, ...(_id === null ? [] : [_id])];
    const [mails, outgoing, refused] = await Promise.all([
      Promise.all([
        this.#mails({ _id: { $in: mailIds } }, asked),
        this.#mails({ messageId: { $in: spellings } }, asked),
        ...(text.includes('@')
          ? [this.#mails({ from: text }, asked, true), this.#mails({ 'envelope.sender': text }, asked, true)]
          : []),
      ]),
      Promise.all([
        this.#outgoing({ _id: { $in: outgoingIds } }, asked),
        this.#outgoing({ messageId: { $in: spellings } }, asked),
        ...(text.includes('@') ? [this.#outgoing({ to: { $in: spellings } }, asked)] : []),
      ]),
      this.#refusals.find([lower], _id, asked.before, asked.limit),
    ]);
    return [
      ...mails
        .flat()
        .map((row) => ({ kind: 'mail', id: row._id.toHexString(), mail: mailEntry(row) }) as const),
      ...outgoing
        .flat()
        .map(
          (row) => ({ kind: 'outgoing', id: row._id.toHexString(), outgoing: outgoingEntry(row) }) as const,
        ),
      ...refused.map((refusal) => ({ kind: 'refusal', id: refusal.id, refusal }) as const),
    ];
  }

  #mails(filter: mongo.Filter<MailRow>, { before, limit }: Asked, alike = false): Promise<MailRow[]> {
    const older = before === null ? filter : { $and: [filter, { _id: { $lt: before } }] };
    const rows = this.#database.mails.find(older).sort({ _id: -1 }).limit(limit);
    return (alike ? rows.collation(addressesAlike) : rows).toArray();
  }

  #outgoing(filter: mongo.Filter<OutboxRow>, { before, limit }: Asked): Promise<OutboxRow[]> {
    const older = before === null ? filter : { $and: [filter, { _id: { $lt: before } }] };
    return this.#database.outbox.find(older).sort({ _id: -1 }).limit(limit).toArray();
  }

  /** By its history: mails that came to it and mail that it sent. */
  async #ofTicket(number: number): Promise<OfTicket> {
    const { tickets, messages } = this.#database;
    const ticket = await tickets.findOne({ number }, { projection: { _id: 1 } });
    if (ticket === null) return { mails: [], outgoing: [] };
    const rows = await messages
      .find({ ticket: ticket._id }, { projection: { mail: 1, outgoing: 1 } })
      .sort({ createdAt: -1 })
      .limit(mostMessages)
      .toArray();
    return {
      mails: rows.flatMap(({ mail }) => mail ?? []),
      outgoing: rows.flatMap(({ outgoing }) => outgoing ?? []),
    };
  }
}
