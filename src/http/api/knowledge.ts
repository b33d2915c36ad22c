/** What is known: counts, tags, similar tickets, solutions, and the problems of late. */
import { z } from '@hono/zod-openapi';
import { ticketLists } from '../../model/inbox.ts';
import type { Site } from '../site.ts';
import { withSeenLinks } from '../unseen.ts';
import { type Api, endpoint } from './endpoint.ts';
import { paged, pageOf, paging } from './paging.ts';
import { list, ofTicket, ticket } from './shapes.ts';
import { lineOf } from './tickets.ts';

const tag = 'Knowledge';
const read = { method: 'get', scope: 'tickets:read', tag } as const;
const dayMs = 86_400_000;

const counts = z
  .object({ lists: z.record(z.enum(ticketLists), z.int()), departments: z.record(z.string(), z.int()) })
  .meta({ id: 'Counts', description: 'Counting stops at 1,000.' });
const similar = z
  .object({
    ticket,
    likeness: z.number().describe('0 to 1.'),
    answer: z.string().describe('How it was solved.'),
  })
  .meta({ id: 'Similar' });
const problem = z
  .object({
    words: list(z.string()),
    tickets: z.int(),
    examples: list(z.object({ ticketId: z.string(), subject: z.string() })),
    solution: z.object({ ticketId: z.string(), problem: z.string() }).nullable(),
  })
  .meta({ id: 'KnownProblem' });

/** Adds `/counts`, `/tags`, `/solutions`, `/problems/report` and `/tickets/{ticket}/similar`. */
export function addKnowledge(api: Api, site: Site): void {
  const { inbox } = site.store;
  endpoint(
    api,
    { ...read, path: '/counts', summary: 'How many tickets each list has', answer: counts },
    async ({ viewer }) => {
      const seen = site
        .settings()
        .departments.map(({ name }) => name)
        .filter((name) => viewer.departments === 'all' || viewer.departments.includes(name));
      const [lists, waiting] = await Promise.all([
        inbox.counts(viewer),
        inbox.countByDepartment(viewer, seen),
      ]);
      return { lists, departments: Object.fromEntries(waiting) };
    },
  );
  endpoint(
    api,
    {
      ...read,
      path: '/tags',
      summary: 'Tags in use, the most frequent first',
      answer: z.object({ items: list(z.string()) }),
    },
    async ({ viewer }) => ({ items: await inbox.tags(viewer) }),
  );
  endpoint(
    api,
    {
      ...read,
      path: '/tickets/{ticket}/similar',
      summary: 'Past tickets like this one, and their answers',
      params: ofTicket,
      query: z.object({ limit: z.coerce.number().int().min(1).max(20).default(5) }),
      answer: z.object({ items: list(similar) }),
    },
    async ({ viewer, params, query }) => {
      const { id } = await lineOf(site, viewer, params.ticket);
      const found = await inbox.similar(viewer, id, query.limit);
      const tickets = await withSeenLinks(
        inbox,
        viewer,
        found.map((one) => one.ticket),
      );
      return { items: found.map((one, at) => ({ ...one, ticket: tickets[at] ?? one.ticket })) };
    },
  );
  endpoint(
    api,
    {
      ...read,
      path: '/solutions',
      summary: 'Tickets that show how a known problem is solved',
      query: z.object(paging),
      answer: pageOf(ticket),
    },
    async ({ c, viewer, query: { cursor, limit } }) => {
      const query = { terms: [{ field: 'is', value: 'solution', not: false }], notUnderstood: [] } as const;
      const place = { list: 'all', department: null, order: 'date', after: cursor ?? null } as const;
      const page = await inbox.tickets(viewer, { ...place, query, limit });
      return paged(c, { ...page, items: await withSeenLinks(inbox, viewer, page.items) });
    },
  );
  endpoint(
    api,
    {
      ...read,
      path: '/problems/report',
      summary: 'The typical problems of late',
      query: z.object({
        days: z.coerce.number().int().min(1).max(366).default(90),
        limit: z.coerce.number().int().min(1).max(100).default(20),
      }),
      answer: z.object({ items: list(problem) }),
    },
    async ({ viewer, query: { days, limit } }) => {
      const since = new Date(site.now().getTime() - days * dayMs);
      return { items: await inbox.problems(viewer, since, limit) };
    },
  );
}
