/** Lets in who is known, and nothing that another site sent in his name. */
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Env, Site } from './site.ts';
import { languageFor } from './words/words.ts';

/** With TLS the name binds the cookie to this very host and path (RFC 6265bis, 4.1.3.2). */
export function cookieName(secure: boolean): string {
  return secure ? '__Host-postern' : 'postern';
}

/** Whether people reach us by TLS: then cookies never travel without. */
export function isSecure({ settings }: Pick<Site, 'settings'>): boolean {
  return settings().http.url?.startsWith('https:') ?? false;
}

/** For pages: who has no session goes to the log-in page, and comes back after it. */
export function requireSession(site: Site): MiddlewareHandler<Env> {
  return async (c, next) => {
    const token = getCookie(c, cookieName(isSecure(site)));
    const found = token === undefined ? null : await site.access.session(token);
    if (found === null || token === undefined) return toLogIn(c);
    const { agent } = found;
    c.set('visitor', { agent, actor: site.actor(agent, 'page'), token });
    c.set('language', languageFor(agent.language, c.req.header('Accept-Language') ?? ''));
    await next();
    return undefined;
  };
}

function toLogIn(c: Context): Response {
  const { pathname, search } = new URL(c.req.url);
  const to = `/login?next=${encodeURIComponent(pathname + search)}`;
  if (c.req.header('HX-Request') !== undefined) return c.body(null, 401, { 'HX-Redirect': to });
  return c.redirect(to, 303);
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what changes something and was not sent by a page of ours: browsers tell by Sec-Fetch-Site, older ones by Origin.
 * A client that sends neither is no browser, and has no cookies that another site could make use of.
 */
export function sameOrigin(): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (!safeMethods.has(c.req.method) && !isOwn(c)) return c.text('Forbidden', 403);
    await next();
    return undefined;
  };
}

function isOwn(c: Context): boolean {
  const site = c.req.header('Sec-Fetch-Site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = c.req.header('Origin');
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === c.req.header('Host');
  } catch {
    return false;
  }
}
