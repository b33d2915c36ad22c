/** Messages and drafts that leave one ticket for another one, and what is said on it then. */

import type { mongo } from 'mongoose';
import { joinedDrafts } from '../model/draft.ts';
import type { Move } from '../model/ticket.ts';
import type { Database } from './connect.ts';
import { type Id, toId } from './documents.ts';
import type { DraftRow } from './inbox/personal.ts';
import { saidIn } from './said.ts';
import { messageOf } from './ticket-rows.ts';

/** Both tickets are counted and indexed anew, so that a search finds the ticket in which the words are now. */
export async function moveMessages(
  database: Database,
  session: mongo.ClientSession,
  { messages: moving, from, to }: Move,
): Promise<void> {
  const { messages, words } = database;
  const filter = { _id: { $in: moving.map(toId) }, ticket: toId(from) };
  await messages.updateMany(filter, { $set: { ticket: toId(to), unindexed: true } }, { session });
  await messages.updateMany({ ticket: toId(from) }, { $set: { unindexed: true } }, { session });
  await words.deleteOne({ _id: toId(from) }, { session });
  for (const ticket of [from, to]) await recount(database, session, toId(ticket));
}

/** What was said on the ticket, told anew from all its messages. */
export async function recount(
  { messages, tickets }: Database,
  session: mongo.ClientSession,
  ticket: Id,
): Promise<void> {
  const rows = await messages.find({ ticket }, { session }).sort({ createdAt: 1, _id: 1 }).toArray();
  await tickets.updateOne({ _id: ticket }, { $set: { said: saidIn(rows.map(messageOf)) } }, { session });
}

/** What people were writing on a ticket that is merged goes on in the other one, below what they were writing there. */
export async function moveDrafts(
  { db }: Database,
  session: mongo.ClientSession,
  from: Id,
  to: Id,
): Promise<void> {
  const drafts = db.collection<DraftRow>('drafts');
  for (const moving of await drafts.find({ ticket: from }, { session }).toArray()) {
    const { agent, kind } = moving;
    const there = await drafts.findOne({ agent, kind, ticket: to }, { session });
    if (there === null) {
      await drafts.updateOne({ _id: moving._id }, { $set: { ticket: to } }, { session });
      continue;
    }
    const $set = { ...joinedDrafts(there, moving), updatedAt: moving.updatedAt };
    await drafts.updateOne({ _id: there._id }, { $set }, { session });
    await drafts.deleteOne({ _id: moving._id }, { session });
  }
}
