/** The people whom a ticket can be assigned to. */
import { sees } from '../../desk/rights.ts';
import type { Site } from '../site.ts';
import type { Staff } from '../views/bulk-bar.ts';

/** Enabled agents, and members by the settings who are none; by name. `department`: only those who see it. */
export async function staffOf(
  { store, settings, actor }: Pick<Site, 'store' | 'settings' | 'actor'>,
  department?: string,
): Promise<Staff[]> {
  const agents = await store.agents.list();
  const seeing = agents.filter(
    (agent) =>
      agent.enabled && (department === undefined || sees(actor(agent, 'page').departments, department)),
  );
  const known = new Set(agents.map(({ address }) => address));
  const members = settings()
    .departments.filter(({ name }) => department === undefined || name === department)
    .flatMap((one) => one.members.map((member) => member.toLowerCase()));
  const others = new Set(members.filter((address) => !known.has(address)));
  return [
    ...seeing.map(({ address, name }) => ({ address, name: name || address })),
    ...[...others].map((address) => ({ address, name: address })),
  ].sort((one, other) => one.name.localeCompare(other.name));
}
