/** How long the door stays shut after wrong tries: by agent in the store, by source and in all in this process. */
import type { Agent } from '../model/people.ts';
import type { Visit } from './access.ts';
import { type AccessParts, hourMs, minuteMs } from './parts.ts';

/** Seconds that a source waits after too many wrong tries. */
const waitSeconds = 60;

/** After five wrong tries in a row the door stays shut, each time twice as long, up to an hour. */
export function lockAfter(failures: number, now: Date): Date | null {
  if (failures < 5) return null;
  return new Date(now.getTime() + Math.min(minuteMs * 2 ** (failures - 5), hourMs));
}

/**
 * Seconds to wait, known before any password is looked at: where this source failed too often, or all sources together did
 * and the agent has no session from here. Null where the try may go on.
 */
export async function shutFor(parts: AccessParts, visit: Visit, agent: Agent | null): Promise<number | null> {
  const { tries, networkOf } = parts;
  const now = parts.now().getTime();
  if (tries.bySource.full(networkOf(visit.source), now)) return waitSeconds;
  if (!tries.inAll.full('', now) || (await isFamiliar(parts, visit, agent))) return null;
  return waitSeconds;
}

/** A lock keeps strangers out, not somebody who is logged in from the same network: who knows an address could lock it. */
export async function isLocked(
  parts: AccessParts,
  visit: Visit,
  agent: Agent,
  lockedUntil: Date | null,
): Promise<boolean> {
  return lockedUntil !== null && lockedUntil > parts.now() && !(await isFamiliar(parts, visit, agent));
}

async function isFamiliar({ agents, networkOf }: AccessParts, { source }: Visit, agent: Agent | null) {
  if (agent === null) return false;
  const sessions = await agents.sessions(agent.id);
  return sessions.some((session) => networkOf(session.source) === networkOf(source));
}

/** Counts a wrong try. While the agent is locked only the source is counted: else a lock could be kept up for ever. */
export async function countWrong(
  { agents, tries, networkOf, log, now }: AccessParts,
  { source }: Visit,
  agent: Agent | null,
  locked: boolean,
): Promise<void> {
  const at = now();
  tries.bySource.note(networkOf(source), at.getTime());
  tries.inAll.note('', at.getTime());
  if (agent !== null && !locked) await agents.countFailure(agent.id, (failures) => lockAfter(failures, at));
  log.warn('log-in refused', { agent: agent?.id ?? null, source, locked });
}
