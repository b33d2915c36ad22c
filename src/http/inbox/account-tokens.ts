/** Tokens of the API, as their owner makes and revokes them. */
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { grantableScopes } from '../../access/token-scopes.ts';
import { scopes } from '../../model/people.ts';
import { requirePower } from '../guard.ts';
import type { Env, Site } from '../site.ts';
import { newTokenPage, tokenPage } from '../views/account-tokens.ts';
import { recordOwn } from './recorded.ts';
import { surroundingsOf } from './surroundings.ts';

const fresh = z.object({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.enum(scopes)).min(1),
  days: z.enum(['30', '90', '365', '']),
});
const revoked = z.object({ token: z.string().max(24) });

/** Adds `/inbox/account/tokens…`. */
export function addTokens(app: Hono<Env>, site: Site, proof: MiddlewareHandler<Env>): void {
  const path = '/inbox/account/tokens';
  const power = requirePower('tokens');
  app.get(`${path}/new`, power, proof, (c) => showNew(c, site, false));
  app.post(path, power, proof, async (c) => {
    const body = await c.req.parseBody({ all: true });
    const form = fresh.safeParse({ ...body, scopes: [body['scopes'] ?? []].flat() });
    const { agent, actor } = c.get('visitor');
    const grantable = grantableScopes(actor.role);
    if (!form.success || form.data.scopes.some((scope) => !grantable.includes(scope)))
      return showNew(c, site, true);
    const { name, days } = form.data;
    await recordOwn(c, site, 'token.issue', {
      name,
      scopes: form.data.scopes,
      days: days === '' ? null : Number(days),
    });
    const issued = await site.access.issueToken(
      agent.id,
      name,
      form.data.scopes,
      days === '' ? null : Number(days),
    );
    return c.html(tokenPage({ ...(await surroundingsOf(c, site)), name, token: issued.token }));
  });
  app.post(`${path}/revoke`, power, async (c) => {
    const form = revoked.safeParse(await c.req.parseBody());
    const own = await site.store.agents.tokens(c.get('visitor').agent.id);
    const found = own.find(({ id }) => id === form.data?.token);
    if (found !== undefined) {
      await recordOwn(c, site, 'token.revoke', { name: found.name });
      await site.store.agents.revokeToken(found.id);
    }
    return c.redirect('/inbox/account?told=revoked', 303);
  });
}

async function showNew(c: Context<Env>, site: Site, invalid: boolean): Promise<Response> {
  const scopes = grantableScopes(c.get('visitor').actor.role);
  const view = { ...(await surroundingsOf(c, site)), scopes, invalid };
  return c.html(newTokenPage(view), invalid ? 422 : 200);
}
