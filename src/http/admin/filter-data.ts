/** What the filter’s page shows of past mail. */
import { type Fate, fates } from '../../model/counts.ts';
import type { RecentScores } from '../../model/filter.ts';
import type { Site } from '../site.ts';
import type { Day } from './views/filter-days.ts';
import type { Limits } from './views/filter-thresholds.ts';

const dayMs = 86_400_000;
/** Of mail in a week, so much is looked at: enough for shares, and bounded. */
const mostMails = 20_000;

/** What was recorded of mail of the last seven days. */
export function recentScores({ store, now }: Site): Promise<RecentScores> {
  return store.scores.recent(new Date(now().getTime() - 7 * dayMs), mostMails);
}

/** What half of the mails and 95 % of them took. */
export function timesOf({ times }: RecentScores): { half: number; most: number } | null {
  const sorted = [...times].sort(([one], [other]) => one - other);
  const all = sorted.reduce((sum, [, mails]) => sum + mails, 0);
  if (all === 0) return null;
  const within = (part: number) => {
    let seen = 0;
    for (const [ms, mails] of sorted) {
      seen += mails;
      if (seen >= part * all) return ms;
    }
    return 0;
  };
  return { half: within(0.5), most: within(0.95) };
}

/** What became of mail on each of the last thirty days, the newest first. */
export async function lastDays({ store, now }: Site): Promise<Day[]> {
  const sums = await store.counts.sums(['fate'], new Date(now().getTime() - 30 * dayMs), 'day');
  const days = new Map<number, Partial<Record<Fate, number>>>();
  for (const { at, name, n } of sums) {
    const fate = fates.find((one) => one === name);
    if (fate === undefined) continue;
    days.set(at.getTime(), { ...days.get(at.getTime()), [fate]: n });
  }
  return [...days]
    .sort(([one], [other]) => other - one)
    .map(([at, counts]) => ({ at: new Date(at), counts }));
}

/** Thresholds that hold: for all, and for departments that have others. */
export async function limitsOf({ settings, store }: Site): Promise<Limits[]> {
  const { screening, departments } = settings();
  const { thresholds } = await store.rules.active();
  const standard = { of: thresholds === null ? 'settings' : 'rules', ...(thresholds ?? screening) } as const;
  const { quarantineAt, rejectAt } = standard;
  return [
    { of: standard.of, quarantineAt, rejectAt },
    ...departments.flatMap(({ name, title, screening: own }) =>
      own?.quarantineAt === undefined && own?.rejectAt === undefined
        ? []
        : [
            {
              of: { department: title ?? name },
              quarantineAt: own.quarantineAt ?? quarantineAt,
              rejectAt: own.rejectAt ?? rejectAt,
            },
          ],
    ),
  ];
}
