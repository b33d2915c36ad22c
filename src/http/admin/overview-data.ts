/** What the overview shows, as numbers. */
import type { Settings } from '../../config/schema.ts';
import {
  type Count,
  type CountKind,
  type CountStore,
  type Fate,
  fates,
  hourOf,
  quantile,
} from '../../model/counts.ts';
import type { Thresholds } from '../../model/rules.ts';
import { thresholdsOf } from './overview-thresholds.ts';

/** Steps of each span, and how long they are. */
export const spans = {
  day: { step: 'hour', steps: 24 },
  week: { step: 'hour', steps: 168 },
  month: { step: 'day', steps: 30 },
} as const;
export type Span = keyof typeof spans;

/** Thresholds that hold for some departments; `names` is empty where they hold for all others. */
export interface ThresholdsOf extends Thresholds {
  readonly names: readonly string[];
}

/** How long receipts took, ms. `half`: half of them no longer; `most`: nineteen of twenty no longer. */
export interface ReceiptTimes {
  readonly sent: number;
  readonly half: number | null;
  readonly most: number | null;
  readonly late: number;
}

export interface Overview {
  readonly span: Span;
  /** Starts, the oldest first; each list below has one number for each of them. */
  readonly steps: readonly Date[];
  readonly fates: Readonly<Record<Fate, readonly number[]>>;
  /** IDs in subjects that earned nothing. */
  readonly claims: readonly number[];
  readonly receipts: readonly ReceiptTimes[];
  /** All of the span together. */
  readonly allReceipts: ReceiptTimes;
  /** Mails by whole points; without gaps from the least to the most. */
  readonly scores: readonly { readonly from: number; readonly n: number }[];
  readonly thresholds: readonly ThresholdsOf[];
  readonly top: Readonly<Record<(typeof topKinds)[number], readonly Count[]>>;
}

const topKinds = ['rule', 'screen', 'claim', 'limit', 'address', 'domain', 'network'] as const;
const mostTop = 10;
const stepMs = { hour: 3_600_000, day: 86_400_000 } as const;

/** Starts of the steps until now, UTC. */
function stepsOf(span: Span, now: Date): Date[] {
  const { step, steps } = spans[span];
  const last = step === 'hour' ? hourOf(now).getTime() : Math.floor(now.getTime() / stepMs.day) * stepMs.day;
  return Array.from({ length: steps }, (_, n) => new Date(last - (steps - 1 - n) * stepMs[step]));
}

/** Reads sums alone, whatever there is of mail. Throws Failure `store-unavailable`. */
export async function overviewOf(
  counts: CountStore,
  span: Span,
  now: Date,
  settings: Pick<Settings, 'screening' | 'departments'>,
  saved: Thresholds | null,
): Promise<Overview> {
  const steps = stepsOf(span, now);
  const since = steps[0] ?? now;
  const [timed, scores, ...tops] = await Promise.all([
    counts.sums(['fate', 'claim', 'receipt', 'late'], since, spans[span].step),
    counts.sums(['score'], since, 'all'),
    ...topKinds.map((kind) => counts.top(kind, since, mostTop)),
  ]);
  const top = Object.fromEntries(
    topKinds.map((kind, at) => [kind, tops[at] ?? []]),
  ) as unknown as Overview['top'];
  const byStep = Map.groupBy(timed, ({ at }) => at.getTime());
  const inSteps = steps.map((step) => byStep.get(step.getTime()) ?? []);
  const series = (kind: CountKind, name?: string) =>
    inSteps.map((found) => sum(found.filter((one) => one.kind === kind && (name ?? one.name) === one.name)));
  return {
    span,
    steps,
    fates: Object.fromEntries(fates.map((fate) => [fate, series('fate', fate)])) as Record<Fate, number[]>,
    claims: series('claim'),
    receipts: inSteps.map(timesOf),
    allReceipts: timesOf(timed),
    scores: histogram(scores),
    thresholds: thresholdsOf(settings, saved),
    top,
  };
}

function sum(counts: readonly Count[]): number {
  return counts.reduce((all, { n }) => all + n, 0);
}

function timesOf(counts: readonly Count[]): ReceiptTimes {
  const classes = new Map<number, number>();
  for (const { kind, name, n } of counts)
    if (kind === 'receipt') classes.set(Number(name), (classes.get(Number(name)) ?? 0) + n);
  return {
    sent: [...classes.values()].reduce((all, n) => all + n, 0),
    half: quantile(classes, 0.5),
    most: quantile(classes, 0.95),
    late: sum(counts.filter(({ kind }) => kind === 'late')),
  };
}

function histogram(counts: readonly Count[]): Overview['scores'] {
  if (counts.length === 0) return [];
  const points = counts.map(({ name }) => Number(name));
  const least = Math.min(...points);
  return Array.from({ length: Math.max(...points) - least + 1 }, (_, n) => {
    const from = least + n;
    return { from, n: sum(counts.filter(({ name }) => Number(name) === from)) };
  });
}
