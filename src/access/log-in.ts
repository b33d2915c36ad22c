/** Log-in by password, and by a code after it. */
import type { Agent, Credentials, Session } from '../model/people.ts';
import type { LogIn, Visit } from './access.ts';
import { takesCode } from './factor.ts';
import { countWrong, isLocked, shutFor } from './lock.ts';
import { type AccessParts, minuteMs } from './parts.ts';
import { newToken, passwordMatches, tokenHash } from './secrets.ts';
import { openSession } from './sessions.ts';

/** So long a code is awaited. */
const codeWaitMs = 5 * minuteMs;

const refuse = (retryAfterSeconds: number | null = null): LogIn => ({ kind: 'refused', retryAfterSeconds });

/** An unknown address takes as long as a known one, and is told the same. */
export async function logIn(
  parts: AccessParts,
  visit: Visit,
  address: string,
  password: string,
): Promise<LogIn> {
  if (!parts.settings().login.passwords) return refuse();
  const agent = await parts.agents.byAddress(address);
  const wait = await shutFor(parts, visit, agent);
  if (wait !== null) return refuse(wait);
  const kept = agent === null ? null : await parts.agents.credentials(agent.id);
  const matches = await passwordMatches(kept?.passwordHash ?? null, password);
  const locked = agent !== null && (await isLocked(parts, visit, agent, kept?.lockedUntil ?? null));
  if (agent !== null && kept !== null && agent.enabled && matches && !locked)
    return admit(parts, visit, agent, kept, 'password');
  await countWrong(parts, visit, agent, locked);
  return refuse();
}

/** Lets in, where there is no second factor; else asks for it. What is awaited lies in the store: any node may be asked. */
export async function admit(
  parts: AccessParts,
  visit: Visit,
  agent: Agent,
  kept: Pick<Credentials, 'totpSecret'>,
  by: Session['by'],
): Promise<LogIn> {
  if (kept.totpSecret === null) return openSession(parts, visit, agent, by);
  const ticket = newToken();
  const expiresAt = new Date(parts.now().getTime() + codeWaitMs);
  await parts.agents.invite({ hash: tokenHash(ticket), agent: agent.id, purpose: 'code', expiresAt });
  return { kind: 'code-wanted', ticket };
}

/** A wrong code leaves the ticket good for another try; wrong tries lock as those of a password do. */
export async function logInWithCode(
  parts: AccessParts,
  visit: Visit,
  ticket: string,
  code: string,
): Promise<LogIn> {
  const { agents } = parts;
  const hash = tokenHash(ticket);
  const now = parts.now();
  const awaited = await agents.invitation(hash, now);
  const agent = awaited?.purpose === 'code' ? await agents.find(awaited.agent) : null;
  const wait = await shutFor(parts, visit, agent);
  if (wait !== null) return refuse(wait);
  if (agent === null || !agent.enabled) return refuse();
  const kept = await agents.credentials(agent.id);
  const locked = await isLocked(parts, visit, agent, kept.lockedUntil);
  if (!locked && (await takesCode(agents, agent, kept, code, now)))
    return (await agents.useInvitation(hash, now)) === null
      ? refuse()
      : openSession(parts, visit, agent, 'password');
  await countWrong(parts, visit, agent, locked);
  return refuse();
}
