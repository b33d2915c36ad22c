/** Messages that leave one ticket for another one. */
import type { mongo } from 'mongoose';
import type { Move } from '../inbox.ts';
import type { Database } from './connect.ts';
import { type Id, toId } from './documents.ts';
import { saidIn } from './said.ts';
import { messageOf } from './ticket-rows.ts';

/** The words that were indexed go along, so that a search finds the ticket they are in now; both are counted anew. */
export async function moveMessages(
  database: Database,
  session: mongo.ClientSession,
  { messages: moving, from, to }: Move,
): Promise<void> {
  const { messages, words } = database;
  const filter = { _id: { $in: moving.map(toId) }, ticket: toId(from) };
  const target = { $set: { ticket: toId(to) } };
  await messages.updateMany(filter, target, { session });
  await words.updateMany(filter, target, { session });
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
