/** What all ways in have in common: who comes, what his page knows, and the cookie that he leaves with. */
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { LoggedIn, Visit } from '../access/access.ts';
import { cookieName, isSecure, nextOf } from './guard.ts';
import type { Env, Site } from './site.ts';
import type { Door } from './views/login.ts';

/** Gives the browser its session and sends it on; the one that it had before is over. */
export async function letIn(
  c: Context<Env>,
  site: Site,
  { token, session }: LoggedIn,
  next = nextOf(c),
): Promise<Response> {
  const secure = isSecure(site);
  const old = getCookie(c, cookieName(secure));
  if (old !== undefined) await site.access.logOut(old);
  const latest = session.createdAt.getTime() + site.settings().login.sessionDays * 86_400_000;
  // The session itself ends earlier where it is not used: the store knows.
  const expires = new Date(latest);
  setCookie(c, cookieName(secure), token, { path: '/', httpOnly: true, sameSite: 'Lax', secure, expires });
  return c.redirect(next, 303);
}

/** What all pages before the inbox know. */
export function doorOf(c: Context<Env>, site: Site): Door {
  const { oidc, outbox, login } = site.settings();
  return {
    language: c.get('language'),
    next: nextOf(c),
    provider: oidc === undefined ? null : oidc.name || new URL(oidc.issuer).host,
    passwords: login.passwords,
    hasMail: outbox.smtp.host !== '',
  };
}

/** Where the request comes from, and with which program; of its name 200 characters. */
export function visitOf(c: Context<Env>): Visit {
  return { source: c.get('source'), userAgent: (c.req.header('User-Agent') ?? '').slice(0, 200) };
}
