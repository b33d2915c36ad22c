/** Wakes tickets that were to wait until a date. One node does it, under a lease. */
import { inRounds } from '../assembly/rounds.ts';
import type { Desk } from '../desk/desk.ts';
import { describe, Failure } from '../failure.ts';
import type { InboxStore } from '../model/inbox.ts';
import type { Leases } from '../model/node-store.ts';
import type { Actor } from '../model/people.ts';
import type { Log } from '../model/ports.ts';

/** In one go; the rest is woken in the next. */
const mostAtOnce = 200;

const clock: Actor = {
  kind: 'postern',
  id: null,
  address: '',
  name: 'Postern',
  role: 'admin',
  tier: 3,
  departments: 'all',
  via: 'timer',
};

export interface WakerParts {
  readonly inbox: Pick<InboxStore, 'sleepers'>;
  readonly desk: Pick<Desk, 'act'>;
  readonly log: Log;
}

/** Wakes all whose time has come, with their trace; gives how many. One that cannot be woken keeps no other asleep. */
export async function wakeSleepers({ inbox, desk, log }: WakerParts, now: Date): Promise<number> {
  let woken = 0;
  for (const ticket of await inbox.sleepers(now, mostAtOnce)) {
    try {
      await desk.act(clock, ticket, { do: 'snooze', until: null });
      woken += 1;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      log.warn('ticket was not woken', { ticket, cause: describe(error) });
    }
  }
  return woken;
}

/** Looks each minute. Gives how to stop; what is under way ends first. */
export function keepWaking(parts: WakerParts & { readonly leases: Leases }): () => Promise<void> {
  return inRounds({
    ...parts,
    lease: 'waker',
    failed: 'tickets could not be woken',
    work: async () => void (await wakeSleepers(parts, new Date())),
  });
}
