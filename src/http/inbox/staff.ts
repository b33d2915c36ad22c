/** The people whom a ticket can be assigned to. */
import type { Site } from '../site.ts';
import type { Staff } from '../views/bulk-bar.ts';

/** Enabled agents, and members by the settings who are none; by name. */
export async function staffOf({ store, settings }: Pick<Site, 'store' | 'settings'>): Promise<Staff[]> {
  const agents = await store.agents.list();
  const known = new Set(agents.map(({ address }) => address));
  const members = settings().departments.flatMap(({ members }) => members.map((one) => one.toLowerCase()));
  const others = new Set(members.filter((address) => !known.has(address)));
  const all = [
    ...agents
      .filter(({ enabled }) => enabled)
      .map(({ address, name }) => ({ address, name: name || address })),
    ...[...others].map((address) => ({ address, name: address })),
  ];
  return all.sort((one, other) => one.name.localeCompare(other.name));
}
