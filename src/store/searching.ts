/** What a search for tickets means. */
import mongoose, { type mongo } from 'mongoose';
import type { Database } from './connect.ts';
import type { TicketRow } from './documents.ts';
import type { Words } from './words.ts';

/** Messages looked at for one search, the newest first. */
const mostHits = 2000;
/** So much of what was written lately, and is not indexed yet, a search waits for. */
const batchesBefore = 50;

/**
 * A filter for the tickets that a person means by these words: a number, an ID (`#48213-K7QF`), or words that all stand
 * in one of its messages: in its subject, its author or its text. Words are whole words in any case.
 */
export async function searchTickets(
  database: Database,
  words: Words,
  search: string,
): Promise<mongo.Filter<TicketRow>> {
  const id = /^\W*(\d{1,12})(?:-[0-9A-Za-z]{4})?\W*$/.exec(search);
  if (id?.[1] !== undefined) return { number: Number(id[1]) };
  const $search = allOf(search);
  if ($search === '') return {};
  await words.catchUp(batchesBefore);
  const found = await database.words
    .find({ $text: { $search } }, { projection: { ticket: 1 }, sort: { _id: -1 }, limit: mostHits })
    .toArray();
  return { _id: mongoose.trusted({ $in: found.map(({ ticket }) => ticket) }) };
}

/** Each word as a phrase: unlike bare words, phrases must all be there. */
function allOf(search: string): string {
  const wanted = search
    .replaceAll('"', ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
  return wanted.map((word) => `"${word}"`).join(' ');
}
