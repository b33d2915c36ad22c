/** The inbox’s pages: lists, tickets, and what is done to them. */
import type { Context, Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Viewer } from '../../inbox.ts';
import { requireSession, sameOrigin } from '../guard.ts';
import type { Env, Site } from '../site.ts';
import { showList } from './list.ts';

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

/** Adds `/inbox…`. */
export function addInbox(app: Hono<Env>, site: Site): void {
  app.use('/inbox/*', sameOrigin(), requireSession(site));
  app.get('/inbox', (c) => showList(c, site));
}

/** Whose eyes a page is for. */
export function viewerOf(c: Context<Env>): Viewer {
  const { address, departments } = c.get('visitor').actor;
  return { address, departments };
}
