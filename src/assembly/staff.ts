/** Who is staff now: the agents of the store, and members by the settings who are no agents. */
import { actorOf } from '../access/access.ts';
import type { Settings } from '../config/schema.ts';
import { sees } from '../desk/rights.ts';
import type { StaffNow } from '../lookups.ts';
import type { Actor, Agent } from '../model/people.ts';

type Departments = Pick<Settings, 'departments'>;

/** A member by the settings alone works on tickets; he has no log-in. */
const memberTier = 2;

/** Follows the settings and what `agents` gives. Who is disabled there is no staff, whatever the settings say. */
export function staffNow(settings: Departments, agents: () => readonly Agent[]): StaffNow {
  const byMembership = new Set(settings.departments.flatMap(({ members }) => members.map(lower)));
  let seen: readonly Agent[] = [];
  let known = new Map<string, Agent>();
  const byAddress = (): ReadonlyMap<string, Agent> => {
    const now = agents();
    if (now !== seen) known = new Map(now.map((agent) => [agent.address, agent]));
    seen = now;
    return known;
  };
  const nameOf = (address: string) => byAddress().get(address)?.name || address;
  const isGone = (address: string) => byAddress().get(lower(address))?.enabled === false;
  const addresses = () =>
    [...new Set([...byMembership, ...byAddress().keys()])].filter((address) => !isGone(address));
  return {
    has: (address) =>
      (byMembership.has(lower(address)) || byAddress().has(lower(address))) && !isGone(address),
    [Symbol.iterator]: () => addresses()[Symbol.iterator](),
    actor: (address, agent) => actorNow(settings, lower(address), agent),
    members(department) {
      const given = [...byAddress().values()].filter(({ departments }) => departments.includes(department));
      const members = settings.departments.find(({ name }) => name === department)?.members ?? [];
      const all = [...members.map(lower), ...given.map(({ address }) => address)];
      return [...new Set(all)].filter((address) => !isGone(address));
    },
    people: () => addresses().map((address) => ({ address, name: nameOf(address) })),
    roster: () => ({
      departments: settings.departments.map(({ name }) => name),
      nameOf: (address) => (addresses().includes(lower(address)) ? nameOf(lower(address)) : null),
      sees(address, department) {
        const actor = actorNow(settings, lower(address), byAddress().get(lower(address)) ?? null);
        return actor !== null && sees(actor.departments, department);
      },
    }),
    isGone,
  };
}

/** Departments whose member somebody is by the settings. */
export function departmentsOf({ departments }: Departments, address: string): string[] {
  return departments
    .filter(({ members }) => members.some((member) => lower(member) === address))
    .map(({ name }) => name);
}

function actorNow(settings: Departments, address: string, agent: Agent | null): Actor | null {
  const memberOf = departmentsOf(settings, address);
  if (agent !== null) return agent.enabled ? actorOf(agent, 'mail', memberOf) : null;
  if (memberOf.length === 0) return null;
  const rights = { role: 'agent', tier: memberTier, departments: memberOf } as const;
  return { kind: 'agent', id: null, address, name: '', ...rights, via: 'mail' };
}

function lower(address: string): string {
  return address.toLowerCase();
}
