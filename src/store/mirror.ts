/** What is known of the copies in the shared mail folder: a row for each message, so that none is put there twice. */
import type { mongo } from 'mongoose';
import type { MirrorCopy, MirrorPosition, MirrorStore, Place } from '../model/mirroring.ts';
import type { Ticket } from '../model/ticket.ts';
import type { Database } from './connect.ts';
import { asId, type Id, toId } from './documents.ts';
import { ticketOf } from './ticket-rows.ts';

/** Fields that do not hold are absent, so that partial indexes stay small. */
export interface CopyRow {
  readonly _id: { readonly mirror: string; readonly message: Id };
  readonly place: Place | null;
  readonly intended?: string;
  readonly waiting?: true;
  readonly gone?: true;
  readonly seen: boolean;
  readonly flagged: boolean;
}

interface PositionRow extends MirrorPosition {
  readonly _id: string;
}

export class Mirror implements MirrorStore {
  readonly #database: Database;
  readonly #copies: mongo.Collection<CopyRow>;
  readonly #positions: mongo.Collection<PositionRow>;

  constructor(database: Database) {
    this.#database = database;
    this.#copies = database.db.collection('mirror');
    this.#positions = database.db.collection('mirrorPosition');
  }

  async position(mirror: string): Promise<MirrorPosition | null> {
    const row = await this.#positions.findOne({ _id: mirror });
    return row === null ? null : { mark: row.mark, at: row.at };
  }

  async savePosition(mirror: string, { mark, at }: MirrorPosition): Promise<void> {
    await this.#positions.updateOne({ _id: mirror }, { $set: { mark, at } }, { upsert: true });
  }

  async changedSince(at: Date, after: string | null, limit: number): Promise<Ticket[]> {
    const last = after === null ? null : asId(after);
    const same = last === null ? { updatedAt: { $gte: at } } : { updatedAt: at, _id: { $gt: last } };
    const later = last === null ? [] : [{ updatedAt: { $gt: at } }];
    const rows = this.#database.tickets.find({ $or: [same, ...later] });
    const found = await rows.sort({ updatedAt: 1, _id: 1 }).limit(limit).toArray();
    return found.map(ticketOf);
  }

  async unsettled(mirror: string): Promise<string[]> {
    const fields = ['waiting', 'intended'] as const;
    const found = await Promise.all(
      fields.map((field) =>
        this.#copies.find({ '_id.mirror': mirror, [field]: { $exists: true } }).toArray(),
      ),
    );
    return this.#ticketsOf(found.flat());
  }

  async ticketOf(message: string): Promise<Ticket | null> {
    const { messages, tickets } = this.#database;
    const row = await messages.findOne({ _id: toId(message) }, { projection: { ticket: 1 } });
    const ticket = row === null ? null : await tickets.findOne({ _id: row.ticket });
    return ticket === null ? null : ticketOf(ticket);
  }

  async copies(mirror: string, messages: readonly string[]): Promise<Map<string, MirrorCopy>> {
    const rows = await this.#copies.find({ _id: { $in: idsOf(mirror, messages) } }).toArray();
    return new Map(rows.map((row) => [row._id.message.toHexString(), copyOf(row)]));
  }

  async intend(mirror: string, messages: readonly string[], folder: string): Promise<void> {
    const update = {
      $set: { intended: folder },
      $unset: { waiting: true as const },
      $setOnInsert: { place: null, seen: false, flagged: false },
    };
    await this.#copies.bulkWrite(
      idsOf(mirror, messages).map((_id) => ({ updateOne: { filter: { _id }, update, upsert: true } })),
    );
  }

  async placed(
    mirror: string,
    message: string,
    place: Place,
    flags: { readonly seen?: boolean; readonly flagged?: boolean } = {},
  ): Promise<void> {
    const update = {
      $set: { place, ...flags },
      $unset: { intended: true, gone: true, waiting: true },
    } as const;
    await this.#copies.updateOne({ _id: { mirror, message: toId(message) } }, update);
  }

  async flagged(
    mirror: string,
    messages: readonly string[],
    { seen, flagged }: { readonly seen: boolean; readonly flagged: boolean },
  ): Promise<void> {
    await this.#change(mirror, messages, { $set: { seen, flagged } });
  }

  async gone(mirror: string, messages: readonly string[]): Promise<void> {
    await this.#change(mirror, messages, {
      $set: { place: null, gone: true },
      $unset: { intended: true, waiting: true },
    });
  }

  async wait(mirror: string, message: string): Promise<void> {
    const update = {
      $set: { waiting: true as const },
      $setOnInsert: { place: null, seen: false, flagged: false },
    };
    await this.#copies.updateOne({ _id: { mirror, message: toId(message) } }, update, { upsert: true });
  }

  async forgetOthers(mirror: string, folder: string, uidValidity: string): Promise<string[]> {
    const filter = {
      '_id.mirror': mirror,
      'place.folder': folder,
      'place.uidValidity': { $ne: uidValidity },
    };
    const rows = await this.#copies.find(filter).toArray();
    await this.#copies.deleteMany(filter);
    return this.#ticketsOf(rows);
  }

  async forget(mirror: string, messages: readonly string[]): Promise<void> {
    await this.#copies.deleteMany({ _id: { $in: idsOf(mirror, messages) } });
  }

  /** Messages move when tickets are merged or split. */
  async #ticketsOf(rows: readonly CopyRow[]): Promise<string[]> {
    const _id = { $in: rows.map((row) => row._id.message) };
    const tickets = await this.#database.messages.distinct('ticket', { _id });
    return tickets.map((ticket) => ticket.toHexString());
  }

  async #change(
    mirror: string,
    messages: readonly string[],
    update: mongo.UpdateFilter<CopyRow>,
  ): Promise<void> {
    await this.#copies.updateMany({ _id: { $in: idsOf(mirror, messages) } }, update);
  }
}

const idsOf = (mirror: string, messages: readonly string[]): CopyRow['_id'][] =>
  messages.map((message) => ({ mirror, message: toId(message) }));

function copyOf({ _id, place, intended, waiting, gone, seen, flagged }: CopyRow): MirrorCopy {
  return {
    message: _id.message.toHexString(),
    place,
    intended: intended ?? null,
    waiting: waiting ?? false,
    gone: gone ?? false,
    seen,
    flagged,
  };
}
