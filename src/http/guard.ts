/** Lets in who is known, and nothing that another site sent in his name. */
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { isProven } from '../access/sessions.ts';
import { mayManage, type Power } from '../desk/rights.ts';
import { Failure } from '../failure.ts';
import { problem } from './app.ts';
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

/** Where somebody goes who must set up a second factor first; he may prove himself on the way. */
const factorPath = '/inbox/account/factor';
const provePath = '/inbox/account/prove';

/** For pages: who has no session goes to the log-in page, and comes back after it. No cache keeps what he sees. */
export function requireSession(site: Site): MiddlewareHandler<Env> {
  return async (c, next) => {
    const token = getCookie(c, cookieName(isSecure(site)));
    const known = token === undefined ? null : await site.access.session(token);
    if (known === null || token === undefined) return toLogIn(c);
    const { agent, session, factorDue } = known;
    c.set('visitor', { agent, actor: site.actor(agent, 'page'), token, session });
    c.set('language', languageFor(agent.language, c.req.header('Accept-Language') ?? ''));
    const { path } = c.req;
    if (factorDue && !path.startsWith(factorPath) && path !== provePath) return sendTo(c, factorPath);
    await next();
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
    return undefined;
  };
}

/** For what changes ways in, or other people: an old session alone is not enough. */
export function requireProof(site: Site): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { session } = c.get('visitor');
    if (session !== null && isProven(session, site.now())) return next();
    return sendTo(c, `${provePath}?next=${encodeURIComponent(pageOf(c, '/inbox/account'))}`);
  };
}

/** Throws Failure `forbidden` where his role does not go so far. */
export function requirePower(power: Power): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (!mayManage(c.get('visitor').actor, power))
      throw new Failure('forbidden', 'your role does not allow it');
    await next();
  };
}

/** Where to go afterwards: a path of ours, never another site’s. */
export function nextOf(c: Context): string {
  const next = c.req.query('next') ?? '/inbox';
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(next) ? next : '/inbox';
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url, 'http://localhost');
  return pathname + search;
}

const refusals = { 401: 'Unauthorized', 403: 'Forbidden' } as const;

/** The page that he is on: what sends a form, or asks for a part of itself, stands in the Referer. */
function pageOf(c: Context, home: string): string {
  const isPage = c.req.method === 'GET' && !isPart(c);
  return pathOf(isPage ? c.req.url : (c.req.header('Referer') ?? home));
}

function toLogIn(c: Context): Response {
  return sendTo(c, `/login?next=${encodeURIComponent(pageOf(c, '/inbox'))}`, 401);
}

/**
 * A part of a page that htmx asks for must not become another page: the browser goes there as a whole. A script would follow
 * to a page that it takes for its answer, so it gets none.
 */
function sendTo(c: Context, path: string, status: 401 | 403 = 403): Response {
  if (isPart(c)) return c.body(null, status, { 'HX-Redirect': path });
  return isScript(c) ? problem(status, refusals[status]) : c.redirect(path, 303);
}

function isPart(c: Context): boolean {
  return c.req.header('HX-Request') !== undefined;
}

/** Browsers say what they want an answer for: for a page it is `document` (Fetch Metadata, 2.1). */
function isScript(c: Context): boolean {
  return (
    c.req.header('Sec-Fetch-Dest') === 'empty' ||
    c.req.header('Accept')?.includes('application/json') === true
  );
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what changes something and was not sent by a page of ours: browsers tell by Sec-Fetch-Site, older ones by Origin or
 * Referer. A client that sends none of them is no browser, and has no cookies that another site could make use of.
 */
export function sameOrigin(): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (!safeMethods.has(c.req.method) && !isOwn(c)) return c.text('Forbidden', 403);
    await next();
    return undefined;
  };
}

/** Whether a browser says that a page of ours, or nobody’s, sent this; true of what is no browser. */
export function isOwn(c: Context): boolean {
  const site = c.req.header('Sec-Fetch-Site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const from = c.req.header('Origin') ?? c.req.header('Referer');
  return from === undefined || URL.parse(from)?.host === c.req.header('Host');
}
