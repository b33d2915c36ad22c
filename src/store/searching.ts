/** What a search for tickets means. */
import type { mongo } from 'mongoose';
import type { Database } from './connect.ts';
import type { TicketRow } from './documents.ts';
import { searchPage } from './inbox/query-search.ts';
import type { TellingWords } from './inbox/similar-telling.ts';
import type { Words } from './words.ts';

/**
 * The newest tickets that a person means by these words: a number, an ID (`#48213-K7QF`), or words that all stand in one
 * ticket: in its subjects, its authors or its texts, or begin words there.
 */
export async function searchTickets(
  database: Database,
  words: Words,
  telling: TellingWords,
  search: string,
  within: mongo.Filter<TicketRow>,
  limit: number,
): Promise<readonly TicketRow[]> {
  const id = /^\W*(\d{1,12})(?:-[0-9A-Za-z]{4})?\W*$/.exec(search)?.[1];
  const term =
    id === undefined
      ? ({ field: 'words', value: search, phrase: false, not: false } as const)
      : ({ field: 'id', value: Number(id), not: false } as const);
  const query = { terms: [term], notUnderstood: [] };
  const everybody = { address: '', departments: 'all' } as const;
  const page = { query, order: 'date', after: null, limit } as const;
  return (await searchPage(database, words, telling, everybody, within, page)).rows;
}
