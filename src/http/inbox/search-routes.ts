/** The routes of what was learned from past tickets: how to search them, known solutions, the report. */
import type { Hono } from 'hono';
import type { Env, Site } from '../site.ts';
import { searchHelpPage } from '../views/search-help.ts';
import { reportAsCsv, showReport } from './report.ts';
import { makeCanned, showSolutions } from './solutions.ts';
import { surroundingsOf } from './surroundings.ts';

/** Adds them; before the routes that take any word for a ticket’s ID. */
export function addSearch(app: Hono<Env>, site: Site): void {
  app.get('/inbox/search-help', async (c) => c.html(searchHelpPage(await surroundingsOf(c, site))));
  app.get('/inbox/solutions', (c) => showSolutions(c, site));
  app.post('/inbox/solutions/:ticket', (c) => makeCanned(c, site));
  app.get('/inbox/report', (c) => showReport(c, site));
  app.get('/inbox/report.csv', (c) => reportAsCsv(c, site));
}
