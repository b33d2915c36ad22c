/** What became of a set of real mails, as a table, and whether all of it is as it must be. */
import type { Counts, Totals } from './counts.ts';
import { table, whole } from './statistics.ts';

/** One way of bringing the set in, twice. */
export interface Way {
  readonly name: string;
  readonly files: number;
  /** Refused, by reply. */
  readonly refused: ReadonlyMap<string, number>;
  readonly seconds: number;
  /** MB (10⁶ octets). */
  readonly peakMemory: number;
  readonly first: Outcome;
  /** What the store held after the set was sent again. */
  readonly again: Totals;
  /** What must not be, in words. */
  readonly faults: readonly string[];
}

export interface Outcome {
  readonly totals: Totals;
  readonly states: ReadonlyMap<string, number>;
  readonly natures: ReadonlyMap<string, number>;
  readonly defects: number;
}

/** The daemon’s memory must stay under this, MB. */
const mostMemory = 400;

/** Reads the store after a run. */
export async function outcomeOf(counts: Counts): Promise<Outcome> {
  const mails = await counts.mails();
  const natures = mails.map(({ reasons }) => {
    const found = reasons.find(({ stage }) => stage === 'nature');
    if (found === undefined) return 'unknown';
    return found.reason === 'written-by-person' ? 'person' : (found.detail.split(':')[0] ?? '');
  });
  return {
    totals: await counts.totals(),
    states: tally(mails.map(({ state }) => state)),
    natures: tally(natures),
    defects: mails.filter(({ reasons }) => reasons.some(({ reason }) => reason === 'read-with-defects'))
      .length,
  };
}

/** How often each word is there, the most frequent first. */
export function tally(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Map([...counts].sort(([, one], [, other]) => other - one));
}

/** The faults of a run that counts alone show. */
export function countedFaults(way: Omit<Way, 'faults'>): string[] {
  const { first, again } = way;
  const faults: string[] = [];
  const open = ['accepted', 'processing', 'failed'].filter((state) => (first.states.get(state) ?? 0) > 0);
  for (const state of open) faults.push(`${first.states.get(state)} mails are ${state}`);
  if (way.peakMemory >= mostMemory) faults.push(`the daemon took ${whole(way.peakMemory)} MB`);
  for (const what of ['mails', 'tickets', 'messages'] as const) {
    if (again[what] !== first.totals[what]) {
      faults.push(`sent again, ${first.totals[what]} ${what} became ${again[what]}`);
    }
  }
  return faults;
}

/** The table; a column for each way. */
export function ingestTable(ways: readonly Way[]): string {
  const rows: [string, (way: Way) => string][] = [
    ['mails in', ({ files }) => whole(files)],
    ['accepted', ({ first }) => whole(first.totals.mails)],
    ['the same mail again', (way) => whole(way.files - way.first.totals.mails - sum(way.refused))],
    ['refused', (way) => listed(way.refused)],
    ...['filed', 'quarantined', 'discarded', 'failed'].map((state): [string, (way: Way) => string] => [
      state,
      ({ first }) => whole(first.states.get(state) ?? 0),
    ]),
    ['tickets', ({ first }) => whole(first.totals.tickets)],
    ['nature', ({ first }) => listed(first.natures)],
    ['with defects', ({ first }) => whole(first.defects)],
    ['mails/s', ({ first, seconds }) => whole(first.totals.mails / seconds)],
    ['peak memory, MB', ({ peakMemory }) => whole(peakMemory)],
    ['sent again: new mails, tickets, messages', ({ first, again }) => added(first.totals, again)],
    ['faults', ({ faults }) => String(faults.length)],
  ];
  return table(
    ['', ...ways.map(({ name }) => name)],
    rows.map(([name, cell]) => [name, ...ways.map(cell)]),
  );
}

function added(before: Totals, after: Totals): string {
  return (['mails', 'tickets', 'messages'] as const).map((what) => after[what] - before[what]).join(', ');
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

function listed(counts: ReadonlyMap<string, number>): string {
  if (counts.size === 0) return '0';
  return [...counts].map(([word, count]) => `${word.replaceAll('|', '¦')} ${count}`).join('<br>');
}
