/** Lets in whom the provider has proven, with the rights that it gives him. */
import { Failure } from '../failure.ts';
import type { AuditStore } from '../model/audit-store.ts';
import type { Agent, AgentStore } from '../model/people.ts';
import type { Log } from '../model/ports.ts';
import type { Access, LoggedIn, Visit } from './access.ts';
import type { OidcSettings } from './oidc.ts';
import { addressIn, type Claims, decideAgent, type OidcDecision } from './oidc-agent.ts';

export interface OidcLogInParts {
  readonly agents: AgentStore;
  readonly access: Pick<Access, 'open'>;
  readonly audit: Pick<AuditStore, 'record'>;
  readonly log: Log;
}

/** Throws Failure `forbidden`, in the same words whatever the reason; the log has it. */
export async function logInWithClaims(
  parts: OidcLogInParts,
  settings: OidcSettings,
  visit: Visit,
  claims: Claims,
): Promise<LoggedIn> {
  const { agents, access, log } = parts;
  const address = addressIn(claims);
  const known = address === null ? null : await agents.byAddress(address);
  const kept = known === null ? null : await agents.credentials(known.id);
  const decision = decideAgent(settings, claims, known, kept?.subject ?? null);
  const agent = await applied(parts, known, decision);
  if (agent === null) {
    log.warn('log-in refused', { agent: known?.id ?? null, source: visit.source, decision });
    throw new Failure('forbidden', 'you are no agent here: ask an admin');
  }
  return access.open(visit, agent, 'oidc');
}

async function applied(
  { agents, audit }: OidcLogInParts,
  known: Agent | null,
  decision: OidcDecision,
): Promise<Agent | null> {
  if (decision.kind === 'refused') return null;
  const { role, subject } = decision;
  const actor = 'oidc';
  let agent = known;
  if (decision.kind === 'create') {
    const { address, name } = decision;
    await audit.record({ actor, action: 'agent.add', subject: address, detail: { role } });
    const rights = { role: decision.role, tier: 1, departments: [] } as const;
    agent = await agents.add({ ...rights, address, name, language: '', enabled: true });
  } else if (agent !== null && role !== null && role !== agent.role) {
    const detail = { role: `${agent.role} → ${role}` };
    await audit.record({ actor, action: 'agent.change', subject: agent.address, detail });
    agent = await agents.change(agent.id, { role });
  }
  if (agent !== null) await agents.saveCredentials(agent.id, { subject });
  return agent;
}
