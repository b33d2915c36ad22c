/** Keeps what a node knows of the store as the store has it: read anew at each change, and now and then. */
import { describe } from '../failure.ts';
import type { Log, Store } from '../model/ports.ts';

/** Where no change stream tells of changes. */
const everyMs = 60_000;

export interface Following {
  readonly store: Pick<Store, 'onWork'>;
  readonly log: Log;
  /** What is followed, as the store names it. */
  readonly what: Parameters<Parameters<Store['onWork']>[0]>[0];
  /** For the log, where reading fails; what was read before goes on. */
  readonly failed: string;
  read(): Promise<void>;
}

export interface Followed {
  /** Reads now. Never throws. */
  read(): Promise<void>;
  stop(): void;
}

/** Starts to follow; the first reading is the caller's. Readings never overlap: an older state cannot replace a newer one. */
export function follow({ store, log, what, failed, read }: Following): Followed {
  const look = oneAtATime(() =>
    read().catch((error: unknown) => log.warn(failed, { cause: describe(error) })),
  );
  const timer = setInterval(look, everyMs);
  const unsubscribe = store.onWork((changed) => changed === what && void look());
  return {
    read: look,
    stop() {
      clearInterval(timer);
      unsubscribe();
    },
  };
}

/** What is asked for while one is under way is done once more, after it. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<void> | null = null;
  let again = false;
  const run = async (): Promise<void> => {
    do {
      again = false;
      await work();
    } while (again);
    underWay = null;
  };
  return () => {
    if (underWay === null) underWay = run();
    else again = true;
    return underWay;
  };
}
