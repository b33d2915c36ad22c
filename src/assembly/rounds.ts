/** Work that one node does each minute for all: whoever holds its lease. */
import { describe } from '../failure.ts';
import type { Leases } from '../model/node-store.ts';
import type { Log } from '../model/ports.ts';

const everyMs = 60_000;
/** Until another node does it where this one is gone. */
const leaseMs = 2.5 * everyMs;

export interface Rounds {
  readonly leases: Leases;
  readonly log: Log;
  /** Name of the lease. */
  readonly lease: string;
  /** For the log, where the work fails; the next minute tries again. */
  readonly failed: string;
  work(): Promise<void>;
}

/** Looks each minute. Gives how to stop; what is under way ends first. */
export function inRounds({ leases, log, lease, failed, work }: Rounds): () => Promise<void> {
  let under: Promise<unknown> = Promise.resolve();
  const look = async () => {
    if (await leases.hold(lease, leaseMs)) await work();
  };
  const timer = setInterval(() => {
    under = under.then(look).catch((error: unknown) => log.warn(failed, { cause: describe(error) }));
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await under;
    await leases.release(lease);
  };
}
