/** What somebody typed into the search box, understood. */
import { z } from 'zod';
import { longestSearch, parseQuery } from '../../desk/search.ts';
import type { Query } from '../../model/inbox.ts';
import type { Understood } from '../views/list-search.ts';
import { describeQuery } from '../views/search-chips.ts';

/** The field of a search; of what is pasted, its beginning. */
export const searchText = z
  .string()
  .transform((text) => text.trim().slice(0, longestSearch).toWellFormed())
  .default('')
  .catch('');

export interface Search {
  readonly query: Query;
  readonly understood: Understood;
}

/** Null where nothing was typed. */
export function searchFor(text: string, language: string, now: Date): Search | null {
  if (text === '') return null;
  return { query: parseQuery(text, now), understood: describeQuery(language, text, now) };
}
