/** Keeps what a node knows of keys and staff as the store has it. */
import type { Assembly } from '../assembly/assembly.ts';
import { describe } from '../failure.ts';
import type { Log, Store } from '../ports.ts';
import type { Closer } from './listen.ts';

const refreshMs = 60_000;

/** Another node may have rotated the keys, or a person changed who is staff. */
export function watchKeys(assembly: () => Assembly, store: Store, log: Log): Closer {
  const read = () =>
    Promise.all([store.keys.ring(), store.agents.list()]).then(
      ([ring, agents]) => {
        assembly().bench.keys.ring = ring;
        assembly().bench.people.agents = agents;
      },
      (error: unknown) => log.warn('keys and staff could not be read', { cause: describe(error) }),
    );
  const timer = setInterval(read, refreshMs);
  const unsubscribe = store.onWork((what) => what === 'agents' && void read());
  return async () => {
    clearInterval(timer);
    unsubscribe();
  };
}
