/** Mail that goes out: claims, and what becomes of each row. */
import mongoose from 'mongoose';
import type { RecentAutomatic } from '../model/facts.ts';
import type {
  ClaimedOutgoing,
  NewOutgoing,
  OutboxStore,
  OutgoingEntry,
  OutgoingState,
} from '../model/outbox-store.ts';
import { claimDue, type Node } from './claiming.ts';
import type { Database } from './connect.ts';
import { countByState } from './counting.ts';
import { asId, type OutboxRow } from './documents.ts';
import { insertNew } from './inserting.ts';
import { writtenTo } from './lists/written.ts';
import { outboxRow, outgoingEntry } from './outbox-rows.ts';
import { RecentMail } from './recent.ts';
import { Settling } from './settling.ts';
import { Waiting } from './waiting.ts';

const none: Record<OutgoingState, number> = {
  queued: 0,
  sending: 0,
  sent: 0,
  deferred: 0,
  failed: 0,
  bounced: 0,
  cancelled: 0,
};
const defaultLimit = 100;

export class Outbox implements OutboxStore {
  readonly #database: Database;
  readonly #node: Node;
  readonly #waiting: Waiting;
  readonly #settling: Settling;
  readonly #recent: RecentMail;

  constructor(database: Database, node: Node) {
    this.#database = database;
    this.#node = node;
    this.#waiting = new Waiting(database, node);
    this.#settling = new Settling(database, this.#waiting);
    this.#recent = new RecentMail(database);
  }

  async claim(limit: number): Promise<ClaimedOutgoing[]> {
    await this.#waiting.sweep();
    const rows = await claimDue(this.#database.outbox, this.#node, 'sending', limit);
    return rows.map((row) => ({
      claim: { owner: this.#node.owner, epoch: row.lease?.epoch ?? 0 },
      entry: outgoingEntry(row),
    }));
  }

  writtenTo(address: string, since: Date): Promise<Date | null> {
    return writtenTo(this.#database, address, since);
  }

  sent(row: ClaimedOutgoing, answer: string): Promise<boolean> {
    return this.#settling.settle(row, { state: 'sent', answer });
  }

  deferred(row: ClaimedOutgoing, until: Date, answer: string): Promise<boolean> {
    return this.#settling.settle(row, { state: 'deferred', answer, until });
  }

  failed(row: ClaimedOutgoing, answer: string): Promise<boolean> {
    return this.#settling.fail(row, answer);
  }

  async add(outgoing: NewOutgoing): Promise<boolean> {
    const refused = await insertNew(this.#database.outbox, [outboxRow(outgoing, new Date())]);
    return refused.length === 0;
  }

  async lag(): Promise<number> {
    const row = await this.#database.outbox.findOne(
      { dueAt: { $exists: true }, state: { $in: ['queued', 'deferred'] } },
      { sort: { dueAt: 1 }, projection: { dueAt: 1 } },
    );
    return row?.dueAt === undefined ? 0 : Math.max(0, Date.now() - row.dueAt.getTime());
  }

  recentAutomatic(address: string, now: Date): Promise<RecentAutomatic> {
    return this.#recent.of(address, now);
  }

  async find(id: string): Promise<OutgoingEntry | null> {
    const _id = asId(id);
    const row = _id === null ? null : await this.#database.models.outbox.findById(_id).lean<OutboxRow>();
    return row === null ? null : outgoingEntry(row);
  }

  async list({ state, kind, before, limit }: Parameters<OutboxStore['list']>[0]): Promise<OutgoingEntry[]> {
    const last = before === undefined ? null : asId(before);
    const filter = {
      ...(state === undefined ? {} : { state }),
      ...(kind === undefined ? {} : { kind }),
      ...(last === null ? {} : { _id: mongoose.trusted({ $lt: last }) }),
    };
    const query = this.#database.models.outbox.find(filter).sort({ _id: -1 });
    return (await query.limit(limit ?? defaultLimit).lean<OutboxRow[]>()).map(outgoingEntry);
  }

  async retry(id: string): Promise<boolean> {
    const _id = asId(id);
    if (_id === null) return false;
    const { matchedCount } = await this.#database.outbox.updateOne(
      { _id, state: { $in: ['deferred', 'failed', 'cancelled'] } },
      { $set: { state: 'queued' }, $unset: { waitsFor: true }, $currentDate: { dueAt: true } },
    );
    return matchedCount === 1;
  }

  async cancel(id: string): Promise<boolean> {
    const _id = asId(id);
    if (_id === null) return false;
    const { matchedCount } = await this.#database.outbox.updateOne(
      { _id, state: { $in: ['queued', 'deferred'] } },
      { $set: { state: 'cancelled' }, $unset: { dueAt: true, waitsFor: true } },
    );
    if (matchedCount === 1) await this.#waiting.release([_id]);
    return matchedCount === 1;
  }

  async countByState(): Promise<Record<OutgoingState, number>> {
    return countByState(this.#database.outbox, none);
  }

  drained(): Promise<void> {
    return this.#settling.drained();
  }
}
