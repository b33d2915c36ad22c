/** Tickets: lists, one of them, opening one, and what is done to it. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { actionSchema } from '../../desk/action.ts';
import type { Acted } from '../../desk/desk.ts';
import { FilesRefused } from '../../desk/files.ts';
import { parseQuery } from '../../desk/search.ts';
import { Failure } from '../../failure.ts';
import { type TicketLine, ticketLists, type Viewer } from '../../model/inbox.ts';
import type { Site } from '../site.ts';
import { withSeenLinks } from '../unseen.ts';
import { type Api, type ApiEnv, endpoint } from './endpoint.ts';
import { paged, pageOf, paging } from './paging.ts';
import { ApiError } from './problem.ts';
import { id, list, ofTicket, ticket } from './shapes.ts';

const tag = 'Tickets';

const asked = z.object({
  list: z.enum(ticketLists).default('all'),
  department: z.string().max(100).optional(),
  q: z.string().max(500).optional().describe('A search, as on the page.'),
  order: z.enum(['date', 'relevance']).default('date'),
  ...paging,
});

const found = pageOf(ticket).extend({
  notUnderstood: list(z.string()).describe(
    'Operators in `q` that mean nothing; they were searched for as words.',
  ),
});

const newTicket = z.strictObject({
  department: z.string().min(1).max(100),
  requester: z.strictObject({
    address: z.email().max(254).toLowerCase(),
    name: z.string().trim().max(200).default(''),
  }),
  subject: z.string().trim().min(1).max(500),
  text: z.string().trim().min(1).max(500_000),
  send: z
    .boolean()
    .default(false)
    .describe('True: the text goes to the requester as a mail; false: it is a note.'),
});

const acted = z
  .object({
    ticket,
    words: z.string().describe('What happened, for people.'),
    message: z.string().nullable().describe('Of the entry that was written.'),
    other: ticket.nullable().describe('`split`: the new ticket. `merge`: the one it goes on in.'),
  })
  .meta({ id: 'Acted' });

const ifMatch = z.object({
  'if-match': z
    .string()
    .max(100)
    .optional()
    .describe('ETag of the ticket: nothing is done where it has changed.'),
  'idempotency-key': z
    .string()
    .max(255)
    .optional()
    .describe('A repeat with the same key does nothing twice.'),
});

/** Adds `/tickets…`. */
export function addTickets(api: Api, site: Site): void {
  const { inbox } = site.store;
  endpoint(
    api,
    {
      method: 'get',
      path: '/tickets',
      tag,
      summary: 'A list of tickets',
      scope: 'tickets:read',
      query: asked,
      answer: found,
    },
    async ({ c, viewer, query: { department, q = '', cursor, ...asked } }) => {
      const query = q.trim() === '' ? null : parseQuery(q, site.now());
      const place = { department: department ?? null, after: cursor ?? null };
      const notUnderstood = query?.notUnderstood ?? [];
      // Signs alone would find all there is.
      if (query?.terms.length === 0) return { items: [], next: null, notUnderstood };
      const page = paged(c, await inbox.tickets(viewer, { ...asked, ...place, query }));
      return { ...page, items: await withSeenLinks(inbox, viewer, page.items), notUnderstood };
    },
  );
  endpoint(
    api,
    {
      method: 'post',
      path: '/tickets',
      tag,
      summary: 'Opens a ticket',
      scope: 'tickets:write',
      body: newTicket,
      answer: acted,
      status: 201,
    },
    async ({ c, actor, viewer, body }) => {
      const cause = c.get('cause');
      const done = (await doneBefore(site, cause)) ?? (await site.desk.open(actor, body, caused(cause)));
      const line = await lineAfter(site, viewer, done.ticket.id);
      tagged(c, line);
      c.header('Location', `/api/v1/tickets/${line.ticketId}`);
      return { ...done, ticket: line, other: null };
    },
  );
  endpoint(
    api,
    {
      method: 'get',
      path: '/tickets/{ticket}',
      tag,
      summary: 'One ticket',
      scope: 'tickets:read',
      params: ofTicket,
      answer: ticket,
    },
    async ({ c, viewer, params }) => {
      const line = await lineOf(site, viewer, params.ticket);
      tagged(c, line);
      return c.req.header('If-None-Match') === etagOf(line) ? c.body(null, 304) : line;
    },
  );
  endpoint(
    api,
    {
      method: 'post',
      path: '/tickets/{ticket}/actions',
      tag,
      summary: 'Does something to a ticket',
      description:
        'One of a closed set, the same as on the page. With `seen`, an answer that crosses another is refused.',
      scope: 'tickets:write',
      params: ofTicket,
      query: z.object({ seen: id.optional().describe('The newest message that was read before answering.') }),
      headers: ifMatch,
      body: actionSchema,
      answer: acted,
      problems: [409, 412],
    },
    async ({ c, actor, viewer, params, query, body }) => {
      const act = async () => {
        const wanted = c.req.header('If-Match');
        const before = await lineOf(site, viewer, params.ticket);
        if (wanted !== undefined && wanted !== '*' && wanted !== etagOf(before)) throw stale();
        const done = site.desk.act(actor, before.id, body, {
          ...(query.seen === undefined ? {} : { seen: query.seen }),
          ...caused(c.get('cause')),
          ...(wanted === undefined || wanted === '*' ? {} : { unchangedSince: before.updatedAt }),
        });
        return done.catch(tellPlaces);
      };
      const done = (await doneBefore(site, c.get('cause'))) ?? (await act());
      const [line, other] = await Promise.all([
        lineAfter(site, viewer, done.ticket.id),
        done.other === null ? null : lineAfter(site, viewer, done.other.id),
      ]);
      tagged(c, line);
      return { ...done, ticket: line, other };
    },
  );
}

/** What an earlier try of the same request did before it died. */
async function doneBefore({ desk }: Site, cause: string | null): Promise<Acted | null> {
  return cause === null ? null : desk.done(cause);
}

function caused(cause: string | null): { readonly cause?: string } {
  return cause === null ? {} : { cause };
}

/** Files are refused as fields are: by their places. */
function tellPlaces(error: unknown): never {
  if (error instanceof FilesRefused)
    throw new ApiError('invalid', error.message, { errors: [...error.faults] });
  throw error;
}

/** Throws Failure `not-found`, also where the viewer may not see it. */
export async function lineOf({ store }: Site, viewer: Viewer, name: string): Promise<TicketLine> {
  const line = await store.inbox.ticket(viewer, name);
  if (line === null) throw new Failure('not-found', 'there is no such ticket');
  const [seen = line] = await withSeenLinks(store.inbox, viewer, [line]);
  return seen;
}

/** After an action he may see it no longer, and is told what he did all the same. */
async function lineAfter(site: Site, viewer: Viewer, name: string): Promise<TicketLine> {
  const line = await lineOf(site, { address: '', departments: 'all' }, name);
  const [seen = line] = await withSeenLinks(site.store.inbox, viewer, [line]);
  return seen;
}

/** Strong (RFC 9110, 8.8.3): every change of a ticket has its own time. */
function etagOf({ id: ticketId, updatedAt }: TicketLine): string {
  return `"${ticketId.slice(-6)}-${updatedAt.getTime().toString(36)}"`;
}

function tagged(c: Context<ApiEnv>, line: TicketLine): void {
  c.header('ETag', etagOf(line));
}

const stale = () => new Failure('stale', 'the ticket has changed since; read it again');
