/** What somebody typed into the search box, understood. */
import { parseQuery } from '../../desk/search.ts';
import type { Query } from '../../model/inbox.ts';
import type { Understood } from '../views/list-search.ts';
import { describeQuery } from '../views/search-chips.ts';

export interface Search {
  readonly query: Query;
  readonly understood: Understood;
}

/** Null where nothing was typed. */
export function searchFor(text: string, language: string, now: Date): Search | null {
  if (text === '') return null;
  return { query: parseQuery(text, now), understood: describeQuery(language, text, now) };
}
