/** What happened while nobody read the change stream, and it is forgotten: made out from the rows themselves. */
import mongoose, { type mongo } from 'mongoose';
import type { EventType, Happened } from '../../model/webhook.ts';
import type { Id } from '../documents.ts';
import { eventId } from './happenings.ts';

interface Source {
  readonly rows: string;
  readonly type: EventType;
  readonly filter: object;
  /** Field with the time. */
  readonly at: string;
  /** False: it may happen to a row again, so that its time is part of its name. */
  readonly once: boolean;
}

/** What is found is told once too often rather than not at all; of changes of a ticket there is one, without fields. */
const sources: readonly Source[] = [
  { rows: 'tickets', type: 'ticket.created', filter: {}, at: 'createdAt', once: true },
  { rows: 'tickets', type: 'ticket.changed', filter: {}, at: 'updatedAt', once: false },
  { rows: 'messages', type: 'message.received', filter: { kind: 'inbound' }, at: 'createdAt', once: true },
  { rows: 'messages', type: 'note.added', filter: { kind: 'note' }, at: 'createdAt', once: true },
  { rows: 'outbox', type: 'message.sent', filter: { state: 'sent' }, at: 'sentAt', once: false },
  { rows: 'outbox', type: 'delivery.failed', filter: { state: 'bounced' }, at: 'bouncedAt', once: false },
  { rows: 'outbox', type: 'delivery.failed', filter: { state: 'failed' }, at: 'createdAt', once: false },
  { rows: 'mails', type: 'mail.quarantined', filter: { state: 'quarantined' }, at: 'settledAt', once: false },
  { rows: 'mails', type: 'mail.failed', filter: { state: 'failed' }, at: 'settledAt', once: false },
];

const mostAtOnce = 200;

/** In batches, kind by kind. */
export async function* missedSince(db: mongo.Db, since: Date): AsyncGenerator<Happened[]> {
  for (const { rows, type, filter, at, once } of sources) {
    const cursor = db
      .collection<{ _id: Id }>(rows)
      .find({ ...filter, [at]: { $gte: since } }, { projection: { [at]: 1 } });
    let batch: Happened[] = [];
    for await (const row of cursor) {
      const time = at in row ? (row as Record<string, unknown>)[at] : null;
      const when = time instanceof Date ? time : since;
      const id = row._id.toHexString();
      batch.push({
        id: eventId(type, id, once ? '' : when.toISOString()),
        type,
        at: when,
        row: id,
        changed: [],
      });
      if (batch.length < mostAtOnce) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }
}

/** Whether an error says that the stream cannot be gone on with. */
export function isForgotten(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoServerError && lostCodes.has(error.code);
}

/** ChangeStreamHistoryLost, ChangeStreamFatalError, InvalidResumeToken. */
const lostCodes = new Set<unknown>([286, 280, 260]);
