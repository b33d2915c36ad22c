/** What filing a mail, or a person at the desk, writes: in one transaction, in a few writes however many filings. */
import type { mongo } from 'mongoose';
import type { DeliveryReport } from '../model/mail-store.ts';
import type { NewOutgoing } from '../model/outbox-store.ts';
import type { Move } from '../model/ticket.ts';
import type { NewMessage, NewTicket, TicketChange } from '../model/ticket-store.ts';
import type { Database } from './connect.ts';
import { type OutboxRow, type Said, type TicketRow, toId } from './documents.ts';
import { moveDrafts, moveMessages, recount } from './moving.ts';
import { outboxRow } from './outbox-rows.ts';
import { saidBy, talkUpdate } from './said.ts';
import { messageRow, ticketRow } from './ticket-rows.ts';

export interface Work {
  readonly open: readonly NewTicket[];
  readonly changes: readonly { readonly ticket: string; readonly change: TicketChange }[];
  readonly messages: readonly NewMessage[];
  readonly outgoing: readonly NewOutgoing[];
  readonly reports: readonly DeliveryReport[];
  readonly moves?: readonly Move[];
}

/** Writes it all within the session’s transaction. `now` makes outgoing mail due. */
export async function writeWork(
  database: Database,
  session: mongo.ClientSession,
  work: Work,
  now: Date,
): Promise<void> {
  const { tickets, messages, outbox } = database;
  const said = takeOnce(saidBy(work.messages));
  if (work.open.length > 0) {
    const rows = work.open.map((ticket) => ticketRow(ticket, said(ticket.id)));
    await tickets.insertMany(rows, { session });
  }
  if (work.changes.length > 0) {
    const updates = work.changes.map((change) => changeOf(change, said(change.ticket)));
    await tickets.bulkWrite(updates, { session });
  }
  if (work.messages.length > 0) await messages.insertMany(work.messages.map(messageRow), { session });
  if (work.outgoing.length > 0) {
    const rows = work.outgoing.map((outgoing) => outboxRow(outgoing, now));
    await outbox.insertMany(rows, { session });
  }
  for (const move of work.moves ?? []) await moveMessages(database, session, move);
  for (const { ticket, change } of work.changes)
    if (change.mergedInto !== undefined)
      await moveDrafts(database, session, toId(ticket), toId(change.mergedInto));
  for (const { ticket, takesBack } of work.messages)
    if (takesBack !== undefined) await recount(database, session, toId(ticket));
  if (work.reports.length > 0) await outbox.bulkWrite(work.reports.map(reportOf), { session });
}

/** What was said counts once, however many writes there are for the ticket. */
function takeOnce(said: ReadonlyMap<string, Said>): (ticket: string) => Said | undefined {
  const left = new Map(said);
  return (ticket) => {
    const words = left.get(ticket);
    left.delete(ticket);
    return words;
  };
}

/** One write for each ticket and field path: `$addToSet` and `$pullAll` of the same array do not go together. */
function changeOf(
  { ticket, change }: Work['changes'][number],
  said: Said | undefined,
): mongo.AnyBulkWriteOperation<TicketRow> {
  const { addTags, removeTags, addParticipants, mergedInto, waitUntil, addLinks, removeLinks, ...fields } =
    change;
  const talk = talkUpdate(said);
  const target = mergedInto === undefined ? {} : { mergedInto: toId(mergedInto) };
  const wake = waitUntil === null ? { $unset: { waitUntil: true as const } } : {};
  const sleep = waitUntil ? { waitUntil } : {};
  const tags = addTags === undefined ? {} : { tags: { $each: [...addTags] } };
  const people = addParticipants === undefined ? {} : { participants: { $each: [...addParticipants] } };
  const links = addLinks === undefined ? {} : { links: { $each: addLinks.map(toId) } };
  const fewerTags = removeTags === undefined ? {} : { tags: [...removeTags] };
  const fewerLinks = removeLinks === undefined ? {} : { links: removeLinks.map(toId) };
  return {
    updateOne: {
      filter: { _id: toId(ticket) },
      update: {
        $set: { ...fields, ...target, ...sleep, ...talk.$set },
        $inc: talk.$inc,
        $addToSet: { ...tags, ...people, ...links },
        $pullAll: { ...fewerTags, ...fewerLinks },
        ...wake,
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
