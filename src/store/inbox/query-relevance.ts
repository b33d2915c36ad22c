/** Pages of what a search finds, the best first. */
import type { mongo } from 'mongoose';
import type { Database } from '../connect.ts';
import { type TicketRow, toId } from '../documents.ts';
import { marks } from '../tokens.ts';
import type { Asked } from './query.ts';
import type { Candidates } from './query-matches.ts';
import { inOrder, newestAmong, type RowsPage } from './query-page.ts';
import { fitness } from './query-score.ts';

/** Tickets that are ranked: where there are more, those with the words in their subject, and the newest. */
const mostRanked = 200;

/** Tickets of a list among the candidates, best first; the newer one of equals first. */
export async function bestOf(
  database: Database,
  list: mongo.Filter<TicketRow>,
  asked: Asked,
  candidates: Candidates,
  after: string | null,
  limit: number,
): Promise<RowsPage> {
  const ids = await ranked(database, list, asked, candidates);
  const start = startAfter(after);
  const page = ids.slice(start, start + limit);
  const end = start + page.length;
  return {
    rows: await inOrder(
      database,
      page.map((id) => ({ _id: toId(id) })),
    ),
    next: end < ids.length ? cursorTo(end) : null,
  };
}

async function ranked(
  database: Database,
  list: mongo.Filter<TicketRow>,
  asked: Asked,
  candidates: Candidates,
): Promise<string[]> {
  const [titled, newest] = await Promise.all([
    titledWith(database, asked),
    newestAmong(database, list, candidates, null, mostRanked),
  ]);
  const among = titled.filter((id) => candidates.ids?.has(id) ?? true);
  const good = await candidates.check(among);
  const all = [...new Set([...newest.found.map(({ _id }) => _id.toHexString()), ...good])].map(toId);
  const [rows, words] = await Promise.all([
    database.tickets
      .find({ $and: [{ _id: { $in: all } }, list] }, { projection: { updatedAt: 1 } })
      .toArray(),
    database.words.find({ _id: { $in: all } }, { batchSize: all.length + 1 }).toArray(),
  ]);
  const wordsOf = new Map(words.map((row) => [row._id.toHexString(), row.words]));
  const scored = rows.map(({ _id, updatedAt }) => {
    const id = _id.toHexString();
    return { id, updatedAt: updatedAt.getTime(), score: fitness(asked.wanted, wordsOf.get(id) ?? []) };
  });
  scored.sort(
    (one, other) =>
      other.score - one.score || other.updatedAt - one.updatedAt || other.id.localeCompare(one.id),
  );
  return scored.map(({ id }) => id);
}

/** Tickets with all of the words in their subject. */
async function titledWith({ words }: Database, { wanted }: Asked): Promise<string[]> {
  if (wanted.length === 0) return [];
  const each = wanted.map(({ word }) => ({ words: `${marks.subject}${word}` }));
  const rows = await words
    .find({ $and: each }, { projection: { _id: 1 }, sort: { _id: -1 }, limit: mostRanked })
    .hint({ words: 1, _id: -1 })
    .toArray();
  return rows.map(({ _id }) => _id.toHexString());
}

function cursorTo(end: number): string {
  return Buffer.from(`best.${end}`).toString('base64url');
}

/** A cursor that is none begins at the start. */
function startAfter(cursor: string | null): number {
  const [, end] = /^best\.(\d{1,6})$/.exec(Buffer.from(cursor ?? '', 'base64url').toString()) ?? [];
  return Number(end ?? 0);
}
