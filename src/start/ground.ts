/** What stays as it is while settings change: the store, and what this node has counted and seen. */
import { keepLists, type ListsNow } from '../assembly/lists.ts';
import type { Log, Store } from '../model/ports.ts';
import { queuesOf } from '../watching/journal.ts';
import { type Metrics, makeMetrics } from '../watching/metrics.ts';
import { Seen } from '../watching/seen.ts';
import { keepWriting, makeTally, type Tally } from '../watching/tally.ts';
import { openDatabase } from './database.ts';
import type { Closer, GatewayOptions } from './listen.ts';

export interface Ground {
  readonly log: Log;
  readonly store: Store;
  /** Where the data lies, for people. */
  readonly place: string;
  readonly metrics: Metrics;
  readonly tally: Tally;
  readonly seen: Seen;
  readonly lists: ListsNow;
}

/** Opens the store and begins to count. Throws Failure `bad-settings` and `store-unavailable`; `closers` gets how to stop. */
export async function layGround(options: GatewayOptions, closers: Closer[]): Promise<Ground> {
  const { log, settings } = options;
  const metrics = makeMetrics();
  const { store, place, close } = await openDatabase(options);
  closers.push(close);
  metrics.watch(queuesOf(store));
  const lists = await keepLists({ store, log, now: () => new Date() }, settings);
  closers.push(() => lists.close());
  const tally = makeTally({ ...store, log, clock: () => new Date() });
  closers.push(keepWriting(tally));
  return { log, store, place, metrics, tally, seen: new Seen(settings.limits), lists };
}
