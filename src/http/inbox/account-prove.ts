/** The question for the password before something dangerous. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { nextOf } from '../guard.ts';
import { doorOf, visitOf } from '../login-door.ts';
import type { Env, Site } from '../site.ts';
import { provePage } from '../views/account-prove.ts';
import { surroundingsOf } from './surroundings.ts';

const form = z.object({ password: z.string().max(1000) });

/** Adds `/inbox/account/prove`. Who has no password shows himself to the provider again. */
export function addProve(app: Hono<Env>, site: Site): void {
  const path = '/inbox/account/prove';
  app.get(path, (c) => showProve(c, site, false));
  app.post(path, async (c) => {
    const given = form.safeParse(await c.req.parseBody());
    const token = c.get('visitor').token ?? '';
    const proven = given.success && (await site.access.prove(visitOf(c), token, given.data.password));
    return proven ? c.redirect(nextOf(c), 303) : showProve(c, site, true);
  });
}

async function showProve(c: Context<Env>, site: Site, wrong: boolean): Promise<Response> {
  const { agent, session } = c.get('visitor');
  const { passwordHash } = await site.store.agents.credentials(agent.id);
  const view = {
    ...(await surroundingsOf(c, site)),
    next: nextOf(c),
    wrong,
    address: agent.address,
    provider: session?.by === 'oidc' || passwordHash === null ? doorOf(c, site).provider : null,
    hasPassword: passwordHash !== null,
  };
  return c.html(provePage(view), wrong ? 403 : 200);
}
