/** A page of a list, narrowed by a query. */
import type { mongo } from 'mongoose';
import type { Listing, Viewer } from '../../model/inbox.ts';
import type { Database } from '../connect.ts';
import type { TicketRow } from '../documents.ts';
import type { Words } from '../words.ts';
import { askedBy } from './query.ts';
import { candidatesFor } from './query-matches.ts';
import { newestOf, type RowsPage } from './query-page.ts';
import { bestOf } from './query-relevance.ts';
import type { TellingWords } from './similar-telling.ts';

/** A search waits so long for what was written lately, and is not indexed yet, ms. */
const catchUpMs = 50;

/** The rows of a page, and where the next one begins. `list`: what the viewer sees of the list that is searched. */
export async function searchPage(
  database: Database,
  words: Words,
  telling: TellingWords,
  viewer: Viewer,
  list: mongo.Filter<TicketRow>,
  { query, order, after, limit }: Pick<Listing, 'query' | 'order' | 'after' | 'limit'>,
): Promise<RowsPage> {
  const asked = await askedBy(database, viewer, query ?? { terms: [], notUnderstood: [] });
  const wordy = asked.wanted.length + asked.unwanted.length + asked.phrases.length > 0;
  if (wordy) await words.catchUp(catchUpMs);
  const candidates = await candidatesFor(database, telling, asked);
  const within = { $and: [list, ...asked.filters] };
  return order === 'relevance' && asked.wanted.length > 0
    ? bestOf(database, within, asked, candidates, after, limit)
    : newestOf(database, within, candidates, after, limit);
}
