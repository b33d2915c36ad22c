/** Searches that somebody keeps. */
import type { Context } from 'hono';
import { z } from 'zod';
import { mayManage } from '../../desk/rights.ts';
import type { Env, Site } from '../site.ts';

const form = z.object({
  name: z.string().trim().min(1).max(60),
  q: z.string().trim().min(1).max(500),
  all: z.literal('1').optional(),
});

/** Keeps one; for everybody only where a lead or an admin asks for it. */
export async function keepSearch(c: Context<Env>, site: Site): Promise<Response> {
  const given = form.safeParse(await c.req.parseBody());
  if (!given.success) return c.redirect('/inbox', 303);
  const { name, q, all } = given.data;
  const { agent, actor } = c.get('visitor');
  const everybody = all !== undefined && mayManage(actor, 'shared');
  await site.store.inbox.saveSearch({ agent: everybody ? null : agent.id, name, query: q });
  return c.redirect(`/inbox?q=${encodeURIComponent(q)}`, 303);
}

/** Forgets one: his own, or as a lead or an admin one of everybody’s. */
export async function dropSearch(c: Context<Env>, site: Site): Promise<Response> {
  const { agent, actor } = c.get('visitor');
  const id = c.req.param('id') ?? '';
  const kept = (await site.store.inbox.searches(agent.id)).find((search) => search.id === id);
  if (kept !== undefined && (kept.agent !== null || mayManage(actor, 'shared')))
    await site.store.inbox.dropSearch(agent.id, id);
  return c.redirect(kept === undefined ? '/inbox' : `/inbox?q=${encodeURIComponent(kept.query)}`, 303);
}
