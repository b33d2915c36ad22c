/** What every page of rules shows. */
import type { Context } from 'hono';
import { surroundingsOf } from '../inbox/surroundings.ts';
import type { Env, Site } from '../site.ts';
import { atWork } from './rules-draft.ts';
import type { RulesView } from './views/rules-frame.ts';

/** What the visitor works on, and what stands around each page. Throws Failure `store-unavailable`. */
export async function rulesViewOf(c: Context<Env>, site: Site): Promise<RulesView> {
  const [surroundings, work] = await Promise.all([surroundingsOf(c, site), atWork(c, site)]);
  return { ...surroundings, work, now: site.now() };
}
