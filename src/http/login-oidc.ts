/** Log-in by a provider of OpenID Connect: out to it, and back. */
import type { Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { Oidc } from '../access/oidc.ts';
import { describe, Failure } from '../failure.ts';
import { isSecure, nextOf } from './guard.ts';
import { doorOf, letIn, visitOf } from './login-door.ts';
import type { Env, Site } from './site.ts';
import { loginForm, type Trouble } from './views/login.ts';

const callbackPath = '/login/oidc/callback';
/** So long somebody may take at the provider. */
const journeySeconds = 600;

const journeySchema = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
  again: z.boolean(),
});

const journeyCookie = (secure: boolean) => (secure ? '__Host-postern-oidc' : 'postern-oidc');

/** Adds `/login/oidc` and where the provider sends people back to. */
export function addOidc(app: Hono<Env>, site: Site): void {
  app.get('/login/oidc', (c) => guarded(c, site, (oidc) => depart(c, site, oidc)));
  app.get(callbackPath, (c) => guarded(c, site, (oidc) => arrive(c, site, oidc)));
}

/** What he is told says no more than that it failed; the log says why. */
async function guarded(
  c: Context<Env>,
  site: Site,
  go: (oidc: Oidc) => Promise<Response>,
): Promise<Response> {
  const oidc = site.oidc();
  if (oidc === null) return c.notFound();
  try {
    return await go(oidc);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    site.log.warn('log-in by provider failed', { source: c.get('source'), error: describe(error) });
    const trouble: Trouble = error.code === 'forbidden' ? 'provider' : 'providerAway';
    return c.html(loginForm(doorOf(c, site), trouble), error.code === 'forbidden' ? 403 : 503);
  }
}

async function depart(c: Context<Env>, site: Site, oidc: Oidc): Promise<Response> {
  const again = c.req.query('again') !== undefined;
  const { url, journey } = await oidc.begin(homeOf(c, site) + callbackPath, again);
  const value = Buffer.from(JSON.stringify({ ...journey, next: nextOf(c), again })).toString('base64url');
  const secure = isSecure(site);
  // Lax: the provider sends the browser back by a link to us.
  const kept = { path: '/', httpOnly: true, sameSite: 'Lax', secure, maxAge: journeySeconds } as const;
  setCookie(c, journeyCookie(secure), value, kept);
  return c.redirect(url.href, 303);
}

async function arrive(c: Context<Env>, site: Site, oidc: Oidc): Promise<Response> {
  const { next, again, ...journey } = journeyOf(c, site);
  const callback = new URL(homeOf(c, site) + callbackPath + new URL(c.req.url).search);
  const claims = await oidc.finish(callback, journey, again);
  return letIn(c, site, await site.logInWithClaims(visitOf(c), claims), next);
}

/** It counts once: the cookie goes. Throws Failure `forbidden` where this browser never set out. */
function journeyOf(c: Context<Env>, site: Site): z.output<typeof journeySchema> {
  const secure = isSecure(site);
  const value = getCookie(c, journeyCookie(secure));
  deleteCookie(c, journeyCookie(secure), { path: '/', secure });
  try {
    return journeySchema.parse(JSON.parse(Buffer.from(value ?? '', 'base64url').toString()));
  } catch (error) {
    throw new Failure('forbidden', 'this log-in was not begun here', error);
  }
}

/** Our own address, as the provider knows it; without `http.url`, as the browser named it (the provider has a list). */
function homeOf(c: Context<Env>, site: Site): string {
  return new URL(site.settings().http.url ?? c.req.url).origin;
}
