/** The routes of lists, of what is done in them, and of the line on which pages hear of changes. */
import type { Hono } from 'hono';
import type { Env, Site } from '../site.ts';
import { actOnMany } from './bulk.ts';
import { Events } from './events.ts';
import { showList } from './list.ts';
import { bodyOfMail, originalOfMail, settleMail, showMail } from './mails.ts';
import { settleMany } from './quarantine-bulk.ts';
import { dropSearch, keepSearch } from './searches.ts';
import { showSidebar } from './surroundings.ts';

/** Adds `/inbox`, its lists and `/inbox/events`. Gives what ends the open lines. */
export function addLists(app: Hono<Env>, site: Site): () => void {
  const events = new Events(site);
  app.get('/inbox', (c) => showList(c, site));
  app.get('/inbox/lists', (c) => showSidebar(c, site));
  app.get('/inbox/events', (c) => events.serve(c));
  app.post('/inbox/bulk', (c) => actOnMany(c, site));
  app.post('/inbox/searches', (c) => keepSearch(c, site));
  app.post('/inbox/searches/:id/drop', (c) => dropSearch(c, site));
  app.get('/inbox/mail/:id', (c) => showMail(c, site));
  app.post('/inbox/quarantine', (c) => settleMany(c, site));
  app.get('/inbox/mail/:id/body', (c) => bodyOfMail(c, site));
  app.get('/inbox/mail/:id/original', (c) => originalOfMail(c, site));
  app.post('/inbox/mail/:id', (c) => settleMail(c, site));
  return () => events.close();
}
