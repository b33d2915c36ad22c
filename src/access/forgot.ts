/** A new password for somebody who forgot his. Who asks learns nothing, not even whether there is such an agent. */
import { describe } from '../failure.ts';
import type { AuditStore } from '../model/audit-store.ts';
import type { AgentStore } from '../model/people.ts';
import type { Log } from '../model/ports.ts';
import type { Access, Visit } from './access.ts';
import type { LinkLetter } from './letter.ts';
import type { Tries } from './parts.ts';
import { linkOf } from './team.ts';

export interface ForgotParts {
  readonly agents: Pick<AgentStore, 'byAddress'>;
  readonly access: Pick<Access, 'invite'>;
  readonly audit: Pick<AuditStore, 'record'>;
  readonly limits: { readonly byAddress: Tries; readonly bySource: Tries; readonly inAll: Tries };
  networkOf(address: string): string;
  url(): string;
  mail(letter: LinkLetter): Promise<boolean>;
  readonly log: Log;
  now(): Date;
}

/** Starts it and returns at once: an address that we know takes no longer to answer. */
export type Forgot = (visit: Visit, address: string) => void;

/** Sends links for new passwords, no more than the limits allow. Never throws: what goes wrong is in the log. */
export function makeForgot(parts: ForgotParts): Forgot {
  return (visit, address) => {
    sendLink(parts, visit, address.toLowerCase()).catch((error: unknown) =>
      parts.log.error('link could not be mailed', { error: describe(error) }),
    );
  };
}

async function sendLink(parts: ForgotParts, { source }: Visit, address: string): Promise<void> {
  if (isLimited(parts, source, address)) return parts.log.warn('too many links asked for', { source });
  const agent = await parts.agents.byAddress(address);
  if (agent === null || !agent.enabled) return;
  const { token, expiresAt } = await parts.access.invite(agent.id, 'reset');
  const link = linkOf(parts.url(), token);
  await parts.mail({ kind: 'reset', agent, link, expiresAt, now: parts.now() });
  const detail = { via: 'page', source };
  await parts.audit.record({ actor: agent.address, action: 'agent.forgot', subject: agent.address, detail });
}

/** All are counted, also what is over a limit already and what is no agent. */
function isLimited({ limits, networkOf, now }: ForgotParts, source: string, address: string): boolean {
  const at = now().getTime();
  const keys = [
    [limits.byAddress, address],
    [limits.bySource, networkOf(source)],
    [limits.inAll, ''],
  ] as const;
  const limited = keys.some(([tries, key]) => tries.full(key, at));
  for (const [tries, key] of keys) tries.note(key, at);
  return limited;
}
