/** Setting up a second factor, and taking it away. */
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { factorWanted } from '../../access/factor.ts';
import type { Env, Site } from '../site.ts';
import { factorPage, recoveryPage } from '../views/account-factor.ts';
import { recordOwn } from './recorded.ts';
import { surroundingsOf } from './surroundings.ts';

const form = z.object({ secret: z.string().regex(/^[A-Z2-7]{32}$/), code: z.string().max(40) });

/** Adds `/inbox/account/factor…`. The secret is nobody’s until a code of it was seen. */
export function addFactor(app: Hono<Env>, site: Site, proof: MiddlewareHandler<Env>): void {
  const path = '/inbox/account/factor';
  app.get(path, proof, (c) => showFactor(c, site, null));
  app.post(path, proof, async (c) => {
    const given = form.safeParse(await c.req.parseBody());
    if (!given.success) return showFactor(c, site, null);
    const { secret, code } = given.data;
    const { agent } = c.get('visitor');
    const codes = await site.access.confirmTotp(agent.id, secret, code);
    if (codes === null) return showFactor(c, site, secret);
    await recordOwn(c, site, 'account.factor');
    return c.html(recoveryPage({ ...(await surroundingsOf(c, site)), codes }));
  });
  app.post(`${path}/drop`, proof, async (c) => {
    const { agent } = c.get('visitor');
    await recordOwn(c, site, 'account.factor-drop');
    await site.access.dropTotp(agent.id);
    return c.redirect('/inbox/account?told=factorDropped', 303);
  });
}

/** `wrong`: the secret whose code was not right; it stays, since the app has it already. */
async function showFactor(c: Context<Env>, site: Site, wrong: string | null): Promise<Response> {
  const { agent } = c.get('visitor');
  const { secret, uri } = site.access.startTotp(agent, wrong);
  const view = {
    ...(await surroundingsOf(c, site)),
    secret,
    uri,
    wrong: wrong !== null,
    due: factorWanted(site.settings().login.secondFactor, agent.role),
  };
  return c.html(factorPage(view), wrong === null ? 200 : 422);
}
