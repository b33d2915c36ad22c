/** What filing a mail, or a person at the desk, writes: in one transaction, in a few writes however many filings. */
import type { mongo } from 'mongoose';
import type { DeliveryReport, NewMessage, NewOutgoing, NewTicket, TicketChange } from '../ports.ts';
import type { Database } from './connect.ts';
import { type OutboxRow, type TicketRow, toId } from './documents.ts';
import { outboxRow } from './outbox-rows.ts';
import { messageRow, ticketRow } from './ticket-rows.ts';

export interface Work {
  readonly open: readonly NewTicket[];
  readonly changes: readonly { readonly ticket: string; readonly change: TicketChange }[];
  readonly messages: readonly NewMessage[];
  readonly outgoing: readonly NewOutgoing[];
  readonly reports: readonly DeliveryReport[];
}

/** Writes it all within the session’s transaction. `now` makes outgoing mail due. */
export async function writeWork(
  database: Database,
  session: mongo.ClientSession,
  work: Work,
  now: Date,
): Promise<void> {
  const { tickets, messages, outbox } = database;
  if (work.open.length > 0) await tickets.insertMany(work.open.map(ticketRow), { session });
  if (work.changes.length > 0) await tickets.bulkWrite(work.changes.map(changeOf), { session });
  if (work.messages.length > 0) await messages.insertMany(work.messages.map(messageRow), { session });
  if (work.outgoing.length > 0) {
    const rows = work.outgoing.map((outgoing) => outboxRow(outgoing, now));
    await outbox.insertMany(rows, { session });
  }
  if (work.reports.length > 0) await outbox.bulkWrite(work.reports.map(reportOf), { session });
}

function changeOf({ ticket, change }: Work['changes'][number]): mongo.AnyBulkWriteOperation<TicketRow> {
  const { addTags, addParticipants, mergedInto, ...fields } = change;
  const target = mergedInto === undefined ? {} : { mergedInto: toId(mergedInto) };
  const tags = addTags === undefined ? {} : { tags: { $each: [...addTags] } };
  const people = addParticipants === undefined ? {} : { participants: { $each: [...addParticipants] } };
  return {
    updateOne: {
      filter: { _id: toId(ticket) },
      update: {
        $set: { ...fields, ...target },
        $addToSet: { ...tags, ...people },
        $currentDate: { updatedAt: true },
      },
    },
  };
}

/** A hard failure settles the row; what comes softer, or later, is noted beside it (RFC 3464, 2.3.3). */
function reportOf({ outgoing, bounce }: DeliveryReport): mongo.AnyBulkWriteOperation<OutboxRow> {
  const _id = toId(outgoing);
  const lastAnswer = bounce.diagnostic ?? bounce.status;
  if (!bounce.hard) {
    return {
      updateOne: { filter: { _id, state: { $ne: 'bounced' } }, update: { $set: { bounce, lastAnswer } } },
    };
  }
  return {
    updateOne: {
      filter: { _id, state: { $ne: 'cancelled' } },
      update: {
        $set: { state: 'bounced', bounce, lastAnswer },
        $unset: { dueAt: true },
        $currentDate: { bouncedAt: true },
      },
    },
  };
}
