/** A list of tickets. */
import type { Context } from 'hono';
import { z } from 'zod';
import { type Listing, ticketLists } from '../../inbox.ts';
import type { Env, Site } from '../site.ts';
import { listPage } from '../views/list.ts';

const asked = z.object({
  list: z.enum(ticketLists).catch('unassigned'),
  department: z.string().max(100).nullable().catch(null),
  after: z.string().max(100).nullable().catch(null),
});

/** Lines of a page. */
const linesPerPage = 50;

export async function showList(c: Context<Env>, site: Site): Promise<Response> {
  const { list, department, after } = asked.parse({
    list: c.req.query('list') ?? 'unassigned',
    department: c.req.query('department') ?? null,
    after: c.req.query('after') ?? null,
  });
  const { actor } = c.get('visitor');
  const viewer = { address: actor.address, departments: actor.departments };
  const listing: Listing = { list, department, query: null, order: 'date', after, limit: linesPerPage };
  const { inbox } = site.store;
  const [counts, page] = await Promise.all([inbox.counts(viewer), inbox.tickets(viewer, listing)]);
  return c.html(listPage({ language: c.get('language'), actor, list, counts, page, now: site.now() }));
}
