/** The inbox’s pages: lists, tickets, and what is done to them. */
import type { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { requireSession, sameOrigin } from '../guard.ts';
import type { Env, Site } from '../site.ts';
import { addAccount } from './account.ts';
import { addAudit } from './audit.ts';
import { addFile } from './file.ts';
import { addLists } from './lists.ts';
import { addMessage } from './message.ts';
import { addSearch } from './search-routes.ts';
import { addTeam } from './team.ts';
import { addTicket } from './ticket-routes.ts';
import { addWebhookPages } from './webhooks.ts';
import { addWork } from './work.ts';

/** Scripts, styles and pictures of our own, and nothing else (CSP Level 3). */
const contentSecurityPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  frameSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
};

/** The headers of every page of ours. */
export const pageHeaders = secureHeaders({
  contentSecurityPolicy,
  xFrameOptions: 'DENY',
  referrerPolicy: 'same-origin',
  strictTransportSecurity: false,
});

/** Adds `/inbox…`. Gives what ends lines that stay open. */
export function addInbox(app: Hono<Env>, site: Site): () => void {
  app.use('/inbox/*', sameOrigin(), requireSession(site));
  addAccount(app, site);
  addTeam(app, site);
  addAudit(app, site);
  addWebhookPages(app, site);
  const closeLists = addLists(app, site);
  addSearch(app, site);
  addWork(app, site);
  addMessage(app, site);
  addFile(app, site);
  addTicket(app, site);
  return closeLists;
}
