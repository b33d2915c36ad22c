/** What is counted of mails by the hour, for the overview: kept apart from the mails, so that looking at it costs little. */

/** How a mail ended. `bypass`: filed past the spam filter by an open ticket’s ID; `filed`: all other mail on tickets. */
export const fates = ['filed', 'bypass', 'quarantined', 'rejected', 'discarded', 'failed'] as const;
export type Fate = (typeof fates)[number];

/**
 * What a number is of, and what `name` says:
 * `fate` a Fate; `score` the whole points of a scored mail; `screen` a reason of screening; `rule` the name of a rule of
 * admins; `claim` a reason why a ticket ID in a subject was worth nothing; `receipt` a class of durations; `late` nothing;
 * `limit` a limit of SMTP, or the codes of another refusal before there was a mail; `address`, `domain` and `network` where mail and connections came from.
 */
const countKinds = [
  'fate',
  'score',
  'screen',
  'rule',
  'claim',
  'receipt',
  'late',
  'limit',
  'address',
  'domain',
  'network',
] as const;
export type CountKind = (typeof countKinds)[number];

/** Those that tell of people: they are kept for a shorter time. */
export const sourceKinds = ['address', 'domain', 'network'] as const satisfies readonly CountKind[];
export type SourceKind = (typeof sourceKinds)[number];

/** Days. */
export const countsKept = 400;
export const sourcesKept = 30;

export interface Count {
  readonly kind: CountKind;
  readonly name: string;
  /** Start of the hour, UTC; where sums are asked for, of their step. */
  readonly at: Date;
  readonly n: number;
  /** Of a source: how many of those were not let in. */
  readonly bad: number;
}

/** Ends of the histogram of scores; what lies beyond counts as them. */
export const scoreEnds = { least: -10, most: 40 } as const;

/** How long a sum is of; `all`: from the beginning. */
export type CountStep = 'hour' | 'day' | 'all';

export interface CountStore {
  /**
   * Adds all of them to what is there. Where it throws, none was added, unless the store went away at the commit: then nobody
   * knows.
   */
  add(counts: readonly Count[]): Promise<void>;
  /** Sums of these kinds from then on. */
  sums(kinds: readonly CountKind[], since: Date, step: CountStep): Promise<Count[]>;
  /** The names that most was counted of from then on. */
  top(kind: CountKind, since: Date, limit: number): Promise<Count[]>;
}

const hourMs = 3_600_000;

/** Start of the hour, UTC. */
export function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / hourMs) * hourMs);
}

/** Classes of durations: the n-th ends at 2^(n/4) seconds, so that the end is at most a fifth above what was measured. */
export function durationClass(ms: number): number {
  return Math.ceil(4 * Math.log2(Math.max(ms, 125) / 1000));
}

/** Milliseconds at which a class ends. */
export function endOfClass(durations: number): number {
  return Math.round(2 ** (durations / 4) * 1000);
}

/** What so much (0 … 1) of the durations did not exceed, ms, by their classes; null where there are none. */
export function quantile(classes: ReadonlyMap<number, number>, part: number): number | null {
  const sorted = [...classes].sort(([one], [other]) => one - other);
  const all = sorted.reduce((sum, [, n]) => sum + n, 0);
  let seen = 0;
  for (const [durations, n] of sorted) {
    seen += n;
    if (n > 0 && seen >= part * all) return endOfClass(durations);
  }
  return null;
}
