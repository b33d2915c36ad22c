/** Pages of what a search finds, newest first. */
import type { mongo } from 'mongoose';
import type { Database } from '../connect.ts';
import { type Id, type TicketRow, toId } from '../documents.ts';
import { afterCursor, cursorAfter } from './lists.ts';
import type { Candidates } from './query-matches.ts';

type Filter = mongo.Filter<TicketRow>;

export interface RowsPage {
  readonly rows: readonly TicketRow[];
  readonly next: string | null;
}

/** So many are read by their ids; more are met on the way through the list, in its order. */
const fewEnough = 2000;
/** Tickets looked at in one step at the most. */
const mostAtOnce = 800;
/** A page is given as it is after this, ms: what is rarer than that is asked for with `next`. */
const patience = { some: 120, none: 1000 } as const;

type Position = Pick<TicketRow, '_id' | 'updatedAt'>;

/** Tickets of a list, newest first, that are among the candidates. Pages may be short; `next` is null only at the end. */
export async function newestOf(
  database: Database,
  list: Filter,
  candidates: Candidates,
  after: string | null,
  limit: number,
): Promise<RowsPage> {
  const { found, next } = await newestAmong(database, list, candidates, after, limit);
  return { rows: await inOrder(database, found), next };
}

/** The same without the whole rows. */
export async function newestAmong(
  database: Database,
  list: Filter,
  candidates: Candidates,
  after: string | null,
  limit: number,
): Promise<{ found: readonly Position[]; next: string | null }> {
  const found: Position[] = [];
  const began = Date.now();
  let last: Position | null = null;
  let ended = true;
  for await (const batch of walked(database, list, candidates, after)) {
    const among = batch.filter(({ _id }) => candidates.ids?.has(_id.toHexString()) ?? true);
    const good = new Set(await candidates.check(among.map(({ _id }) => _id.toHexString())));
    found.push(...among.filter(({ _id }) => good.has(_id.toHexString())));
    last = batch.at(-1) ?? last;
    const spent = Date.now() - began;
    ended = found.length <= limit && spent < (found.length > 0 ? patience.some : patience.none);
    if (!ended) break;
  }
  const page = found.slice(0, limit);
  const end = found.length > limit ? page.at(-1) : last;
  return { found: page, next: ended || end === null || end === undefined ? null : cursorAfter(end) };
}

/** The way through the list, in batches. */
async function* walked(
  { tickets }: Database,
  list: Filter,
  { ids, atOnce }: Candidates,
  after: string | null,
): AsyncGenerator<Position[]> {
  if (ids !== null && ids.size === 0) return;
  const few = ids !== null && ids.size <= fewEnough;
  const among = few ? { _id: { $in: [...ids].map(toId) } } : {};
  const query = tickets
    .find({ $and: [list, among, afterCursor(after)] }, { projection: { updatedAt: 1 } })
    .sort({ updatedAt: -1, _id: -1 });
  const rows = few ? query.hint({ _id: 1 }) : query;
  let batch: Position[] = [];
  let size = atOnce;
  for await (const row of rows.batchSize(4 * atOnce)) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
    // The longer the way, the rarer is what is sought.
    size = Math.min(mostAtOnce, 2 * size);
  }
  if (batch.length > 0) yield batch;
}

/** The whole rows of these. */
export async function inOrder(
  { tickets }: Pick<Database, 'tickets'>,
  wanted: readonly { readonly _id: Id }[],
): Promise<TicketRow[]> {
  const ids = wanted.map(({ _id }) => _id);
  const rows = await tickets.find({ _id: { $in: ids } }).toArray();
  const byId = new Map(rows.map((row) => [row._id.toHexString(), row]));
  return ids.flatMap((id) => byId.get(id.toHexString()) ?? []);
}
