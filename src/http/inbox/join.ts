/** GET /inbox/:ticket/merge and /link: finds the other ticket. What is chosen goes to /inbox/:ticket/act. */
import type { Context } from 'hono';
import { parseQuery } from '../../desk/search.ts';
import type { TicketLine } from '../../model/inbox.ts';
import type { Env, Site } from '../site.ts';
import { joinPage, joinTargets } from '../views/join.ts';
import { surroundingsOf, viewerOf } from './surroundings.ts';

/** As many as one looks through; who wants more writes more words. */
const mostFound = 20;

export async function findOther(
  c: Context<Env>,
  site: Site,
  ticket: TicketLine,
  what: 'merge' | 'link',
): Promise<Response> {
  const words = (c.req.query('q') ?? '').trim().slice(0, 200);
  const found = words === '' ? await ofSamePerson(c, site, ticket) : await search(c, site, words);
  const others = found.filter(({ id, mergedInto }) => id !== ticket.id && mergedInto === null);
  const view = { ...(await surroundingsOf(c, site)), ticket, what, words, others, now: site.now() };
  return c.html(c.req.query('part') === undefined ? joinPage(view) : joinTargets(view));
}

/** What most merges are: somebody wrote twice. */
function ofSamePerson(c: Context<Env>, { store }: Site, { requester }: TicketLine): Promise<TicketLine[]> {
  return store.inbox.ofRequester(viewerOf(c), requester.address, mostFound);
}

async function search(c: Context<Env>, site: Site, words: string): Promise<TicketLine[]> {
  const { inbox } = site.store;
  const named = await inbox.ticket(viewerOf(c), words);
  const query = parseQuery(words, site.now());
  const listing = {
    list: 'all',
    department: null,
    query,
    order: 'date',
    after: null,
    limit: mostFound,
  } as const;
  const { items } = await inbox.tickets(viewerOf(c), listing);
  return named === null ? [...items] : [named, ...items.filter(({ id }) => id !== named.id)];
}
