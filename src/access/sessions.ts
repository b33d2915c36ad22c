/** Sessions: opened, slid on with use, proven again, ended. */
import type { Agent, Session } from '../model/people.ts';
import type { Known, LoggedIn, Visit } from './access.ts';
import { factorWanted } from './factor.ts';
import { type AccessParts, dayMs, hourMs, minuteMs } from './parts.ts';
import { newToken, tokenHash } from './secrets.ts';

/** Something dangerous is done only so long after a password, a second factor or the provider was shown. */
const provenMs = 15 * minuteMs;

/** Whether he showed lately who he is: what changes ways in, or other people, is not done on an old session alone. */
export function isProven({ provenAt }: Pick<Session, 'provenAt'>, now: Date): boolean {
  return now.getTime() - provenAt.getTime() < provenMs;
}

/** Opens one under a fresh token: nothing that a browser brought along is taken over (session fixation). */
export async function openSession(
  { agents, log, now, settings }: AccessParts,
  { source, userAgent }: Visit,
  agent: Agent,
  by: Session['by'],
): Promise<LoggedIn> {
  const token = newToken();
  const at = now();
  const session: Session = {
    hash: tokenHash(token),
    agent: agent.id,
    createdAt: at,
    expiresAt: new Date(at.getTime() + settings().http.sessionHours * hourMs),
    seenAt: at,
    source,
    userAgent,
    provenAt: at,
    by,
  };
  await agents.openSession(session);
  await agents.saveCredentials(agent.id, { failures: 0, lockedUntil: null });
  await agents.change(agent.id, { lastSeenAt: at });
  log.info('logged in', { agent: agent.id, source, by });
  return { kind: 'in', token, agent, session };
}

/** Slides at most once a minute: not each picture of a page is a write. It ends for good after `login.sessionDays`. */
export async function useSession(parts: AccessParts, token: string): Promise<Known | null> {
  const { agents, now, settings } = parts;
  const { http, login } = settings();
  const at = now();
  const found = await agents.session(tokenHash(token), at);
  if (found === null) return null;
  const { session, agent, hasFactor } = found;
  const latest = session.createdAt.getTime() + login.sessionDays * dayMs;
  if (latest <= at.getTime()) return null;
  const factorDue = !hasFactor && session.by !== 'oidc' && factorWanted(login.secondFactor, agent.role);
  if (at.getTime() - session.seenAt.getTime() >= minuteMs) {
    const expiresAt = new Date(Math.min(at.getTime() + http.sessionHours * hourMs, latest));
    await agents.touchSession(session.hash, { seenAt: at, expiresAt });
  }
  return { agent, session, factorDue, hasFactor };
}
