/** The spam desk: what admins see and tune of what is let in. */
import type { Hono } from 'hono';
import { requirePower, requireSession, sameOrigin } from '../guard.ts';
import type { Env, Site } from '../site.ts';

/** Adds `/admin…`. */
export function addAdmin(app: Hono<Env>, site: Site): void {
  app.use('/admin/*', sameOrigin(), requireSession(site), requirePower('screening'));
}
