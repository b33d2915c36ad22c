/** Who asks: by a token of the API, or by the session of a page of ours. */
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { type Scope, scopes } from '../../model/people.ts';
import { SlidingWindow } from '../../sliding-window.ts';
import { cookieName, isOwn, isSecure } from '../guard.ts';
import type { Site } from '../site.ts';
import type { ApiEnv } from './endpoint.ts';
import { ApiError } from './problem.ts';

/** Requests without a good token, from one address in a minute. */
const strangersPerMinute = 60;
const minuteMs = 60_000;

const challenge = { headers: { 'WWW-Authenticate': 'Bearer realm="postern"' } };

/** Lets in who is known, or throws a problem. A token that is shown is what counts, though there be a cookie too. */
export function authenticate(site: Site): MiddlewareHandler<ApiEnv> {
  const strangers = new SlidingWindow(strangersPerMinute, minuteMs);
  return async (c, next) => {
    const shown = c.req.header('Authorization');
    const source = c.get('source');
    if (strangers.full(source, performance.now()))
      throw new ApiError('too-many-requests', 'too many requests without a good token', {
        headers: { 'Retry-After': '60' },
      });
    const known = shown === undefined ? await bySession(c, site) : await byToken(c, site, shown);
    if (!known) {
      strangers.note(source, performance.now());
      throw new ApiError('unauthenticated', 'show a token: Authorization: Bearer pt_…', challenge);
    }
    await next();
  };
}

async function byToken(c: Context<ApiEnv>, site: Site, shown: string): Promise<boolean> {
  const token = /^Bearer +(pt_[\w-]{20,200})$/i.exec(shown)?.[1];
  const found = token === undefined ? null : await site.access.bearer(token);
  if (found === null) return false;
  const { agent, token: entry } = found;
  const actor = { ...site.actor(agent, 'api'), kind: 'token' as const, id: entry.id };
  c.set('visitor', { agent, actor, token: null, session: null });
  c.set('scopes', entry.scopes);
  c.set('tokenId', entry.id);
  c.set('expiresAt', entry.expiresAt);
  return true;
}

/** What is sent from elsewhere brings the cookie along, but is not let in; reading neither. */
async function bySession(c: Context<ApiEnv>, site: Site): Promise<boolean> {
  const token = getCookie(c, cookieName(isSecure(site)));
  if (token === undefined || !isOwn(c)) return false;
  const found = await site.access.session(token);
  if (found === null || found.factorDue) return false;
  const { agent, session } = found;
  c.set('visitor', { agent, actor: site.actor(agent, 'api'), token, session });
  const all: readonly Scope[] = scopes;
  c.set('scopes', all);
  c.set('tokenId', null);
  c.set('expiresAt', null);
  return true;
}
