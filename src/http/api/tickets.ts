/** Tickets: lists, one of them, opening one, and what is done to it. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { actionSchema } from '../../desk/action.ts';
import { parseQuery } from '../../desk/search.ts';
import { Failure } from '../../failure.ts';
import { type TicketLine, ticketLists, type Viewer } from '../../model/inbox.ts';
import type { Site } from '../site.ts';
import { type Api, type ApiEnv, endpoint } from './endpoint.ts';
import { paged, pageOf, paging } from './paging.ts';
import { causeOf } from './repeats.ts';
import { id, ofTicket, ticket } from './shapes.ts';

const tag = 'Tickets';

const asked = z.object({
  list: z.enum(ticketLists).default('all'),
  department: z.string().max(100).optional(),
  q: z.string().max(500).optional().describe('A search, as on the page.'),
  order: z.enum(['date', 'relevance']).default('date'),
  ...paging,
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
      answer: pageOf(ticket),
    },
    async ({ c, viewer, query: { list, department, q, order, cursor, limit } }) => {
      const query = q === undefined ? null : parseQuery(q, site.now());
      const place = { list, department: department ?? null, after: cursor ?? null };
      return paged(c, await inbox.tickets(viewer, { ...place, query, order, limit }));
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
      const done = await site.desk.open(actor, body);
      const line = await lineOf(site, viewer, done.ticket.id);
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
      const cause = causeOf(c);
      const wanted = c.req.header('If-Match');
      const before = await lineOf(site, viewer, params.ticket);
      if (wanted !== undefined && wanted !== '*' && wanted !== etagOf(before)) throw stale();
      const options = {
        ...(query.seen === undefined ? {} : { seen: query.seen }),
        ...(cause === null ? {} : { cause }),
        ...(wanted === undefined || wanted === '*' ? {} : { unchangedSince: before.updatedAt }),
      };
      const done = await site.desk.act(actor, before.id, body, options);
      const [line, other] = await Promise.all([
        lineAfter(site, done.ticket.id),
        done.other === null ? null : lineAfter(site, done.other.id),
      ]);
      tagged(c, line);
      return { ...done, ticket: line, other };
    },
  );
}

/** Throws Failure `not-found`, also where the viewer may not see it. */
export async function lineOf({ store }: Site, viewer: Viewer, name: string): Promise<TicketLine> {
  const line = await store.inbox.ticket(viewer, name);
  if (line === null) throw new Failure('not-found', 'there is no such ticket');
  return line;
}

/** After an action he may see it no longer, and is told what he did all the same. */
function lineAfter(site: Site, name: string): Promise<TicketLine> {
  return lineOf(site, { address: '', departments: 'all' }, name);
}

/** Strong (RFC 9110, 8.8.3): every change of a ticket has its own time. */
export function etagOf({ id: ticketId, updatedAt }: TicketLine): string {
  return `"${ticketId.slice(-6)}-${updatedAt.getTime().toString(36)}"`;
}

function tagged(c: Context<ApiEnv>, line: TicketLine): void {
  c.header('ETag', etagOf(line));
}

const stale = () => new Failure('stale', 'the ticket has changed since; read it again');
