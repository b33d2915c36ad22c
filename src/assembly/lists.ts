/** The lists of senders as this node goes by them: those of the settings with those of the store, read anew at each change. */
import type { Settings } from '../config/schema.ts';
import { describe } from '../failure.ts';
import type { Log, Store } from '../ports.ts';
import { compileLists, listed, type SenderLists } from '../screening/lists.ts';
import type { ListName } from '../sender-lists.ts';
import { HitCounter } from '../watching/list-hits.ts';
import type { Watch } from '../watching/watch.ts';

export interface ListsNow {
  /** For one decision: they are exchanged as a whole. */
  current(): SenderLists;
  /** The block that keeps an address off, or null; counted as a hit. */
  blocked(address: string): string | null;
  /** The same watch, which counts the entries that decisions name besides. */
  watching(watch: Watch): Watch;
  /** Goes on with the lists of other settings. */
  exchange(settings: Settings): void;
  close(): Promise<void>;
}

export interface KeepListsParts {
  readonly store: Pick<Store, 'lists' | 'onWork'>;
  readonly log: Log;
  readonly now: () => Date;
}

/** As they are at this moment, for commands. Throws Failure `store-unavailable`. */
export async function readLists(
  { lists }: Pick<Store, 'lists'>,
  { screening }: Pick<Settings, 'screening'>,
): Promise<SenderLists> {
  return compileLists(screening, await lists.lines());
}

/** Where no change stream tells of changes. */
const refreshMs = 60_000;
const flushMs = 10_000;

const listOf: Readonly<Record<string, ListName>> = { allowed: 'allow', denied: 'deny' };

/** Reads them, and again whenever they change on whatever node. Throws Failure `store-unavailable` at the first reading. */
export async function keepLists({ store, log, now }: KeepListsParts, settings: Settings): Promise<ListsNow> {
  let { screening } = settings;
  let stored = await store.lists.lines();
  let lists = compileLists(screening, stored);
  const hits = new HitCounter((counted) => store.lists.note(counted), log);
  const use = (fresh: typeof stored) => {
    stored = fresh;
    lists = compileLists(screening, stored);
  };
  const refresh = oneAtATime(() =>
    store.lists.lines().then(use, (error: unknown) => {
      log.warn('lists could not be read', { cause: describe(error) });
    }),
  );
  const unsubscribe = store.onWork((what) => what === 'lists' && void refresh());
  const timers = [setInterval(refresh, refreshMs), setInterval(() => hits.flush(), flushMs)];
  return {
    current: () => lists,
    blocked(address) {
      const sender = { author: null, envelopeSender: null, sourceAddress: address };
      const block = listed(lists.block, sender, now());
      if (block !== null) hits.note('block', block, now());
      return block;
    },
    watching: (watch) => ({
      ...watch,
      decided(facts, decision) {
        watch.decided(facts, decision);
        for (const { reason, detail } of decision.reasons) {
          const list = listOf[reason];
          if (list !== undefined) hits.note(list, detail, now());
        }
      },
    }),
    exchange(wanted) {
      screening = wanted.screening;
      use(stored);
    },
    async close() {
      unsubscribe();
      for (const timer of timers) clearInterval(timer);
      await hits.flush();
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
