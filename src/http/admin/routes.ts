/** The spam desk: what admins see and tune of what is let in. */
import type { Hono } from 'hono';
import { requirePower, requireSession, sameOrigin } from '../guard.ts';
import type { Env, Site } from '../site.ts';
import { addFilter } from './filter.ts';
import { addLearning } from './learning.ts';
import { addListPages } from './lists.ts';
import { addOverview } from './overview.ts';
import { addRules } from './rules.ts';
import { addTrace } from './trace.ts';

/** Adds `/admin…`. */
export function addAdmin(app: Hono<Env>, site: Site): void {
  app.use('/admin/*', sameOrigin(), requireSession(site), requirePower('screening'));
  addOverview(app, site);
  addFilter(app, site);
  addLearning(app, site);
  addRules(app, site);
  addListPages(app, site);
  addTrace(app, site);
}
