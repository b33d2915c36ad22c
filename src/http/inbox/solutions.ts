/** /inbox/solutions: tickets that show how a known problem is solved, and canned replies made of them. */
import type { Context } from 'hono';
import { z } from 'zod';
import { mayEditCanned, unknownIn } from '../../desk/canned.ts';
import { parseQuery } from '../../desk/search.ts';
import type { Listing, Solution, TicketLine } from '../../model/inbox.ts';
import type { Env, Site } from '../site.ts';
import { solutionsPage } from '../views/search-solutions.ts';
import { wordsOf } from '../words/words.ts';
import { searchText } from './list-query.ts';
import { surroundingsOf, viewerOf } from './surroundings.ts';

const asked = z.object({
  q: searchText,
  after: z.string().max(200).nullable().default(null).catch(null),
});

const linesPerPage = 30;

export async function showSolutions(c: Context<Env>, site: Site): Promise<Response> {
  const { q, after } = asked.parse(c.req.query());
  const typed = parseQuery(q, site.now());
  const marked = { field: 'is', value: 'solution', not: false } as const;
  const listing: Listing = {
    list: 'all',
    department: null,
    query: { ...typed, terms: [marked, ...typed.terms] },
    order: q === '' ? 'date' : 'relevance',
    after,
    limit: linesPerPage,
  };
  const { inbox } = site.store;
  const { actor } = c.get('visitor');
  const [surroundings, page, replies] = await Promise.all([
    surroundingsOf(c, site),
    inbox.tickets(viewerOf(c), listing),
    inbox.canned(actor.departments),
  ]);
  const made = new Map(replies.flatMap(({ source, id }) => (source === null ? [] : [[source, id] as const])));
  return c.html(
    solutionsPage({
      ...surroundings,
      q,
      query: typed,
      page,
      cannedOf: ({ ticketId }) => made.get(ticketId) ?? null,
      mayMake: ({ department }) => mayEditCanned(actor, { department }),
      now: site.now(),
    }),
  );
}

/** One step: the note of the solution, else the last answer, becomes a canned reply, which can be touched up at once. */
export async function makeCanned(c: Context<Env>, site: Site): Promise<Response> {
  const { inbox, audit } = site.store;
  const { actor } = c.get('visitor');
  const ticket = await inbox.ticket(viewerOf(c), c.req.param('ticket') ?? '');
  if (ticket?.solution == null) return c.notFound();
  const { ticketId, department } = ticket;
  if (!mayEditCanned(actor, { department })) return c.text('Forbidden', 403);
  const text = await textOf(site, ticket, ticket.solution);
  if (text === '') return c.text(wordsOf(c.get('language')).finding.solutions.noText, 422);
  const before = (await inbox.canned(actor.departments)).find(({ source }) => source === ticketId);
  const reply = await inbox.saveCanned({
    id: before?.id ?? null,
    name: ticket.solution.problem,
    department,
    language: before?.language ?? c.get('language').slice(0, 2),
    text,
    source: ticketId,
    updatedBy: actor.name || actor.address,
    updatedAt: site.now(),
  });
  const detail = { name: reply.name, source: ticketId };
  await audit.record({ actor: actor.address, action: 'canned.save', subject: reply.id, detail });
  return c.redirect(`/inbox/canned/${reply.id}`, 303);
}

async function textOf({ store }: Site, { id }: TicketLine, { note }: Solution): Promise<string> {
  const replies = (await store.tickets.messages(id)).filter(({ kind }) => kind === 'reply');
  const text = (note || (replies.at(-1)?.replyText ?? '')).trim();
  // Curly braces that are no variables of ours would keep every answer from being sent.
  return unknownIn(text).length === 0 ? text : text.replaceAll('{{', '{ {').replaceAll('{%', '{ %');
}
