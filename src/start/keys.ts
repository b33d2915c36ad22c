/** Keeps what a node knows of keys and staff as the store has it. */
import type { Assembly } from '../assembly/assembly.ts';
import { follow } from '../assembly/following.ts';
import type { Log, Store } from '../model/ports.ts';
import type { Closer } from './listen.ts';

/** Another node may have rotated the keys, or a person changed who is staff. */
export function watchKeys(assembly: () => Assembly, store: Store, log: Log): Closer {
  const read = async () => {
    const [ring, agents] = await Promise.all([store.keys.ring(), store.agents.list()]);
    assembly().bench.keys.ring = ring;
    assembly().bench.people.agents = agents;
  };
  const failed = 'keys and staff could not be read';
  const following = follow({ store, log, what: 'agents', failed, read });
  return async () => following.stop();
}
