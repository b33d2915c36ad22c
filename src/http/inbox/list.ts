/** A list of tickets. */
import type { Context } from 'hono';
import { z } from 'zod';
import { isCut, soleTicket } from '../../desk/search.ts';
import { type Page, type TicketLine, type TicketList, ticketLists } from '../../model/inbox.ts';
import { told } from '../flash.ts';
import type { Env, Site } from '../site.ts';
import { bulkTold } from '../views/bulk-told.ts';
import { listPage } from '../views/list.ts';
import type { Asked } from '../views/list-path.ts';
import { outcome } from './bulk.ts';
import { showDrafts } from './drafts.ts';
import { searchFor, searchText } from './list-query.ts';
import { showFailed } from './mails.ts';
import { showHeld } from './quarantine-list.ts';
import { staffOf } from './staff.ts';
import { surroundingsOf, viewerOf } from './surroundings.ts';

const others = ['drafts', 'quarantine', 'failed'] as const;
const asked = z.object({
  list: z
    .enum([...ticketLists, ...others])
    .optional()
    .catch(undefined),
  department: z.string().max(100).nullable().default(null).catch(null),
  q: searchText,
  order: z.enum(['date', 'relevance']).default('date').catch('date'),
  after: z.string().max(200).nullable().default(null).catch(null),
});

const noTickets: Page<TicketLine> = { items: [], next: null };
/** Lines of a page. */
const linesPerPage = 50;

export function showList(c: Context<Env>, site: Site): Promise<Response> {
  const { list, ...rest } = asked.parse(c.req.query());
  switch (list) {
    case 'drafts':
      return showDrafts(c, site);
    case 'quarantine':
      return showHeld(c, site);
    case 'failed':
      return showFailed(c, site, { q: rest.q, after: rest.after });
    default:
      return showTickets(c, site, { ...rest, list: list ?? (rest.q === '' ? 'unassigned' : 'all') });
  }
}

async function showTickets(
  c: Context<Env>,
  site: Site,
  wanted: Asked & { readonly list: TicketList },
): Promise<Response> {
  const search = searchFor(wanted.q, c.get('language'), site.now());
  const number = search === null ? null : soleTicket(search.query);
  const sole = number === null ? null : await site.store.inbox.ticket(viewerOf(c), String(number));
  if (sole !== null) return c.redirect(`/inbox/${sole.ticketId}`, 303);
  const { q: _, ...listing } = wanted;
  const [surroundings, page, staff] = await Promise.all([
    surroundingsOf(c, site),
    // Signs alone would find all there is.
    search?.query.terms.length === 0
      ? noTickets
      : site.store.inbox.tickets(viewerOf(c), {
          ...listing,
          query: search?.query ?? null,
          limit: linesPerPage,
        }),
    staffOf(site),
  ]);
  const names = new Map(staff.map(({ address, name }) => [address, name]));
  const nameOf = (address: string) => names.get(address) ?? null;
  const result = told(c, outcome);
  return c.html(
    listPage({
      ...surroundings,
      asked: wanted,
      understood: search?.understood ?? null,
      query: search?.query ?? null,
      cut: isCut((c.req.query('q') ?? '').trim()),
      page,
      staff,
      nameOf,
      told: result === null ? '' : bulkTold({ language: surroundings.language, nameOf }, result),
      now: site.now(),
    }),
  );
}
