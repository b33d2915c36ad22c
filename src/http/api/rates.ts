/** How much one token, or one session, may ask for in a minute; told in each answer (draft-ietf-httpapi-ratelimit-headers). */
import type { MiddlewareHandler } from 'hono';
import { SlidingWindow } from '../../sliding-window.ts';
import type { Site } from '../site.ts';
import type { ApiEnv } from './endpoint.ts';
import { ApiError } from './problem.ts';

const minuteMs = 60_000;

/** Throws a problem where it is too much. */
export function limitRates(site: Pick<Site, 'settings'>): MiddlewareHandler<ApiEnv> {
  let window = new SlidingWindow(site.settings().http.apiPerMinute, minuteMs);
  return async (c, next) => {
    const limit = site.settings().http.apiPerMinute;
    if (window.limit !== limit) window = new SlidingWindow(limit, minuteMs);
    const key = c.get('tokenId') ?? c.get('visitor').agent.id;
    const now = performance.now();
    const reset = Math.max(1, Math.ceil((minuteMs - (now % minuteMs)) / 1000));
    const policy = { 'RateLimit-Policy': `"default";q=${limit};w=60` };
    if (!window.take(key, now)) {
      const headers = { ...policy, RateLimit: `"default";r=0;t=${reset}`, 'Retry-After': String(reset) };
      throw new ApiError('too-many-requests', `more than ${limit} requests in a minute`, { headers });
    }
    const left = `"default";r=${window.left(key, now)};t=${reset}`;
    await next();
    for (const [name, value] of Object.entries(policy)) c.res.headers.set(name, value);
    c.res.headers.set('RateLimit', left);
  };
}
