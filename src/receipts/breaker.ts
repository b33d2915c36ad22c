/** Keeps us from knocking at a smarthost that is away: pure state, times in ms. */

export interface Breaker {
  /** Failures in a row that were the relay's. */
  readonly failures: number;
  /** Nothing is sent before this time; then one mail is tried. */
  readonly openUntil: number;
}

export const closedBreaker: Breaker = { failures: 0, openUntil: 0 };

export interface BreakerTimes {
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

/** After the relay itself failed: pauses that double up to the longest. `random` in [0, 1) shortens by up to 20 %. */
export function afterRelayFailure(
  breaker: Breaker,
  now: number,
  random: number,
  times: BreakerTimes,
): Breaker {
  // What was under way when it opened adds nothing.
  if (now < breaker.openUntil) return breaker;
  const pause = Math.min(times.firstPauseMs * 2 ** Math.min(breaker.failures, 30), times.longestPauseMs);
  return { failures: breaker.failures + 1, openUntil: now + pause * (1 - 0.2 * random) };
}

/** How many mails may be under way at once: none while open, one as a trial after that, `limit` when closed. */
export function allowance(breaker: Breaker, now: number, limit: number): number {
  if (breaker.failures === 0) return limit;
  return now < breaker.openUntil ? 0 : 1;
}
