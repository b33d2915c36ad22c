/** All that people see in a browser. */
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Hono, MiddlewareHandler } from 'hono';
import { bareHeaders } from './app.ts';
import { addAssets } from './assets.ts';
import { sameOrigin } from './guard.ts';
import { addInbox, pageHeaders } from './inbox/routes.ts';
import { addLogin } from './login.ts';
import type { Env, Site } from './site.ts';

/** Bodies of mails bring stricter headers of their own, which these would overwrite. */
export const headersByPath: MiddlewareHandler = (c, next) => {
  const { path } = c.req;
  if (path.startsWith('/inbox/body/')) return next();
  return path.startsWith('/inbox') || path.startsWith('/login') ? pageHeaders(c, next) : bareHeaders(c, next);
};

/** Adds `/login`, `/inbox` and what they need. */
export function addPages(app: Hono<Env>, site: Site): void {
  app.use(async (c, next) => {
    c.set('source', getConnInfo(c).remote.address ?? '');
    await next();
  });
  addAssets(app);
  app.use('/login/*', sameOrigin());
  app.use('/logout', sameOrigin());
  addLogin(app, site);
  addInbox(app, site);
}
