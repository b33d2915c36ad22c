/** `postern agent list`. */
import type { Agent, Standing } from '../model/people.ts';
import { type CommandContext, colours } from './context.ts';
import { type Printing, printList, withStore } from './shared.ts';
import { type Column, shortTime, table } from './table.ts';

type Listed = Agent & Standing;

/** Prints all agents, as a table or as JSON. Throws Failure `store-unavailable`. */
export async function listAgents(context: CommandContext, { json }: Printing): Promise<void> {
  const found = await withStore(context, async ({ agents }): Promise<Listed[]> => {
    const [list, standings] = await Promise.all([agents.list(), agents.standings()]);
    const nothing: Standing = { hasPassword: false, hasFactor: false };
    return list.map((agent) => ({ ...agent, ...(standings.get(agent.id) ?? nothing) }));
  });
  const paint = colours(context, context.stdout);
  const columns: Column<Listed>[] = [
    { title: 'ADDRESS', text: ({ address }) => address, flexible: true },
    { title: 'NAME', text: ({ name }) => name, flexible: true },
    { title: 'ROLE', text: ({ role }) => role },
    { title: 'TIER', text: ({ tier }) => `L${tier}` },
    {
      title: 'DEPARTMENTS',
      text: ({ role, departments }) => (role === 'admin' ? 'all' : departments.join(' ')),
      flexible: true,
    },
    { title: 'FACTOR', text: ({ hasFactor }) => (hasFactor ? 'yes' : 'no') },
    { title: 'STATE', text: stateOf, paint: (text) => (text === 'disabled' ? paint.yellow(text) : text) },
    {
      title: 'SEEN',
      text: ({ lastSeenAt }) => (lastSeenAt === null ? 'never' : shortTime(lastSeenAt)),
    },
  ];
  printList(context, json, found, () => table(context.stdout, paint, columns, found), 'There are no agents.');
}

function stateOf({ enabled, hasPassword, lastSeenAt }: Listed): string {
  if (!enabled) return 'disabled';
  return hasPassword || lastSeenAt !== null ? 'active' : 'invited';
}
