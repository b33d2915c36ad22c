/** Try-outs that a page follows: one at a time on this node, in memory. */
import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { describe, Failure } from '../../failure.ts';
import type { Log } from '../../model/ports.ts';
import type { TryOut } from '../../model/rules.ts';
import type { TryOutJob, TryOutJobs } from '../../model/try-out.ts';
import type { Assembly } from '../assembly.ts';
import { makeTryOut, type TryOutParts } from './try-out.ts';

export interface TryOutJobParts {
  readonly tryOut: TryOut;
  readonly log: Log;
  now(): Date;
}

/** What trying out is made from, as it is now. */
export interface TryOutSources extends Pick<TryOutParts, 'store' | 'settings'> {
  readonly log: Log;
  assembly(): Pick<Assembly, 'bench'>;
  now(): Date;
}

/** So long it can be looked at after it ended. */
const keptMs = 3_600_000;
/** Of those that ended, the newest. */
const mostKept = 20;

interface Kept {
  job: TryOutJob;
  endedAt: number;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** Makes them. */
export function makeTryOutJobs({ tryOut, log, now }: TryOutJobParts): TryOutJobs {
  const kept = new Map<string, Kept>();
  const running = () => [...kept.values()].find(({ job }) => job.state === 'running');
  const forget = () => {
    const ended = [...kept.values()].filter(({ job }) => job.state !== 'running');
    const tooOld = ended.filter(({ endedAt }) => endedAt < now().getTime() - keptMs);
    for (const { job } of [...tooOld, ...ended.slice(0, -mostKept)]) kept.delete(job.id);
  };

  return {
    start(draft, options, by) {
      forget();
      if (running() !== undefined)
        throw new Failure('overloaded', 'a try-out is under way on this node: wait for it, or cancel it');
      const abort = new AbortController();
      const change = (to: Partial<TryOutJob>) => {
        entry.job = { ...entry.job, ...to };
      };
      const work = async () => {
        try {
          const progress = (done: number, all: number) => change({ done, all });
          const forecast = await tryOut(draft, { ...options, signal: abort.signal, progress });
          change({ state: 'done', forecast });
        } catch (error) {
          if (abort.signal.aborted) return change({ state: 'cancelled' });
          log.warn('try-out failed', { cause: describe(error) });
          change({ state: 'failed', failure: error instanceof Failure ? error : null });
        } finally {
          entry.endedAt = now().getTime();
        }
      };
      const id = randomUUID();
      const about = { id, by, at: now(), draft, options };
      const entry: Kept = {
        job: { ...about, state: 'running', done: 0, all: 0, forecast: null, failure: null },
        endedAt: 0,
        abort,
        // Not before `entry` is there.
        ended: Promise.resolve().then(work),
      };
      kept.set(id, entry);
      return id;
    },
    find(id) {
      forget();
      return kept.get(id)?.job ?? null;
    },
    async ended(id) {
      await kept.get(id)?.ended;
      return kept.get(id)?.job ?? null;
    },
    cancel(id) {
      const entry = kept.get(id);
      if (entry?.job.state !== 'running') return false;
      entry.abort.abort();
      return true;
    },
    async close() {
      const entry = running();
      entry?.abort.abort();
      await entry?.ended;
    },
  };
}

/** Those of the daemon. One processor is left to the mail that comes in. */
export function assembleTryOuts({ store, settings, assembly, log, now }: TryOutSources): TryOutJobs {
  const tryOut = makeTryOut({
    store,
    settings,
    staff: () => [...assembly().bench.staff],
    now,
    threads: Math.max(1, availableParallelism() - 1),
  });
  return makeTryOutJobs({ tryOut, log, now });
}
