/** The way of a mail, for programs. */
import { z } from '@hono/zod-openapi';
import { traceWord } from '../../model/trace.ts';
import { traceOf } from '../../watching/tracing.ts';
import type { Site } from '../site.ts';
import { toldStory } from '../words/trace-story.ts';
import { type Api, endpoint } from './endpoint.ts';
import { paged, pageOf, paging } from './paging.ts';
import { id, list } from './shapes.ts';

const story = z
  .object({
    id: z.string(),
    kind: z.enum(['mail', 'refusal', 'outgoing']),
    state: z
      .string()
      .describe('Of the mail, or of outgoing mail; `refused` where it was refused at the door.'),
    at: z.date(),
    from: z.string(),
    to: list(z.string()),
    subject: z.string().nullable(),
    messageId: z.string().nullable(),
    ticketId: z.string().nullable(),
    steps: list(
      z.object({
        part: z.string(),
        at: z.date().nullable(),
        reason: z.string().nullable(),
        text: z.string().describe('For people.'),
      }),
    ),
  })
  .meta({ id: 'Trace' });

/** Adds `/trace`. */
export function addTraceApi(api: Api, site: Site): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/trace',
      tag: 'Mails',
      scope: 'admin',
      power: 'screening',
      summary: 'The whole way of mails, by what is known of them, the newest first',
      query: z.object({
        q: z
          .string()
          .trim()
          .min(1)
          .max(998)
          .describe('Message-ID of theirs or ours, address, ticket ID, mail, queue or outbox ID.'),
        ...paging,
        cursor: id.optional().describe('`next` of the page before.'),
        limit: z.coerce.number().int().min(1).max(50).default(20),
      }),
      answer: pageOf(story),
    },
    async ({ c, query: { q, cursor, limit } }) => {
      const word = traceWord(q);
      if (word === null) return paged(c, { items: [], next: null });
      const { items, next } = await traceOf(site.store, word, { before: cursor ?? null, limit });
      return paged(c, { items: items.map((one) => toldStory('en', one)), next });
    },
  );
}
