/** Log-in, second factor, links that work once, log-out. */
import type { Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { LogIn, Visit } from '../access/access.ts';
import { cookieName, isSecure } from './guard.ts';
import type { Env, Site } from './site.ts';
import { codeForm, loginForm, passwordForm } from './views/login.ts';
import { languageFor } from './words/words.ts';

const credentials = z.object({ address: z.string().max(320), password: z.string().max(1000) });
const factor = z.object({ ticket: z.string().max(200), code: z.string().max(20) });
const fresh = z.object({ password: z.string().max(1000).optional() });

/** Adds `/login…` and `/logout`. */
export function addLogin(app: Hono<Env>, site: Site): void {
  app.get('/login', (c) => c.html(loginForm(languageOf(c), { next: nextOf(c), refused: null })));
  app.post('/login', async (c) => {
    const form = credentials.safeParse(await c.req.parseBody());
    if (!form.success) return refused(c, null);
    const { address, password } = form.data;
    return answer(c, site, await site.access.logIn(visitOf(c), address, password));
  });
  app.post('/login/code', async (c) => {
    const form = factor.safeParse(await c.req.parseBody());
    if (!form.success) return refused(c, null);
    return answer(c, site, await site.access.logInWithCode(visitOf(c), form.data.ticket, form.data.code));
  });
  // A GET uses nothing up: scanners of mail follow every link.
  app.get('/login/link/:token', async (c) => {
    const found = await site.access.invitation(c.req.param('token'));
    if (found === null) return c.html(loginForm(languageOf(c), { next: '/inbox', refused: 'link' }), 410);
    return c.html(passwordForm(languageOf(c), found.invitation.purpose, found.agent, null));
  });
  app.post('/login/link/:token', async (c) => {
    const form = fresh.safeParse(await c.req.parseBody());
    const agent = await site.access.redeem(c.req.param('token'), form.data?.password ?? null);
    if (agent === null) return c.html(loginForm(languageOf(c), { next: '/inbox', refused: 'link' }), 410);
    return answer(c, site, await site.access.open(visitOf(c), agent));
  });
  app.post('/logout', async (c) => {
    const name = cookieName(isSecure(site));
    const token = getCookie(c, name);
    if (token !== undefined) await site.access.logOut(token);
    deleteCookie(c, name, { path: '/', secure: isSecure(site) });
    return c.redirect('/login', 303);
  });
}

function answer(c: Context<Env>, site: Site, result: LogIn): Response | Promise<Response> {
  if (result.kind === 'refused') return refused(c, result.retryAfterSeconds);
  if (result.kind === 'code-wanted') return c.html(codeForm(languageOf(c), result.ticket, nextOf(c)));
  setCookie(c, cookieName(isSecure(site)), result.token, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure(site),
    expires: result.session.expiresAt,
  });
  return c.redirect(nextOf(c), 303);
}

function refused(c: Context<Env>, retryAfter: number | null): Response | Promise<Response> {
  if (retryAfter !== null) c.header('Retry-After', String(retryAfter));
  const status = retryAfter === null ? 401 : 429;
  return c.html(loginForm(languageOf(c), { next: nextOf(c), refused: 'credentials' }), status);
}

/** Where to go afterwards: a path of ours, never another site’s. */
function nextOf(c: Context<Env>): string {
  const next = c.req.query('next') ?? '/inbox';
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(next) ? next : '/inbox';
}

function languageOf(c: Context<Env>): string {
  return languageFor('', c.req.header('Accept-Language') ?? '');
}

function visitOf(c: Context<Env>): Visit {
  return { source: c.get('source'), userAgent: (c.req.header('User-Agent') ?? '').slice(0, 200) };
}
