/** The lists of senders as this node goes by them: those of the settings with those of the store, read anew at each change. */
import type { Settings } from '../config/schema.ts';
import type { Log, Store } from '../model/ports.ts';
import type { ListName } from '../model/sender-lists.ts';
import { compileLists, listed, type SenderLists } from '../screening/lists.ts';
import { HitCounter } from '../watching/list-hits.ts';
import { keepWriting } from '../watching/tally.ts';
import type { Watch } from '../watching/watch.ts';
import { follow } from './following.ts';

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
  const read = async () => use(await store.lists.lines());
  const following = follow({ store, log, what: 'lists', failed: 'lists could not be read', read });
  const stopWriting = keepWriting(hits);
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
      following.stop();
      await stopWriting();
    },
  };
}
