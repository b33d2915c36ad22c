/** The first way in: an admin, and a link that works once. */
import { Failure } from '../failure.ts';
import type { AuditStore } from '../model/audit-store.ts';
import type { Agent, AgentStore } from '../model/people.ts';
import type { Access } from './access.ts';

export interface FirstAdmin {
  readonly agent: Agent;
  /** Of the link, which lasts half an hour. */
  readonly token: string;
}

interface Parts {
  readonly agents: Pick<AgentStore, 'list' | 'add' | 'byAddress'>;
  readonly audit: Pick<AuditStore, 'record'>;
  readonly access: Pick<Access, 'invite'>;
}

/**
 * A link for the first admin, as long as no admin was ever logged in: who missed the first link gets another one by the next
 * start. Null once there is one, and where the address belongs to somebody who is no admin or is disabled.
 */
export async function inviteFirstAdmin(parts: Parts, address: string): Promise<FirstAdmin | null> {
  const admins = (await parts.agents.list()).filter(({ role, enabled }) => role === 'admin' && enabled);
  if (admins.some(({ lastSeenAt }) => lastSeenAt !== null)) return null;
  const agent = admins.find((one) => one.address === address) ?? admins[0] ?? (await added(parts, address));
  if (agent.role !== 'admin' || !agent.enabled) return null;
  const { token } = await parts.access.invite(agent.id, 'login');
  return { agent, token };
}

/** Of several nodes that start at once, one adds him. */
async function added({ agents, audit }: Parts, address: string): Promise<Agent> {
  const rights = { role: 'admin', tier: 3, departments: [] } as const;
  try {
    const agent = await agents.add({ ...rights, address, name: '', language: '', enabled: true });
    await audit.record({
      actor: 'postern',
      action: 'agent.add',
      subject: address,
      detail: { role: 'admin' },
    });
    return agent;
  } catch (error) {
    const there =
      error instanceof Failure && error.code === 'conflict' ? await agents.byAddress(address) : null;
    if (there === null) throw error;
    return there;
  }
}
