/** When a mail that could not be taught is tried again. Pure. */
import { Failure } from '../failure.ts';
import type { LearningClaim, LearningOutcome } from '../model/judgements.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** After each failed try, ms; then hourly. */
export const pauses: readonly number[] = [2000, 5000, 15_000, minuteMs, 5 * minuteMs, 15 * minuteMs, hourMs];
/** A filter that is away for longer than this is not waited for any more. */
const patienceMs = 14 * 24 * hourMs;

/** `random`: 0 to 1; spreads what failed together by a tenth. */
export function afterFailure(
  failure: unknown,
  { attempts, failingSince }: Pick<LearningClaim, 'attempts' | 'failingSince'>,
  now: Date,
  random: number,
): LearningOutcome {
  const trouble = failure instanceof Error ? failure.message.slice(0, 300) : 'unknown trouble';
  if (failure instanceof Failure && !failure.temporary) return { outcome: 'failed', trouble };
  const since = failingSince ?? now;
  if (now.getTime() - since.getTime() >= patienceMs) return { outcome: 'failed', trouble };
  const pause = pauses[Math.min(attempts, pauses.length - 1)] ?? hourMs;
  return { outcome: 'again', until: new Date(now.getTime() + pause * (0.95 + random / 10)), trouble };
}
