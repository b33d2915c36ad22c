/** Past tickets that look like this one, and how they were solved. */

import { searchWords } from '../../mail/search-words.ts';
import type { SimilarTicket, Viewer } from '../../model/inbox.ts';
import type { Database } from '../connect.ts';
import { asId, type Id, type MessageRow, type TicketRow } from '../documents.ts';
import { marks } from '../tokens.ts';
import type { Words } from '../words.ts';
import { lineOf } from './lines.ts';
import { within } from './lists.ts';
import { likeness, type Weighed, weigh } from './similar-likeness.ts';
import type { TellingWords } from './similar-telling.ts';

/** Waits so long for what was written lately, ms. */
const catchUpMs = 20;
/** Tickets that are compared: those of the most telling words. */
const mostCompared = 500;
/** Marked solutions that are compared, the newest first. */
const mostSolutions = 300;
/** Best ones that are looked at more closely. */
const mostRanked = 50;
/** Less likeness is chance. */
const leastLikeness = 0.12;
/** What was marked as a solution counts so much more. */
const solutionBonus = 1.3;

export interface SimilarParts {
  readonly database: Database;
  readonly words: Words;
  readonly telling: TellingWords;
}

/** Solved, closed or marked tickets that are about the same, the likest first, with the answer that solved them. */
export async function similarTickets(
  { database, words, telling }: SimilarParts,
  viewer: Viewer,
  ticket: string,
  limit: number,
): Promise<SimilarTicket[]> {
  const _id = asId(ticket);
  const asked = _id === null ? null : await aboutOf(database, _id);
  if (_id === null || asked === null) return [];
  await words.catchUp(catchUpMs);
  const own = weigh(await telling.of([...asked.subject, ...asked.text]), new Set(asked.subject));
  if (own.length === 0) return [];
  const compared = await comparable(database, own);
  const ranked = compared
    .filter((one) => !one._id.equals(_id))
    .map((one) => ({ _id: one._id, likeness: likeness(own, one.held, one.size) }))
    .sort((one, other) => other.likeness - one.likeness)
    .slice(0, mostRanked);
  const found = await solvedAmong(database, viewer, ranked);
  return Promise.all(
    found.slice(0, limit).map(async ({ row, likeness: value }) => ({
      ticket: lineOf(row),
      likeness: Math.min(1, value),
      answer: row.solution?.note || (await lastAnswer(database, row._id)),
    })),
  );
}

/** What a ticket is about: its subject, and what its requester wrote first. */
async function aboutOf(database: Database, _id: Id): Promise<{ subject: string[]; text: string[] } | null> {
  const [ticket, first] = await Promise.all([
    database.tickets.findOne({ _id }, { projection: { subject: 1 } }),
    firstMessage(database, _id),
  ]);
  if (ticket === null) return null;
  const text = (first?.replyText ?? first?.text ?? '').slice(0, 10_000);
  return { subject: searchWords(ticket.subject), text: searchWords(text) };
}

interface Compared {
  readonly _id: Id;
  /** Those of our words that it holds. */
  readonly held: readonly string[];
  /** How many words it has. */
  readonly size: number;
}

/** Marked solutions, and the tickets of the most telling words, with the words that they share with ours. */
async function comparable({ tickets, words }: Database, own: readonly Weighed[]): Promise<Compared[]> {
  const forms = own.flatMap(({ word }) => [word, `${marks.subject}${word}`]);
  const shared = {
    $project: { held: { $setIntersection: ['$words', { $literal: forms }] }, size: { $size: '$words' } },
  };
  const solutions = await tickets
    .find({ 'solution.at': { $exists: true } }, { projection: { _id: 1 } })
    .sort({ 'solution.at': -1 })
    .limit(mostSolutions)
    .toArray();
  const ids = solutions.map(({ _id }) => _id);
  const [marked, alike] = await Promise.all([
    words.aggregate<Compared>([{ $match: { _id: { $in: ids } } }, shared]).toArray(),
    words
      .aggregate<Compared>([{ $match: { words: { $in: bait(own) } } }, { $limit: mostCompared }, shared])
      .toArray(),
  ]);
  return [...new Map([...marked, ...alike].map((one) => [one._id.toHexString(), one])).values()];
}

/** The rarest words, as many as lead to no more tickets than we compare; two at the least. */
function bait(own: readonly Weighed[]): string[] {
  const rarest = [...own]
    .filter(({ tickets }) => tickets > 1)
    .sort((one, other) => one.tickets - other.tickets);
  let sum = 0;
  const taken = rarest.filter(({ tickets }, at) => {
    sum += tickets;
    return at < 2 || sum <= mostCompared;
  });
  return taken.flatMap(({ word }) => [word, `${marks.subject}${word}`]);
}

async function solvedAmong(
  { tickets }: Database,
  viewer: Viewer,
  ranked: readonly { readonly _id: Id; readonly likeness: number }[],
): Promise<{ row: TicketRow; likeness: number }[]> {
  const rows = await tickets
    .find({
      ...within(viewer, null),
      _id: { $in: ranked.map(({ _id }) => _id) },
      mergedInto: null,
      $or: [{ state: { $in: ['solved', 'closed'] } }, { 'solution.at': { $exists: true } }],
    })
    .toArray();
  const scores = new Map(ranked.map((one) => [one._id.toHexString(), one.likeness]));
  const found = rows
    .map((row) => {
      const value = scores.get(row._id.toHexString()) ?? 0;
      return { row, likeness: row.solution === null ? value : value * solutionBonus };
    })
    .filter((one) => one.likeness >= leastLikeness)
    .sort((one, other) => other.likeness - one.likeness);
  // A marked solution comes first where it is about the same; one that has a word in common does not.
  const enough = (found[0]?.likeness ?? 0) / 2;
  const first = found.filter((one) => one.row.solution !== null && one.likeness >= enough);
  return [...first, ...found.filter((one) => !first.includes(one))];
}

function firstMessage({ messages }: Database, ticket: Id): Promise<MessageRow | null> {
  return messages.findOne({ ticket, kind: 'inbound' }, { sort: { createdAt: 1 } });
}

async function lastAnswer({ messages }: Database, ticket: Id): Promise<string> {
  const reply = await messages.findOne({ ticket, kind: 'reply' }, { sort: { createdAt: -1 } });
  return reply?.replyText ?? reply?.text ?? '';
}
