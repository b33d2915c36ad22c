/** Stops asking a service that has failed several times in a row, and lets one question through now and then. */

export interface Breaker {
  /** False: do not ask now. True lets this caller ask, who must then report. */
  allows(): boolean;
  report(success: boolean): void;
}

/**
 * After `failures` in a row, nothing is allowed for `pauseMs`; then one probe at a time, until one succeeds.
 * `now` is a clock in milliseconds.
 */
export function makeBreaker({
  failures,
  pauseMs,
  now = () => performance.now(),
}: {
  failures: number;
  pauseMs: number;
  now?: () => number;
}): Breaker {
  let inARow = 0;
  let closedUntil = Number.NEGATIVE_INFINITY;
  return {
    allows: () => {
      if (inARow < failures) return true;
      if (now() < closedUntil) return false;
      closedUntil = now() + pauseMs;
      return true;
    },
    report: (success) => {
      inARow = success ? 0 : inARow + 1;
      if (inARow >= failures) closedUntil = now() + pauseMs;
    },
  };
}
