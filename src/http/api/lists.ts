/** Lists of senders: allowed, refused, blocked for a while. */
import { z } from '@hono/zod-openapi';
import { Failure } from '../../failure.ts';
import type { Actor } from '../../model/people.ts';
import { type ListAuthor, lineProblems, listFormats, listNames } from '../../model/sender-lists.ts';
import type { Site } from '../site.ts';
import { type Api, endpoint } from './endpoint.ts';
import { paged, pageOf, paging } from './paging.ts';
import { list, ofId } from './shapes.ts';

const name = z.enum(listNames).describe('`block`: no connection is taken from there.');
const pattern = z
  .string()
  .min(1)
  .max(300)
  .describe('An address, `@domain`, `@.domain`, a wildcard, an IP address or a network.');
const expiresAt = z.date().nullable().describe('Null: it stands until it is removed.');
const end = z.coerce.date().nullable().default(null).describe('Null: it stands until it is removed.');
const reason = z.string().trim().max(200).default('');

const entry = z
  .object({
    id: z.string(),
    list: name,
    pattern,
    reason: z.string(),
    author: z.string(),
    expiresAt,
    createdAt: z.date(),
  })
  .meta({ id: 'ListEntry' });

const line = z.object({ line: z.int(), list: name, pattern, reason: z.string(), expiresAt });
const problem = z.enum(Object.keys(lineProblems) as [keyof typeof lineProblems]);
const fault = z.object({ line: z.int(), text: z.string(), problem });

/** Who acts, as the audit trail names him. */
function authorOf({ address, name: called, via }: Actor): ListAuthor {
  return { actor: address || called, via };
}

/** Adds `/lists…`. */
export function addLists(api: Api, site: Site): void {
  const base = { tag: 'Lists', scope: 'admin', power: 'screening' } as const;
  const { lists } = site.store;
  endpoint(
    api,
    {
      ...base,
      method: 'get',
      path: '/lists',
      summary: 'Entries that stand, the newest first',
      query: z.object({ list: name.optional(), q: z.string().max(200).optional(), ...paging }),
      answer: pageOf(entry),
    },
    async ({ c, query: { list: of, q, cursor, limit } }) => {
      const skip = z.coerce.number().int().min(0).catch(0).parse(cursor);
      const asked = {
        skip,
        limit,
        ...(of === undefined ? {} : { list: of }),
        ...(q === undefined ? {} : { search: q }),
      };
      const { items, total } = await lists.find(asked);
      const next = skip + items.length;
      return paged(c, { items, next: next < total ? String(next) : null });
    },
  );
  endpoint(
    api,
    {
      ...base,
      method: 'post',
      path: '/lists',
      summary: 'Adds an entry; one that is there gets the new reason and end',
      body: z.strictObject({ list: name, pattern, reason, expiresAt: end }),
      answer: entry,
      status: 201,
    },
    async ({ actor, body }) => {
      const { entry: added } = await site.lists.add(authorOf(actor), body);
      const [found] = (await lists.find({ list: added.list, pattern: added.pattern })).items;
      if (found === undefined) throw new Failure('conflict', 'it was removed meanwhile');
      return found;
    },
  );
  endpoint(
    api,
    {
      ...base,
      method: 'delete',
      path: '/lists/{id}',
      summary: 'Removes an entry, or lifts a block',
      params: ofId,
      answer: null,
    },
    async ({ actor, params }) => {
      if ((await site.lists.remove(authorOf(actor), [params.id])) === 0)
        throw new Failure('not-found', 'there is no such entry');
      return undefined;
    },
  );
  endpoint(
    api,
    {
      ...base,
      method: 'post',
      path: '/lists/import',
      summary: 'Reads a list of another program, and saves it where asked to',
      body: z.strictObject({
        list: name.describe('For lines that do not say themselves.'),
        text: z.string().min(1),
        format: z.enum(listFormats).default('auto'),
        reason,
        expiresAt: end,
        save: z.boolean().default(false),
      }),
      answer: z.object({
        format: z.string(),
        fresh: list(line),
        there: list(line).describe('On the list already.'),
        faults: list(fault).describe('Lines that are no entries.'),
        saved: z.boolean(),
      }),
    },
    async ({ actor, body: { text, format, save, ...defaults } }) => {
      const read = save
        ? await site.lists.import(authorOf(actor), text, format, defaults)
        : await site.lists.preview(text, format, defaults);
      return { ...read, saved: save };
    },
  );
}
