/** All that people see in a browser. */
import type { Hono, MiddlewareHandler } from 'hono';
import { addAdmin } from './admin/routes.ts';
import { addApi } from './api/api.ts';
import { bareHeaders, faults, missing } from './app.ts';
import { addAssets } from './assets.ts';
import { failurePages, missingPages } from './failure-page.ts';
import { sameOrigin } from './guard.ts';
import { addHeldLinks } from './inbox/quarantine-link.ts';
import { addInbox, pageHeaders } from './inbox/routes.ts';
import { addLogin } from './login.ts';
import { behindProxies } from './proxy.ts';
import type { Env, Site } from './site.ts';

/** Bodies and files of mails bring stricter headers of their own, which these would overwrite. */
const bringTheirOwn = /^\/inbox\/(?:body\/|file\/|mail\/\w+\/body$)/;

export const headersByPath: MiddlewareHandler = async (c, next) => {
  const { path } = c.req;
  if (!bringTheirOwn.test(path))
    return /^\/(?:inbox|login|admin|held)/.test(path) ? pageHeaders(c, next) : bareHeaders(c, next);
  await next();
  // A page that says why there is none is a page like all others.
  if (c.res.headers.has('Content-Security-Policy')) return undefined;
  return pageHeaders(c, async () => {});
};

/** Adds `/login`, `/inbox`, `/admin` and what they need. Gives what ends lines that stay open. */
export function addPages(app: Hono<Env>, site: Site): () => void {
  app.onError(failurePages(site.log, faults(site.log)));
  app.notFound(missingPages(missing));
  app.use(behindProxies(site));
  addAssets(app);
  app.use('/login/*', sameOrigin());
  app.use('/logout', sameOrigin());
  addLogin(app, site);
  addHeldLinks(app, site);
  const endApi = addApi(app, site);
  const endInbox = addInbox(app, site);
  addAdmin(app, site);
  return async () => {
    endApi();
    await endInbox();
  };
}
