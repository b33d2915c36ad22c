/** Who is of the team, and with which rights: the one way to change it, for pages, API and commands, and its audit trail. */
import { Failure } from '../failure.ts';
import type { AuditDetail, AuditStore } from '../model/audit-store.ts';
import type { Agent, AgentStore } from '../model/people.ts';
import type { Access, LinkPurpose } from './access.ts';
import type { NewAgent, TeamChange } from './agent-input.ts';
import type { LinkLetter } from './letter.ts';

/** Who changes something, as the audit trail names him. */
export interface By {
  readonly actor: string;
  readonly via: string;
}

export interface Invited {
  readonly agent: Agent;
  /** Works once, and lets in: only for whoever may pass it on. */
  readonly link: string;
  readonly expiresAt: Date;
  /** It was sent to the agent; false where no mail leaves this machine. */
  readonly mailed: boolean;
}

export interface Team {
  /** Adds somebody and invites him. Throws Failure `conflict` where there is one of that address, `bad-usage`. */
  add(by: By, agent: NewAgent): Promise<Invited>;
  /**
   * Throws Failure `not-found`, `bad-usage` for an unknown department, and `conflict` where nobody would be left who is
   * an admin.
   */
  change(by: By, id: string, change: TeamChange): Promise<Agent>;
  /** Sends a new link to set a password. The old one works until then; a lock after wrong tries is lifted. */
  reset(by: By, id: string): Promise<Invited>;
  /** For somebody who lost his authenticator and his codes. Ends his sessions. */
  dropFactor(by: By, id: string): Promise<void>;
  logOut(by: By, id: string): Promise<void>;
}

export interface TeamParts {
  readonly agents: AgentStore;
  readonly access: Pick<Access, 'invite' | 'dropTotp' | 'logOutElsewhere'>;
  readonly audit: Pick<AuditStore, 'record'>;
  /** Names of all there are. */
  departments(): readonly string[];
  /** Where our pages are. */
  url(): string;
  /** Puts the mail on its way; false where there is none. */
  mail(letter: LinkLetter): Promise<boolean>;
  now(): Date;
}

/** The team over the store, with each change in the audit trail. */
export function makeTeam(parts: TeamParts): Team {
  const { agents, access } = parts;
  const recorded = (by: By, action: string, { address }: Pick<Agent, 'address'>, detail: AuditDetail = {}) =>
    parts.audit.record({ actor: by.actor, action, subject: address, detail: { via: by.via, ...detail } });
  return {
    async add(by, fresh) {
      refuseUnknown(parts, fresh.departments);
      const agent = await agents.add({ ...fresh, enabled: true });
      const { role, tier, departments } = agent;
      await recorded(by, 'agent.add', agent, { role, tier, departments });
      return invited(parts, agent, 'invite');
    },
    async change(by, id, change) {
      const before = await found(agents, id);
      refuseUnknown(parts, change.departments ?? []);
      await refuseLastAdmin(agents, before, change);
      const differing = differences(before, change);
      if (Object.keys(differing).length === 0) return before;
      await recorded(by, actionOf(change), before, differing);
      return (await agents.change(id, given(change))) ?? before;
    },
    async reset(by, id) {
      const agent = await found(agents, id);
      if (!agent.enabled) throw new Failure('conflict', 'a disabled agent gets no link: enable him first');
      const { passwordHash } = await agents.credentials(id);
      await recorded(by, 'agent.reset', agent);
      await agents.saveCredentials(id, { failures: 0, lockedUntil: null, subject: null });
      return invited(parts, agent, passwordHash === null ? 'invite' : 'reset');
    },
    async dropFactor(by, id) {
      const agent = await found(agents, id);
      await recorded(by, 'agent.drop-factor', agent);
      await access.dropTotp(id);
      await access.logOutElsewhere(id, null);
    },
    async logOut(by, id) {
      const agent = await found(agents, id);
      await recorded(by, 'agent.log-out', agent);
      await access.logOutElsewhere(id, null);
    },
  };
}

async function found(agents: AgentStore, id: string): Promise<Agent> {
  const agent = await agents.find(id);
  if (agent === null) throw new Failure('not-found', 'there is no such agent');
  return agent;
}

async function invited(
  { access, url, mail, now }: TeamParts,
  agent: Agent,
  purpose: LinkPurpose,
): Promise<Invited> {
  const { token, expiresAt } = await access.invite(agent.id, purpose);
  const link = linkOf(url(), token);
  const kind = purpose === 'invite' ? 'invitation' : 'reset';
  return { agent, link, expiresAt, mailed: await mail({ kind, agent, link, expiresAt, now: now() }) };
}

/** Where a link that works once leads to. */
export function linkOf(url: string, token: string): string {
  return `${url}/login/link/${token}`;
}

function refuseUnknown({ departments }: TeamParts, named: readonly string[]): void {
  const known = departments();
  const unknown = named.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new Failure(
    'bad-usage',
    `there is no department ${unknown.join(', ')}; there are: ${known.join(', ')}`,
  );
}

/** Somebody must be left who can put things right again. */
async function refuseLastAdmin(agents: AgentStore, before: Agent, change: TeamChange): Promise<void> {
  const stays = (change.role ?? before.role) === 'admin' && (change.enabled ?? before.enabled);
  if (stays || before.role !== 'admin' || !before.enabled) return;
  const others = (await agents.list()).filter(
    ({ id, role, enabled }) => role === 'admin' && enabled && id !== before.id,
  );
  if (others.length === 0) throw new Failure('conflict', 'this is the last admin: make another one first');
}

const actionOf = ({ enabled }: TeamChange) =>
  enabled === undefined ? 'agent.change' : enabled ? 'agent.enable' : 'agent.disable';

function given(change: TeamChange): Partial<Agent> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** What becomes of what: `role: agent → lead`. */
function differences(before: Agent, change: TeamChange): AuditDetail {
  const words = (value: unknown) => (Array.isArray(value) ? value.join(' ') : String(value));
  const changed = Object.entries(given(change)).flatMap(([name, value]) => {
    const old = words(before[name as keyof TeamChange]);
    return old === words(value) ? [] : [[name, `${old} → ${words(value)}`] as const];
  });
  return Object.fromEntries(changed);
}
