/** Links that release one held mail, for one reader, until a time: nothing is kept of them but the keys they are signed with. */
import type { KeyRing } from '../model/node-store.ts';
import { tag, verify } from './mac.ts';

export interface ReleaseToken {
  /** The held mail, 24 hex digits. */
  readonly mail: string;
  /** `id` of the agent whom the digest was for. */
  readonly agent: string;
  readonly expiresAt: Date;
}

const purpose = 'release';

/** `MAIL.AGENT.SECONDS.MAC`, which a URL takes as it is. */
export function makeReleaseToken(ring: KeyRing, { mail, agent, expiresAt }: ReleaseToken): string {
  const text = `${mail}.${agent}.${Math.floor(expiresAt.getTime() / 1000).toString(36)}`;
  return `${text}.${tag(ring, purpose, text)}`;
}

/** Null where it is not one that we signed, or its time is over. */
export function readReleaseToken(ring: KeyRing, token: string, now: Date): ReleaseToken | null {
  const match = /^(([0-9a-f]{24})\.([0-9a-f]{24})\.([0-9a-z]{1,8}))\.([0-9a-z]{17})$/.exec(token);
  if (match === null) return null;
  const [, text = '', mail = '', agent = '', seconds = '', given = ''] = match;
  if (!verify(ring, purpose, text, given)) return null;
  const expiresAt = new Date(Number.parseInt(seconds, 36) * 1000);
  return expiresAt > now ? { mail, agent, expiresAt } : null;
}
