/** Times of searches, and of MongoDB’s own queries for the same, one after the other in turns. */
import type { mongo } from 'mongoose';
import type { Store } from '../src/model/ports.ts';
import { cpuSeconds } from './cpu.ts';
import { type Kind, search, searchPlainly } from './search-queries.ts';
import { median, percentile, ratio, table, whole } from './statistics.ts';

export interface Timed {
  readonly name: string;
  readonly own: readonly number[];
  /** Of MongoDB’s query; a search that it did not end in time counts as that time. */
  readonly plain: readonly number[];
  /** Median of the tickets found on the first page. */
  readonly found: number;
  /** Processor time of one search, ms, of database and Postern; NaN where nothing was measured. */
  readonly cpu: number;
  readonly plainCpu: number;
}

/** MongoDB’s own query is given up after this, ms. */
const patienceMs = 5000;

/** Each search twice, and the second counts: the first one brings the index into memory. */
export async function measure(store: Store, db: mongo.Db, kind: Kind, now: Date): Promise<Timed> {
  const found: number[] = [];
  for (const sample of kind.samples) found.push(await search(store, sample, now));
  const own = await timedAll(
    db,
    kind.samples.map((sample) => () => search(store, sample, now)),
  );
  const pipelines = kind.samples.flatMap(({ plain }) => (plain === null ? [] : [plain]));
  for (const pipeline of pipelines) await searchPlainly(db, pipeline, patienceMs);
  const plain = await timedAll(
    db,
    pipelines.map((pipeline) => () => searchPlainly(db, pipeline, patienceMs)),
  );
  return {
    name: kind.name,
    own: own.times,
    plain: plain.times,
    cpu: own.cpu,
    plainCpu: plain.cpu,
    found: median(found),
  };
}

interface Times {
  readonly times: readonly number[];
  readonly cpu: number;
}

/** Times of these one after the other, and the processor time of one of them, database and client together. */
export async function timedAll(db: mongo.Db, works: readonly (() => Promise<unknown>)[]): Promise<Times> {
  const { pid } = await db.admin().serverStatus();
  const used = async () => 1000 * (await cpuSeconds(Number(pid))) + millisOf(process.cpuUsage());
  const before = await used();
  const times: number[] = [];
  for (const work of works) times.push(await timed(work));
  return { times, cpu: times.length === 0 ? Number.NaN : ((await used()) - before) / times.length };
}

function millisOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

export function searchTable(all: readonly Timed[]): string {
  const rows = all.map(({ name, own, plain, found, cpu, plainCpu }) => [
    name,
    whole(found),
    whole(median(own)),
    whole(percentile(own, 0.95)),
    whole(cpu),
    whole(median(plain)),
    whole(plainCpu),
    ratio(median(own), median(plain)),
  ]);
  const head = ['found', 'p50', 'p95', 'processor', 'MongoDB’s own, p50', 'processor', 'ratio of p50'];
  return table(['search for (times in ms)', ...head], rows);
}

/** What must hold. */
export function searchGoals(all: readonly Timed[], similar: Times): string {
  const every = all.flatMap(({ own }) => own);
  const goals: [string, number, number][] = [
    ['p95 of all searches, ms', percentile(every, 0.95), 200],
    ['p95 of the slowest kind, ms', Math.max(...all.map(({ own }) => percentile(own, 0.95))), 200],
    ['most processor time of a kind, ms', Math.max(...all.map(({ cpu }) => cpu)), 200],
    ['p95 of similar tickets, ms', percentile(similar.times, 0.95), 100],
    ['processor time of similar tickets, ms', similar.cpu, 100],
  ];
  const rows = goals.map(([name, value, most]) => [
    name,
    `≤ ${most}`,
    whole(value),
    value <= most ? 'met' : '**not met**',
  ]);
  return table(['goal', 'wanted', 'measured', ''], rows);
}
