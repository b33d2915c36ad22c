/** Log-in over the store. Wrong tries are counted by agent and by source; an unknown agent takes as long as a known one. */
import { Failure } from '../failure.ts';
import type { Agent, AgentStore, Invitation, Session } from '../people.ts';
import type { Log } from '../ports.ts';
import type { Access, LogIn, Visit } from './access.ts';
import { weaknessOf } from './passwords.ts';
import { hashPassword, newToken, passwordMatches, tokenHash } from './secrets.ts';
import { newTotp, totpStepOf } from './totp.ts';

/** What limits tries: the shared sliding window. */
export interface Tries {
  full(key: string, now: number): boolean;
  note(key: string, now: number): void;
}

export interface AccessParts {
  readonly agents: AgentStore;
  /** Failed log-ins by source. */
  readonly tries: Tries;
  readonly log: Log;
  now(): Date;
  readonly sessionHours: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** A session ends after so long without use; it slides no further than thirty days. */
const longestSessionMs = 30 * 24 * hourMs;
const codeWaitMs = 5 * minuteMs;

/** A link lasts: somebody invited needs days, somebody who forgot a password an hour. */
const linkMs: Record<Invitation['purpose'], number> = {
  invite: 7 * 24 * hourMs,
  reset: hourMs,
  login: 30 * minuteMs,
};

/** After five wrong tries in a row the door stays shut, each time twice as long, up to an hour. */
export function lockAfter(failures: number, now: Date): Date | null {
  if (failures < 5) return null;
  return new Date(now.getTime() + Math.min(minuteMs * 2 ** (failures - 5), hourMs));
}

/** The door to the inbox. */
export function makeAccess(parts: AccessParts): Access {
  const { agents } = parts;
  /** Agents whose password was right and whose code is awaited, by the hash of a ticket. */
  const awaited = new Map<string, { agent: string; until: number }>();
  const openFor = (visit: Visit, agent: Agent) => openSession(parts, visit, agent);
  return {
    async logIn(visit, address, password) {
      const agent = await agents.byAddress(address);
      const kept = agent === null ? null : await agents.credentials(agent.id);
      const matches = await passwordMatches(kept?.passwordHash ?? null, password);
      const locked = lockedFor(parts, visit, kept?.lockedUntil ?? null);
      if (locked !== null) return refuse(locked);
      if (agent === null || kept === null || !agent.enabled || !matches) return failed(parts, visit, agent);
      if (kept.totpSecret === null) return openFor(visit, agent);
      const ticket = newToken();
      awaited.set(tokenHash(ticket), { agent: agent.id, until: parts.now().getTime() + codeWaitMs });
      return { kind: 'code-wanted', ticket };
    },
    async logInWithCode(visit, ticket, code) {
      const hash = tokenHash(ticket);
      const waiting = awaited.get(hash);
      const now = parts.now();
      for (const [old, { until }] of awaited) if (until < now.getTime()) awaited.delete(old);
      const agent = waiting === undefined ? null : await agents.find(waiting.agent);
      if (waiting === undefined || agent === null || waiting.until < now.getTime()) return refuse(null);
      const kept = await agents.credentials(agent.id);
      const locked = lockedFor(parts, visit, kept.lockedUntil);
      if (locked !== null) return refuse(locked);
      const step =
        kept.totpSecret === null ? null : await totpStepOf(kept.totpSecret, code, kept.totpStep, now);
      if (step === null || !agent.enabled) return failed(parts, visit, agent);
      awaited.delete(hash);
      await agents.saveCredentials(agent.id, { totpStep: step });
      return openFor(visit, agent);
    },
    open: openFor,
    session: (token) => useSession(parts, token),
    logOut: (token) => agents.endSession(tokenHash(token)),
    logOutElsewhere: (agent, token) =>
      agents.endSessions(agent, token === null ? undefined : tokenHash(token)),
    async invite(agent, purpose) {
      const token = newToken();
      const expiresAt = new Date(parts.now().getTime() + linkMs[purpose]);
      await agents.invite({ hash: tokenHash(token), agent, purpose, expiresAt });
      return token;
    },
    async invitation(token) {
      const invitation = await agents.invitation(tokenHash(token), parts.now());
      const agent = invitation === null ? null : await agents.find(invitation.agent);
      return invitation === null || agent === null || !agent.enabled ? null : { invitation, agent };
    },
    redeem: (token, password) => redeem(parts, token, password),
    async changePassword(id, old, fresh) {
      const [agent, kept] = await Promise.all([agents.find(id), agents.credentials(id)]);
      if (agent === null) throw new Failure('not-found', 'there is no such agent');
      if (!(await passwordMatches(kept.passwordHash, old)))
        throw new Failure('forbidden', 'the old password is another one');
      await setPassword(parts, agent, fresh);
    },
    async startTotp({ address }) {
      return newTotp(address);
    },
    async confirmTotp(agent, secret, code) {
      const step = await totpStepOf(secret, code, 0, parts.now());
      if (step === null) return false;
      await agents.saveCredentials(agent, { totpSecret: secret, totpStep: step });
      return true;
    },
    dropTotp: (agent) => agents.saveCredentials(agent, { totpSecret: null, totpStep: 0 }),
    async issueToken(agent, name, scopes, days) {
      const token = `pt_${newToken()}`;
      const createdAt = parts.now();
      const expiresAt = days === null ? null : new Date(createdAt.getTime() + days * 24 * hourMs);
      const entry = await agents.addToken({
        hash: tokenHash(token),
        agent,
        name,
        scopes,
        createdAt,
        expiresAt,
      });
      return { token, entry };
    },
    bearer: (token) => agents.token(tokenHash(token), parts.now()),
  };
}

function refuse(retryAfterSeconds: number | null): LogIn {
  return { kind: 'refused', retryAfterSeconds };
}

/** Seconds to wait where the agent or the source had too many wrong tries; null where neither has. */
function lockedFor({ tries, now }: AccessParts, { source }: Visit, lockedUntil: Date | null): number | null {
  const at = now();
  if (lockedUntil !== null && lockedUntil > at)
    return Math.ceil((lockedUntil.getTime() - at.getTime()) / 1000);
  return tries.full(source, at.getTime()) ? 60 : null;
}

async function failed(
  { agents, tries, log, now }: AccessParts,
  visit: Visit,
  agent: Agent | null,
): Promise<LogIn> {
  tries.note(visit.source, now().getTime());
  if (agent !== null) await agents.countFailure(agent.id, (failures) => lockAfter(failures, now()));
  log.warn('log-in refused', { agent: agent?.id ?? null, source: visit.source });
  return refuse(null);
}

async function openSession(
  { agents, log, now, sessionHours }: AccessParts,
  { source, userAgent }: Visit,
  agent: Agent,
): Promise<Extract<LogIn, { kind: 'in' }>> {
  const token = newToken();
  const at = now();
  const session: Session = {
    hash: tokenHash(token),
    agent: agent.id,
    createdAt: at,
    expiresAt: new Date(at.getTime() + sessionHours * hourMs),
    seenAt: at,
    source,
    userAgent,
    provenAt: at,
  };
  await agents.openSession(session);
  await agents.saveCredentials(agent.id, { failures: 0, lockedUntil: null });
  await agents.change(agent.id, { lastSeenAt: at });
  log.info('logged in', { agent: agent.id, source });
  return { kind: 'in', token, agent, session };
}

/** Slides at most once a minute: not each picture of a page is a write. */
async function useSession({ agents, now, sessionHours }: AccessParts, token: string) {
  const at = now();
  const found = await agents.session(tokenHash(token), at);
  if (found === null || at.getTime() - found.session.seenAt.getTime() < minuteMs) return found;
  const latest = found.session.createdAt.getTime() + longestSessionMs;
  const expiresAt = new Date(Math.min(at.getTime() + sessionHours * hourMs, latest));
  await agents.touchSession(found.session.hash, { seenAt: at, expiresAt });
  return found;
}

async function redeem(parts: AccessParts, token: string, password: string | null): Promise<Agent | null> {
  const { agents } = parts;
  const now = parts.now();
  const invitation = await agents.invitation(tokenHash(token), now);
  const agent = invitation === null ? null : await agents.find(invitation.agent);
  if (invitation === null || agent === null || !agent.enabled) return null;
  if (invitation.purpose !== 'login') refuseWeak(agent, password ?? '');
  if ((await agents.useInvitation(tokenHash(token), now)) === null) return null;
  if (invitation.purpose !== 'login') await setPassword(parts, agent, password ?? '');
  return agent;
}

function refuseWeak(agent: Agent, password: string): void {
  const weakness = weaknessOf(password, agent);
  if (weakness !== null) throw new Failure('bad-usage', weakness);
}

/** Whoever had the old one is out. */
async function setPassword({ agents }: AccessParts, agent: Agent, password: string): Promise<void> {
  refuseWeak(agent, password);
  const passwordHash = await hashPassword(password);
  await agents.saveCredentials(agent.id, { passwordHash, failures: 0, lockedUntil: null });
  await agents.endSessions(agent.id);
}
