/** What problems come up most, and how long they take. */

import { searchWords } from '../../mail/search-words.ts';
import type { Viewer } from '../../model/inbox.ts';
import type { Durations, Problem, Report } from '../../model/report.ts';
import type { Database } from '../connect.ts';
import type { Id, TicketRow } from '../documents.ts';
import { within } from './lists.ts';
import { type Cluster, clustersOf } from './problems-clusters.ts';
import type { TellingWords } from './similar-telling.ts';

/** Tickets that a report counts, the newest first. */
const mostTickets = 20_000;
/** Of those, so many are put together by what they are about. */
const mostClustered = 10_000;
const mostProblems = 15;
const mostExamples = 3;
/** A word in a larger share of all tickets names no problem. */
const commonShare = 0.15;
/** Answers are looked for in so many tickets at once. */
const atOnce = 2000;

type Row = Pick<
  TicketRow,
  '_id' | 'ticketId' | 'subject' | 'tags' | 'department' | 'state' | 'createdAt' | 'closedAt' | 'solution'
>;
type Featured = Row & { readonly features: readonly string[] };

/** InboxStore.problems. */
export async function problems(
  database: Database,
  telling: TellingWords,
  viewer: Viewer,
  since: Date,
  limit: number,
): Promise<Problem[]> {
  return clustered(await rowsSince(database, viewer, since), telling, limit);
}

/** InboxStore.report. */
export async function report(
  database: Database,
  telling: TellingWords,
  viewer: Viewer,
  since: Date,
): Promise<Report> {
  const rows = await rowsSince(database, viewer, since);
  const [found, firstAnswer] = await Promise.all([
    clustered(rows, telling, mostProblems),
    firstAnswers(database, rows),
  ]);
  const solved = rows.flatMap(({ createdAt, closedAt }) =>
    closedAt === null ? [] : [closedAt.getTime() - createdAt.getTime()],
  );
  const volume = [...Map.groupBy(rows, ({ department }) => department)]
    .map(([department, some]) => ({ department, tickets: some.length, byMonth: byMonth(some) }))
    .sort((one, other) => other.tickets - one.tickets);
  return {
    tickets: rows.length,
    capped: rows.length === mostTickets,
    problems: found,
    firstAnswer: durations(firstAnswer),
    solution: durations(solved),
    volume,
  };
}

async function rowsSince({ tickets }: Database, viewer: Viewer, since: Date): Promise<Row[]> {
  return tickets
    .find<Row>(
      // By the index on `updatedAt`: what was opened since then was changed since then.
      { ...within(viewer, null), updatedAt: { $gte: since }, createdAt: { $gte: since }, mergedInto: null },
      {
        projection: {
          ticketId: 1,
          subject: 1,
          tags: 1,
          department: 1,
          state: 1,
          createdAt: 1,
          closedAt: 1,
          solution: 1,
        },
      },
    )
    .sort({ updatedAt: -1, _id: -1 })
    .limit(mostTickets)
    .toArray();
}

async function clustered(rows: readonly Row[], telling: TellingWords, limit: number): Promise<Problem[]> {
  const shareOf = await telling.shares();
  const featured = rows.slice(0, mostClustered).map((row): Featured => {
    const words = searchWords(row.subject).filter((word) => word.length > 1 && !/^\d+$/.test(word));
    return {
      ...row,
      features: [
        ...row.tags.map((tag) => `#${tag}`),
        ...words.filter((word) => shareOf(word) <= commonShare),
      ],
    };
  });
  const weight = (feature: string) => Math.log(1 / Math.max(0.005, shareOf(feature)));
  return clustersOf(featured, weight, limit).map(problemOf);
}

function problemOf({ words, tickets }: Cluster<Featured>): Problem {
  const solved = tickets.find(({ solution }) => solution !== null);
  return {
    words,
    tickets: tickets.length,
    byMonth: byMonth(tickets),
    examples: tickets.slice(0, mostExamples).map(({ ticketId, subject }) => ({ ticketId, subject })),
    solution:
      solved?.solution == null ? null : { ticketId: solved.ticketId, problem: solved.solution.problem },
  };
}

function byMonth(rows: readonly Row[]): Record<string, number> {
  const months = Map.groupBy(rows, ({ createdAt }) => createdAt.toISOString().slice(0, 7));
  return Object.fromEntries([...months].map(([month, some]) => [month, some.length]));
}

/** Ms from the ticket’s beginning to its first answer by staff. */
async function firstAnswers({ messages }: Database, rows: readonly Row[]): Promise<number[]> {
  const began = new Map(rows.map(({ _id, createdAt }) => [_id.toHexString(), createdAt.getTime()]));
  const waits: number[] = [];
  for (let start = 0; start < rows.length; start += atOnce) {
    const ids = rows.slice(start, start + atOnce).map(({ _id }) => _id);
    const firsts = messages.aggregate<{ _id: Id; at: Date }>([
      { $match: { ticket: { $in: ids }, kind: 'reply' } },
      { $group: { _id: '$ticket', at: { $min: '$createdAt' } } },
    ]);
    for await (const { _id, at } of firsts) {
      waits.push(at.getTime() - (began.get(_id.toHexString()) ?? at.getTime()));
    }
  }
  return waits;
}

function durations(waits: readonly number[]): Durations {
  const sorted = waits.filter((ms) => ms >= 0).sort((one, other) => one - other);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null;
  return { counted: sorted.length, median: at(0.5), ninety: at(0.9) };
}
