/** Which recipient addresses are ours, and which lane each stands for. Pure, but for the keys it is given. */
import type { Settings } from '../config/schema.ts';
import type { KeyRing } from '../model/node-store.ts';
import { readAddress } from '../threading/token.ts';

export interface Lanes {
  /** The lane of a recipient; null where the address is not ours (RFC 5321, 4.5.1 for postmaster). */
  of(recipient: string): string | null;
  /** The lane for mail that names no address of ours. */
  readonly fallback: string;
  /** All lanes, lower case. */
  readonly all: ReadonlySet<string>;
}

/** Lanes of the departments. `staff`: to whom reply addresses may be bound. */
export function makeLanes(
  settings: Pick<Settings, 'departments'>,
  ring: () => KeyRing,
  staff: Iterable<string>,
): Lanes {
  const all = new Set(settings.departments.flatMap(({ addresses }) => addresses));
  const domains = new Set([...all].map((lane) => lane.slice(lane.lastIndexOf('@') + 1)));
  const [fallback = 'postmaster@localhost'] = all;
  const of = (recipient: string): string | null => {
    const address = recipient.toLowerCase();
    if (all.has(address)) return address;
    if (address === 'postmaster') return fallback;
    const [local, domain = ''] = address.split('@');
    if (local === 'postmaster' && domains.has(domain)) return fallback;
    const lane = readAddress(ring(), address, staff)?.lane;
    return lane !== undefined && all.has(lane) ? lane : null;
  };
  return { of, fallback, all };
}
