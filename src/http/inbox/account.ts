/** The account page: what somebody sees and changes of himself. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { requireProof } from '../guard.ts';
import { visitOf } from '../login-door.ts';
import type { Env, Site } from '../site.ts';
import { type AccountTold, type AccountTrouble, accountPage } from '../views/account.ts';
import { languageCodes } from '../words/words.ts';
import { addFactor } from './account-factor.ts';
import { addProve } from './account-prove.ts';
import { addTokens } from './account-tokens.ts';
import { recordOwn } from './recorded.ts';
import { surroundingsOf } from './surroundings.ts';

const profile = z.object({
  name: z.string().trim().max(100),
  language: z.union([z.literal(''), z.enum(languageCodes)]),
});
const passwords = z.object({ old: z.string().max(1000), password: z.string().max(1000) });
const ended = z.object({ session: z.string().regex(/^[0-9a-f]{64}$/) });

/** Adds `/inbox/account…`. */
export function addAccount(app: Hono<Env>, site: Site): void {
  const path = '/inbox/account';
  app.get(path, (c) => showAccount(c, site, null));
  app.post(path, async (c) => {
    const form = profile.safeParse(await c.req.parseBody());
    if (!form.success) return showAccount(c, site, 'invalid', 422);
    await recordOwn(c, site, 'account.profile', form.data);
    await site.store.agents.change(c.get('visitor').agent.id, form.data);
    return c.redirect(`${path}?told=saved`, 303);
  });
  app.post(`${path}/password`, async (c) => {
    const form = passwords.safeParse(await c.req.parseBody());
    if (!form.success) return showAccount(c, site, 'invalid', 422);
    const { old, password } = form.data;
    const token = c.get('visitor').token ?? '';
    const result = await site.access.changePassword(visitOf(c), token, old, password);
    if (result.kind === 'refused') return showAccount(c, site, 'password', 403);
    if (result.kind === 'weak') return showAccount(c, site, result.weakness, 422);
    await recordOwn(c, site, 'account.password');
    return c.redirect(`${path}?told=password`, 303);
  });
  app.post(`${path}/sessions/end`, async (c) => {
    const form = ended.safeParse(await c.req.parseBody());
    const own = await site.store.agents.sessions(c.get('visitor').agent.id);
    const found = own.find(({ hash }) => hash === form.data?.session);
    if (found !== undefined) {
      await recordOwn(c, site, 'account.log-out', { source: found.source });
      await site.store.agents.endSession(found.hash);
    }
    return c.redirect(`${path}?told=loggedOut`, 303);
  });
  app.post(`${path}/sessions/end-others`, async (c) => {
    const { agent, token } = c.get('visitor');
    await recordOwn(c, site, 'account.log-out', { sessions: 'all others' });
    await site.access.logOutElsewhere(agent.id, token);
    return c.redirect(`${path}?told=loggedOut`, 303);
  });
  addProve(app, site);
  addFactor(app, site, requireProof(site));
  addTokens(app, site, requireProof(site));
}

const toldSchema = z
  .enum(['saved', 'password', 'loggedOut', 'factorDropped', 'revoked'])
  .nullable()
  .catch(null);

async function showAccount(
  c: Context<Env>,
  site: Site,
  trouble: AccountTrouble | null,
  status: 200 | 403 | 422 = 200,
): Promise<Response> {
  const { agent, session } = c.get('visitor');
  const { agents } = site.store;
  const [surroundings, sessions, tokens, kept] = await Promise.all([
    surroundingsOf(c, site),
    agents.sessions(agent.id),
    agents.tokens(agent.id),
    agents.credentials(agent.id),
  ]);
  const told: AccountTold | null = toldSchema.parse(c.req.query('told') ?? null);
  const view = {
    ...surroundings,
    agent,
    sessions,
    tokens,
    session,
    hasPassword: kept.passwordHash !== null,
    hasFactor: kept.totpSecret !== null,
    told,
    trouble,
    now: site.now(),
  };
  return c.html(accountPage(view), status);
}
