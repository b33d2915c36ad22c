/** Keeps the embedded database running: what ends is started again, ever more slowly while that does not help. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe } from '../failure.ts';
import type { Log } from '../model/ports.ts';

/** A database that runs: our own, or that of another Postern. */
export interface Running {
  readonly port: number;
  readonly owned: boolean;
  /** Resolves, with what is known of it, once it is over and for us to start again; or once the signal is aborted. */
  over(signal: AbortSignal): Promise<Readonly<Record<string, unknown>>>;
  /** Ends it where it is ours. */
  end(): Promise<void>;
}

export interface Supervisor {
  readonly owned: boolean;
  /** Ends the watch over the database, and the database where it is ours. */
  stop(): Promise<void>;
}

/** Pause before a start, ms; doubled for each before it that failed or did not last. */
const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** A database that ran for so long has started well, ms. */
const steadyMs = 60_000;

/**
 * Watches a database that runs, until it is stopped. Never gives up: what stands in the way of a start (a full disk) may
 * be mended at any time.
 */
export function supervise(first: Running, start: () => Promise<Running>, log: Log): Supervisor {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running = first;
  let startedAt = performance.now();
  const startAgain = async (tries: number): Promise<boolean> => {
    try {
      running = await start();
    } catch (error) {
      log.error('database-not-started', { tries, why: describe(error) });
      return false;
    }
    startedAt = performance.now();
    log.info('database-started-again', { tries, owned: running.owned });
    if (signal.aborted) await running.end();
    return true;
  };
  const watch = async () => {
    for (let tries = 0; ; ) {
      const { owned } = running;
      const known = await running.over(signal);
      if (signal.aborted) return;
      log.error('database-ended', { owned, ...known });
      if (performance.now() - startedAt > steadyMs) tries = 0;
      do {
        const pauseMs = Math.min(firstPauseMs * 2 ** tries, longestPauseMs);
        await sleep(pauseMs, undefined, { signal }).catch(() => {}); // Stopping cuts it short.
        if (signal.aborted) return;
        tries += 1;
      } while (!(await startAgain(tries)));
    }
  };
  const watching = watch();
  return {
    get owned() {
      return running.owned;
    },
    async stop() {
      stopping.abort();
      await running.end();
      await watching;
    },
  };
}
