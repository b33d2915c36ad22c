/** Links that work once, and the passwords that they set. */
import type { Agent, Credentials } from '../model/people.ts';
import type { Link, LinkPurpose, PasswordChange, Redeemed, Visit } from './access.ts';
import { countWrong, isLocked, shutFor } from './lock.ts';
import { admit } from './log-in.ts';
import { type AccessParts, dayMs, hourMs, minuteMs } from './parts.ts';
import { weaknessOf } from './passwords.ts';
import { hashPassword, newToken, passwordMatches, tokenHash } from './secrets.ts';

/** A link lasts: somebody invited needs days, somebody who forgot a password an hour. */
const linkMs: Record<LinkPurpose, number> = {
  invite: 7 * dayMs,
  reset: hourMs,
  login: 30 * minuteMs,
};

/** Makes one. */
export async function makeLink({ agents, now }: AccessParts, agent: string, purpose: LinkPurpose) {
  const token = newToken();
  const expiresAt = new Date(now().getTime() + linkMs[purpose]);
  await agents.invite({ hash: tokenHash(token), agent, purpose, expiresAt });
  return { token, expiresAt };
}

interface FoundLink extends Link {
  readonly kept: Credentials;
}

/** The link behind a token, unused. A link to log in asks for a password where there is none yet. */
export async function findLink({ agents, now }: AccessParts, token: string): Promise<FoundLink | null> {
  const invitation = await agents.invitation(tokenHash(token), now());
  const agent =
    invitation === null || invitation.purpose === 'code' ? null : await agents.find(invitation.agent);
  if (invitation === null || agent === null || !agent.enabled) return null;
  const kept = await agents.credentials(agent.id);
  const wantsPassword = invitation.purpose !== 'login' || kept.passwordHash === null;
  return { invitation, agent, wantsPassword, kept };
}

/** A weak password uses nothing up. Who reads the mailbox alone does not get past a second factor. */
export async function redeem(
  parts: AccessParts,
  visit: Visit,
  token: string,
  password: string,
): Promise<Redeemed> {
  const found = await findLink(parts, token);
  if (found === null) return { kind: 'over' };
  const { agent, wantsPassword, kept } = found;
  const weakness = wantsPassword ? weaknessOf(password, agent) : null;
  if (weakness !== null) return { kind: 'weak', weakness };
  const used = await parts.agents.useInvitation(tokenHash(token), parts.now());
  if (used === null) return { kind: 'over' };
  if (wantsPassword) await setPassword(parts, agent, password, null);
  return admit(parts, visit, agent, kept, 'link');
}

/** By somebody who is logged in and knows the old one; `token` is his session, which stays. */
export async function changePassword(
  parts: AccessParts,
  visit: Visit,
  token: string,
  old: string,
  fresh: string,
): Promise<PasswordChange> {
  const { agents } = parts;
  const found = await agents.session(tokenHash(token), parts.now());
  if (found === null || !(await provesItself(parts, visit, found.agent, old))) return { kind: 'refused' };
  const weakness = weaknessOf(fresh, found.agent);
  if (weakness !== null) return { kind: 'weak', weakness };
  await setPassword(parts, found.agent, fresh, tokenHash(token));
  return { kind: 'changed' };
}

/** Whether that is the password of the agent. Wrong tries count as those of a log-in do. */
export async function provesItself(
  parts: AccessParts,
  visit: Visit,
  agent: Agent,
  password: string,
): Promise<boolean> {
  if ((await shutFor(parts, visit, agent)) !== null) return false;
  const { passwordHash, lockedUntil } = await parts.agents.credentials(agent.id);
  const matches = await passwordMatches(passwordHash, password);
  const locked = await isLocked(parts, visit, agent, lockedUntil);
  if (matches && !locked) return true;
  await countWrong(parts, visit, agent, locked);
  return false;
}

/** Whoever had the old one is out; `except` stays. */
async function setPassword(
  { agents }: AccessParts,
  { id }: Agent,
  password: string,
  except: string | null,
): Promise<void> {
  const passwordHash = await hashPassword(password);
  await agents.saveCredentials(id, { passwordHash, failures: 0, lockedUntil: null });
  await agents.endSessions(id, except ?? undefined);
  await agents.dropInvitations(id);
}
