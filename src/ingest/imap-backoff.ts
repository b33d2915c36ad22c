/** How long to wait after a failure: exponential, with jitter, so that many accounts do not come back at once. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** A dropped connection, a store that is away. */
export const usualBackoff: Backoff = { firstMs: 1000, maxMs: 300_000 };

/** Refused logins: providers lock accounts that try too often. */
export const loginBackoff: Backoff = { firstMs: 60_000, maxMs: 3_600_000 };

/** Milliseconds before the next try. `failures` counts those in a row, from 1; `random` gives [0, 1). */
export function backoffMs(failures: number, backoff: Backoff, random: () => number): number {
  const full = Math.min(backoff.maxMs, backoff.firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(full * (0.5 + random() / 2));
}

/** Waits so many milliseconds, or until the signal aborts; never throws. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
