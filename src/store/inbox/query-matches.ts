/** Which tickets hold the words of a search. */
import type { mongo } from 'mongoose';
import { searchWords } from '../../mail/search-words.ts';
import type { Database } from '../connect.ts';
import { type Id, toId, type WordsRow } from '../documents.ts';
import type { Asked } from './query.ts';
import { holds, type Sought } from './query-words.ts';
import type { TellingWords } from './similar-telling.ts';

/** Tickets of one word that are read from the index. A word of more is looked for in the tickets, not the other way round. */
const mostOfWord = 10_000;
/** Among so few, other words are looked for in the tickets. */
const fewFound = 1000;
/** Characters of a message in which a phrase is looked for, as many as are indexed. */
const searchable = 20_000;
/** Tickets that are handed over at once at first: whole histories are dearer than words, and these than nothing. */
const atOnce = { all: 60, words: 100, phrases: 30 } as const;

/** Tickets that may match, and what of them is still to be looked at. */
export interface Candidates {
  /** All tickets with the words that are rare enough to be read from the index; null where none is. */
  readonly ids: ReadonlySet<string> | null;
  /** Those of these ids that match in all else, in their order. */
  check(ids: readonly string[]): Promise<string[]>;
  /** How many to hand over at once, at first. */
  readonly atOnce: number;
}

/** Reads the index for the words that are asked for, the rarest first; the others are looked for in what was found. */
export async function candidatesFor(
  database: Database,
  telling: TellingWords,
  asked: Asked,
): Promise<Candidates> {
  const share = asked.wanted.length === 0 ? () => 0 : await telling.shareOfTokens();
  const tickets = await database.words.estimatedDocumentCount();
  const rarestFirst = asked.wanted
    .map((sought) => ({ sought, share: share(sought) }))
    .sort((one, other) => one.share - other.share);
  const common: Sought[] = [];
  let ids: ReadonlySet<string> | null = null;
  for (const { sought, share: part } of rarestFirst) {
    const cheaper: boolean = ids !== null && ids.size <= fewFound;
    const some: Set<string> | null =
      cheaper || part * tickets > mostOfWord ? null : await ticketsWith(database, sought);
    if (some === null) common.push(sought);
    else ids = ids === null ? some : new Set([...some].filter((id) => ids?.has(id)));
  }
  const check = async (some: readonly string[]) => {
    const wordy = await wordsCheck(database, common, asked.unwanted, some);
    return phrasesCheck(database, asked.phrases, wordy);
  };
  const plain = ids === null && common.length + asked.unwanted.length === 0;
  return {
    ids,
    check,
    atOnce: asked.phrases.length > 0 ? atOnce.phrases : plain ? atOnce.all : atOnce.words,
  };
}

/** Null where there are too many. */
async function ticketsWith({ words }: Database, sought: Sought): Promise<Set<string> | null> {
  const options = { projection: { _id: 1 }, limit: mostOfWord + 1, batchSize: mostOfWord + 1 } as const;
  const rows = await words.find(holds(sought), options).hint({ words: 1, _id: -1 }).toArray();
  return rows.length > mostOfWord ? null : new Set(rows.map(({ _id }) => _id.toHexString()));
}

async function wordsCheck(
  { words }: Database,
  common: readonly Sought[],
  unwanted: Asked['unwanted'],
  ids: readonly string[],
): Promise<readonly string[]> {
  if (ids.length === 0 || common.length + unwanted.length === 0) return ids;
  const among = { _id: { $in: ids.map(toId) } };
  const idsOf = async (filter: mongo.Filter<WordsRow>) => {
    const rows = await words
      .find({ $and: [among, filter] }, { projection: { _id: 1 }, batchSize: ids.length })
      .hint({ _id: 1 })
      .toArray();
    return new Set(rows.map(({ _id }) => _id.toHexString()));
  };
  // A ticket whose words are not indexed yet has no row: it holds nothing that is not wanted.
  const [good, bad] = await Promise.all([
    common.length === 0 ? null : idsOf({ $and: common.map(holds) }),
    unwanted.length === 0 ? null : idsOf({ $or: unwanted.map((group) => ({ $and: group.map(holds) })) }),
  ]);
  return ids.filter((id) => (good?.has(id) ?? true) && !(bad?.has(id) ?? false));
}

async function phrasesCheck(
  { messages }: Database,
  phrases: Asked['phrases'],
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0 || phrases.length === 0) return [...ids];
  const text = { $substrCP: [{ $ifNull: ['$replyText', '$text'] }, 0, searchable] };
  const rows = messages
    .find({ ticket: { $in: ids.map(toId) }, kind: { $in: ['inbound', 'reply', 'note'] } })
    .project<{ ticket: Id; subject: string; text: string }>({ ticket: 1, subject: 1, text });
  const found = new Map<string, Set<string>>();
  for await (const row of rows) {
    const said = ` ${searchWords(row.subject).join(' ')} \n ${searchWords(row.text).join(' ')} `;
    const ticket = row.ticket.toHexString();
    const there = found.get(ticket) ?? new Set();
    for (const { words } of phrases) if (said.includes(` ${words} `)) there.add(words);
    found.set(ticket, there);
  }
  return ids.filter((id) => phrases.every(({ words, not }) => (found.get(id)?.has(words) ?? false) !== not));
}
