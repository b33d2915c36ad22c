/** GET /admin: charts of what becomes of mail. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { scoreEnds } from '../../model/counts.ts';
import { surroundingsOf } from '../inbox/surroundings.ts';
import type { Env, Site } from '../site.ts';
import { overviewOf } from './overview-data.ts';
import { overviewPage } from './views/overview-page.ts';

const asked = z.object({ span: z.enum(['day', 'week', 'month']).catch('day').default('day') });

/** Adds `/admin`. */
export function addOverview(app: Hono<Env>, site: Site): void {
  app.get('/admin', (c) => showOverview(c, site));
}

async function showOverview(c: Context<Env>, site: Site): Promise<Response> {
  const { span } = asked.parse(c.req.query());
  const now = site.now();
  const settings = site.settings();
  const [surroundings, rules] = await Promise.all([surroundingsOf(c, site), site.store.rules.active()]);
  const overview = await overviewOf(site.store.counts, span, now, settings, rules.thresholds);
  const lateAfter = settings.receipts.alarmMinutes;
  return c.html(overviewPage({ ...surroundings, overview, ends: scoreEnds, lateAfter, now }));
}
