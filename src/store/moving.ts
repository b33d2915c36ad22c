/** Messages that leave one ticket for another one. */

import type { mongo } from 'mongoose';
import type { Move } from '../model/ticket.ts';
import type { Database } from './connect.ts';
import { type Id, toId } from './documents.ts';
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

async function recount(
  { messages, tickets }: Database,
  session: mongo.ClientSession,
  ticket: Id,
): Promise<void> {
  const rows = await messages.find({ ticket }, { session }).sort({ createdAt: 1, _id: 1 }).toArray();
  await tickets.updateOne({ _id: ticket }, { $set: { said: saidIn(rows.map(messageOf)) } }, { session });
}
