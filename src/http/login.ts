/** Log-in, second factor, links that work once, log-out. */
import type { Context, Hono } from 'hono';
import { deleteCookie, getCookie } from 'hono/cookie';
import { z } from 'zod';
import type { LogIn } from '../access/access.ts';
import { cookieName, isSecure } from './guard.ts';
import { doorOf, letIn, visitOf } from './login-door.ts';
import { addOidc } from './login-oidc.ts';
import type { Env, Site } from './site.ts';
import { codeForm, forgotForm, loginForm, passwordForm, type Trouble } from './views/login.ts';
import { languageFor } from './words/words.ts';

const credentials = z.object({ address: z.string().max(320), password: z.string().max(1000) });
const factor = z.object({ ticket: z.string().max(200), code: z.string().max(40) });
const fresh = z.object({ password: z.string().max(1000).optional() });
const asked = z.object({ address: z.string().max(320) });

/** Adds `/login…` and `/logout`. */
export function addLogin(app: Hono<Env>, site: Site): void {
  app.use('/login/*', async (c, next) => {
    c.set('language', languageFor('', c.req.header('Accept-Language') ?? ''));
    await next();
    c.header('Cache-Control', 'no-store');
  });
  app.get('/login', (c) => c.html(loginForm(doorOf(c, site), null)));
  app.post('/login', async (c) => {
    const form = credentials.safeParse(await c.req.parseBody());
    if (!form.success) return refused(c, site, null);
    const { address, password } = form.data;
    return answer(c, site, await site.access.logIn(visitOf(c), address, password));
  });
  app.get('/login/code', (c) => c.redirect('/login', 303));
  app.post('/login/code', async (c) => {
    const form = factor.safeParse(await c.req.parseBody());
    if (!form.success) return refused(c, site, null);
    const { ticket, code } = form.data;
    const result = await site.access.logInWithCode(visitOf(c), ticket, code);
    if (result.kind !== 'refused' || result.retryAfterSeconds !== null) return answer(c, site, result);
    return c.html(codeForm(doorOf(c, site), ticket, true), 401);
  });
  addForgot(app, site);
  addLinks(app, site);
  addOidc(app, site);
  app.post('/logout', async (c) => {
    const token = getCookie(c, cookieName(isSecure(site)));
    if (token !== undefined) await site.access.logOut(token);
    deleteCookie(c, cookieName(isSecure(site)), { path: '/', secure: isSecure(site) });
    return c.redirect('/login', 303);
  });
}

/** What is answered says nothing about the address. */
function addForgot(app: Hono<Env>, site: Site): void {
  app.get('/login/forgot', (c) => c.html(forgotForm(doorOf(c, site), false)));
  app.post('/login/forgot', async (c) => {
    const form = asked.safeParse(await c.req.parseBody());
    const { passwords, hasMail } = doorOf(c, site);
    if (form.success && passwords && hasMail) site.forgot(visitOf(c), form.data.address);
    return c.html(forgotForm(doorOf(c, site), true));
  });
}

/** A GET uses nothing up: scanners of mail follow every link. */
function addLinks(app: Hono<Env>, site: Site): void {
  const over = (c: Context<Env>) => c.html(loginForm(doorOf(c, site), 'linkOver'), 410);
  app.get('/login/link/:token', async (c) => {
    const found = await site.access.invitation(c.req.param('token'));
    return found === null ? over(c) : c.html(passwordForm(doorOf(c, site), found, null));
  });
  app.post('/login/link/:token', async (c) => {
    const token = c.req.param('token');
    const found = await site.access.invitation(token);
    const form = fresh.safeParse(await c.req.parseBody());
    const result = await site.access.redeem(visitOf(c), token, form.data?.password ?? null);
    if (result.kind === 'over' || found === null) return over(c);
    if (result.kind === 'weak') return c.html(passwordForm(doorOf(c, site), found, result.weakness), 422);
    if (found.wantsPassword) await recordPassword(site, found.agent.address);
    return answer(c, site, result);
  });
}

async function recordPassword({ store }: Site, address: string): Promise<void> {
  const detail = { via: 'link' };
  await store.audit.record({ actor: address, action: 'account.password', subject: address, detail });
}

function answer(c: Context<Env>, site: Site, result: LogIn): Response | Promise<Response> {
  if (result.kind === 'refused') return refused(c, site, result.retryAfterSeconds);
  if (result.kind === 'code-wanted') return c.html(codeForm(doorOf(c, site), result.ticket, false));
  return letIn(c, site, result);
}

function refused(c: Context<Env>, site: Site, retryAfter: number | null): Response | Promise<Response> {
  if (retryAfter !== null) c.header('Retry-After', String(retryAfter));
  const trouble: Trouble = retryAfter === null ? 'refused' : 'wait';
  return c.html(loginForm(doorOf(c, site), trouble), retryAfter === null ? 401 : 429);
}
