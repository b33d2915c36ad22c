/** Whether the filter learns both classes. Pure: a filter that knows one alone calls everything by that name. */
import type { JudgementKind } from '../model/judgements.ts';

/** Below so many mails of a class nothing can be said of balance. */
export const leastForBalance = 50;

export interface Balance {
  /** The class that has too many beside the other; null: they are in balance. */
  readonly lopsided: JudgementKind | null;
  /** What counts are out of. */
  readonly spam: number;
  readonly ham: number;
}

/** `mostRatio`: how many times as many of one class as of the other may be learned, beyond the first fifty. */
export function balanceOf(
  { spam, ham }: Readonly<Record<JudgementKind, number>>,
  mostRatio: number,
): Balance {
  const tooMany = (one: number, other: number) => one > leastForBalance && one > mostRatio * other;
  const lopsided = tooMany(spam, ham) ? 'spam' : tooMany(ham, spam) ? 'ham' : null;
  return { lopsided, spam, ham };
}
