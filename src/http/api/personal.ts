/** What agents keep: drafts, saved searches, and who is where. */
import { z } from '@hono/zod-openapi';
import { mayManage } from '../../desk/rights.ts';
import { Failure } from '../../failure.ts';
import type { Site } from '../site.ts';
import { type Api, endpoint } from './endpoint.ts';
import { id, list, ofId, ofTicket } from './shapes.ts';
import { lineOf } from './tickets.ts';

const read = { method: 'get', scope: 'tickets:read' } as const;
const kind = z.enum(['reply', 'note', 'forward']);
const file = z.strictObject({
  filename: z.string().min(1).max(255),
  contentType: z.string().min(1).max(127),
  size: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  contentId: z.string().nullable().default(null),
});
const addresses = z.array(z.string().max(320)).max(50).default([]);
const written = z.strictObject({
  to: addresses,
  cc: addresses,
  subject: z.string().max(500).default(''),
  text: z.string().max(500_000),
  attachments: z.array(file).max(50).default([]),
  seen: id.nullable().default(null).describe('The newest message that was there when it was begun.'),
});
const draft = z
  .object({
    id: z.string(),
    agent: z.string(),
    ticket: z.string(),
    kind,
    to: list(z.string()),
    cc: list(z.string()),
    subject: z.string(),
    text: z.string(),
    attachments: list(file),
    seen: z.string().nullable(),
    updatedAt: z.date(),
  })
  .meta({ id: 'Draft' });
const search = z
  .object({
    id: z.string(),
    agent: z.string().nullable().describe('Null: for everybody.'),
    name: z.string(),
    query: z.string(),
  })
  .meta({ id: 'Search' });
const presence = z
  .object({ agent: z.string(), name: z.string(), doing: z.enum(['viewing', 'replying']), until: z.date() })
  .meta({ id: 'Presence' });
/** Who says nothing for so long is gone. */
const presenceMs = 50_000;

/** Adds `/drafts`, `/tickets/{ticket}/drafts…`. */
export function addDrafts(api: Api, site: Site): void {
  const { inbox } = site.store;
  const tag = 'Drafts';
  const params = ofTicket.extend({ kind });
  const path = '/tickets/{ticket}/drafts/{kind}';
  const write = { tag, scope: 'tickets:write', path, params } as const;
  endpoint(
    api,
    { ...read, tag, path: '/drafts', summary: 'Your drafts', answer: z.object({ items: list(draft) }) },
    async ({ agent }) => ({ items: await inbox.drafts(agent.id) }),
  );
  endpoint(
    api,
    { ...read, tag, path, summary: 'Your draft on a ticket', params, answer: draft },
    async ({ agent, viewer, params: { ticket, kind } }) => {
      const line = await lineOf(site, viewer, ticket);
      const found = await inbox.draft(agent.id, line.id, kind);
      if (found === null) throw new Failure('not-found', 'there is no such draft');
      return found;
    },
  );
  endpoint(
    api,
    { ...write, method: 'put', summary: 'Keeps a draft', body: written, answer: draft },
    async ({ agent, viewer, params: { ticket, kind }, body }) => {
      const line = await lineOf(site, viewer, ticket);
      return inbox.saveDraft({ agent: agent.id, ticket: line.id, kind, ...body, updatedAt: site.now() });
    },
  );
  endpoint(
    api,
    { ...write, method: 'delete', summary: 'Throws a draft away', answer: null },
    async ({ agent, viewer, params: { ticket, kind } }) => {
      const line = await lineOf(site, viewer, ticket);
      await inbox.dropDraft(agent.id, line.id, kind);
      return undefined;
    },
  );
}

/** Adds `/searches…`. */
export function addSearches(api: Api, site: Site): void {
  const { inbox } = site.store;
  const tag = 'Searches';
  const fresh = z.strictObject({
    name: z.string().trim().min(1).max(60),
    query: z.string().trim().min(1).max(500),
    everybody: z.boolean().default(false).describe('For leads and admins.'),
  });
  endpoint(
    api,
    { ...read, tag, path: '/searches', summary: 'Saved searches', answer: z.object({ items: list(search) }) },
    async ({ agent }) => ({ items: await inbox.searches(agent.id) }),
  );
  endpoint(
    api,
    {
      tag,
      method: 'post',
      path: '/searches',
      scope: 'tickets:write',
      summary: 'Keeps a search',
      body: fresh,
      answer: search,
      status: 201,
    },
    async ({ agent, actor, body: { name, query, everybody } }) => {
      if (everybody && !mayManage(actor, 'shared'))
        throw new Failure('forbidden', 'searches of everybody are for leads and admins');
      return inbox.saveSearch({ agent: everybody ? null : agent.id, name, query });
    },
  );
  endpoint(
    api,
    {
      tag,
      method: 'delete',
      path: '/searches/{id}',
      scope: 'tickets:write',
      summary: 'Forgets a search',
      params: ofId,
      answer: null,
    },
    async ({ agent, actor, params }) => {
      const kept = (await inbox.searches(agent.id)).find((one) => one.id === params.id);
      if (kept === undefined) throw new Failure('not-found', 'there is no such search');
      if (kept.agent === null && !mayManage(actor, 'shared'))
        throw new Failure('forbidden', 'searches of everybody are for leads and admins');
      await inbox.dropSearch(agent.id, params.id);
      return undefined;
    },
  );
}

/** Adds `/tickets/{ticket}/presence`. */
export function addPresence(api: Api, site: Site): void {
  const { inbox } = site.store;
  const tag = 'Presence';
  const path = '/tickets/{ticket}/presence';
  endpoint(
    api,
    {
      ...read,
      tag,
      path,
      summary: 'Who looks at a ticket',
      params: ofTicket,
      answer: z.object({ items: list(presence) }),
    },
    async ({ viewer, params }) => {
      const { id: ticket } = await lineOf(site, viewer, params.ticket);
      return { items: await inbox.present(ticket, site.now()) };
    },
  );
  endpoint(
    api,
    {
      tag,
      method: 'put',
      path,
      scope: 'tickets:write',
      summary: 'Says what you do on a ticket, for 50 seconds',
      params: ofTicket,
      body: z.strictObject({ doing: z.enum(['viewing', 'replying']).nullable().describe('Null: gone.') }),
      answer: null,
    },
    async ({ agent, viewer, params, body }) => {
      const { id: ticket } = await lineOf(site, viewer, params.ticket);
      await inbox.here(ticket, agent, body.doing, presenceMs);
      return undefined;
    },
  );
}
