/** GET /admin/trace: from a word to the way of a mail. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { traceWord } from '../../model/trace.ts';
import { traceOf } from '../../watching/tracing.ts';
import { surroundingsOf } from '../inbox/surroundings.ts';
import { writtenTo } from '../inbox/written-to.ts';
import type { Env, Site } from '../site.ts';
import { tracePage } from './views/trace-page.ts';

const id = z.string().regex(/^[0-9a-f]{24}$/);
const asked = z.object({
  /** Longer than a line of a header may be (RFC 5322, 2.1.1), nothing is named. */
  q: z.string().trim().max(998).catch('').default(''),
  before: id.nullable().catch(null).default(null),
  /** The word that led to this one, to go back to. */
  from: z.string().trim().max(998).catch('').default(''),
});
const storiesPerPage = 20;

/** Adds `/admin/trace`. */
export function addTrace(app: Hono<Env>, site: Site): void {
  app.get('/admin/trace', (c) => showTrace(c, site));
}

async function showTrace(c: Context<Env>, site: Site): Promise<Response> {
  const { q, before, from } = asked.parse(c.req.query());
  const word = traceWord(q);
  const [surroundings, page] = await Promise.all([
    surroundingsOf(c, site),
    word === null ? null : traceOf(site.store, word, { before, limit: storiesPerPage }),
  ]);
  const { quarantineDays } = site.settings().screening;
  const mail = page?.items.length === 1 ? page.items[0]?.mail : null;
  const wroteAt = mail ? await writtenTo(site, mail) : null;
  return c.html(
    tracePage({ ...surroundings, q, before, from, page, quarantineDays, wroteAt, now: site.now() }),
  );
}
