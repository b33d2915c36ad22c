/** What people search for, and what MongoDB’s own query for the same tickets costs. */
import type { mongo } from 'mongoose';
import { parseQuery } from '../src/desk/search.ts';
import type { Listing, Viewer } from '../src/model/inbox.ts';
import type { Store } from '../src/model/ports.ts';
import type { Vocabulary } from './search-seed.ts';

export interface Sample {
  readonly q: string;
  readonly order: Listing['order'];
  /** The same by one plain query of MongoDB; null where it has none. */
  readonly plain: mongo.Document[] | null;
}

export interface Kind {
  readonly name: string;
  readonly samples: readonly Sample[];
}

/** Pages of this many tickets. */
const limit = 50;

/** A dozen kinds of searches; several of each, since one word may be lucky. */
export function kindsOf({ words, issues }: Vocabulary, each: number): Kind[] {
  const kind = (name: string, make: (at: number) => Sample): Kind => ({
    name,
    samples: Array.from({ length: each }, (_, at) => make(at)),
  });
  const ranked = (from: number, at: number) => long(words, from + at * 7);
  const issue = (at: number) => issues[20 + at * 3] ?? [];
  return [
    kind('a rare word', (at) => byWords([ranked(30_000, at)])),
    kind('a usual word', (at) => byWords([ranked(2000, at)])),
    kind('a word of every tenth ticket', (at) => byWords([ranked(100, at)])),
    kind('a word of most tickets', (at) => byWords([ranked(4, at)])),
    kind('two words of one issue', (at) => byWords(issue(at).slice(0, 2))),
    kind('three words of one issue', (at) => byWords(issue(at).slice(2, 5))),
    kind('a rare word and a frequent one', (at) => byWords([ranked(20_000, at), ranked(20, at)])),
    kind('two frequent words', (at) => byWords([ranked(60, at), ranked(90, at)])),
    kind('two words of one issue, best first', (at) => ({
      ...byWords(issue(at).slice(0, 2)),
      order: 'relevance',
    })),
    kind('a frequent word, best first', (at) => ({ ...byWords([ranked(100, at)]), order: 'relevance' })),
    kind('the beginning of a word', (at) => alone(ranked(2000, at).slice(0, 4))),
    kind('a phrase', (at) => alone(`"${issue(at).slice(0, 2).join(' ')}"`)),
    kind('from: an address', (at) => byToken(`from:ana${at * 37}@`, /^f:ana/, `f:ana${at * 37}@`)),
    kind('subject: a word', (at) => {
      const [word = ''] = issue(at);
      return byToken(`subject:${word}`, null, `s:${word}`);
    }),
    kind('a word in open tickets of a department', (at) =>
      alone(`${ranked(500, at)} is:open department:billing`),
    ),
    kind('one word without another', (at) => alone(`${ranked(1000, at)} -${ranked(50, at)}`)),
    kind('a tag and a word', (at) => alone(`tag:vip ${ranked(150, at)}`)),
    kind('a word in one month', (at) => alone(`${ranked(300, at)} after:60d before:30d`)),
  ];
}

/** Words of one syllable are beginnings of most others. */
function long(words: readonly string[], rank: number): string {
  return words.slice(rank).find((word) => word.length > 5) ?? words[rank] ?? '';
}

function alone(q: string): Sample {
  return { q, order: 'date', plain: null };
}

/** MongoDB’s own query gets it easier: whole words alone. */
function byWords(words: readonly string[]): Sample {
  const each = words.map((word) => ({ words: { $in: [word, `s:${word}`, `f:${word}`] } }));
  return { q: words.join(' '), order: 'date', plain: newest({ $and: each }) };
}

function byToken(q: string, beginning: RegExp | null, token: string): Sample {
  const form = beginning === null ? token : new RegExp(`^${token}`);
  return { q, order: 'date', plain: newest({ words: form }) };
}

/** The newest tickets of the rows that match, as one aggregation. */
function newest(match: mongo.Document): mongo.Document[] {
  return [
    { $match: match },
    { $project: { _id: 1 } },
    { $lookup: { from: 'tickets', localField: '_id', foreignField: '_id', as: 'ticket' } },
    { $replaceRoot: { newRoot: { $first: '$ticket' } } },
    { $sort: { updatedAt: -1, _id: -1 } },
    { $limit: limit },
  ];
}

const everybody: Viewer = { address: 'kim@desk.example', departments: 'all' };

/** Searches as the page does; gives how many were found. */
export async function search(store: Store, { q, order }: Sample, now: Date): Promise<number> {
  const query = parseQuery(q, now);
  const listing = { list: 'all', department: null, query, order, after: null, limit } as const;
  return (await store.inbox.tickets(everybody, listing)).items.length;
}

/** MongoDB’s own; null where it was not ready after so many ms. */
export async function searchPlainly(
  db: mongo.Db,
  plain: mongo.Document[],
  ms: number,
): Promise<number | null> {
  try {
    return (await db.collection('words').aggregate(plain, { maxTimeMS: ms, allowDiskUse: true }).toArray())
      .length;
  } catch (error) {
    const tooSlow = error instanceof Error && /time limit/.test(error.message);
    if (tooSlow) return null;
    throw error;
  }
}
