/** Keeps the embedded database running: what ends alone is started again, ever more slowly while that does not help. */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe } from '../failure.ts';
import type { Log } from '../model/ports.ts';
import { ended, terminate } from './mongod-process.ts';

export interface Supervisor {
  /** Ends the database, and the watch over it. */
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
export function supervise(first: ChildProcess, start: () => Promise<ChildProcess>, log: Log): Supervisor {
  const stopping = new AbortController();
  const { signal } = stopping;
  let child = first;
  let startedAt = performance.now();
  const startAgain = async (tries: number): Promise<boolean> => {
    try {
      child = await start();
    } catch (error) {
      log.error('database-not-started', { tries, why: describe(error) });
      return false;
    }
    startedAt = performance.now();
    log.info('database-started-again', { tries });
    if (signal.aborted) await terminate(child);
    return true;
  };
  const watch = async () => {
    for (let tries = 0; ; ) {
      await ended(child);
      if (signal.aborted) return;
      log.error('database-ended', { code: child.exitCode, signal: child.signalCode });
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
    async stop() {
      stopping.abort();
      await terminate(child);
      await watching;
    },
  };
}
