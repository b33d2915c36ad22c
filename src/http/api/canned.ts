/** Canned replies. */
import { z } from '@hono/zod-openapi';
import { mayEditCanned, unknownIn } from '../../desk/canned.ts';
import { Failure } from '../../failure.ts';
import type { CannedReply } from '../../model/inbox.ts';
import type { Actor } from '../../model/people.ts';
import type { Site } from '../site.ts';
import { type Api, endpoint } from './endpoint.ts';
import { list, ofId } from './shapes.ts';
import { trail } from './trail.ts';

const canned = z
  .object({
    id: z.string(),
    name: z.string(),
    department: z.string().nullable().describe('Null: for all.'),
    language: z.string(),
    text: z.string().describe('With variables: `{{ customer.name }}` …'),
    source: z.string().nullable().describe('The ticket whose solution it came from.'),
    updatedBy: z.string(),
    updatedAt: z.date(),
  })
  .meta({ id: 'CannedReply' });

const written = z.strictObject({
  name: z.string().trim().min(1).max(200),
  department: z.string().min(1).max(100).nullable().default(null),
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .default('en'),
  text: z.string().trim().min(1).max(100_000),
});
type Written = z.output<typeof written>;

/** Adds `/canned…`. */
export function addCanned(api: Api, site: Site): void {
  const { inbox } = site.store;
  const tag = 'Canned replies';
  const own = async (actor: Actor, name: string): Promise<CannedReply> => {
    const reply = (await inbox.canned(actor.departments)).find(({ id }) => id === name);
    if (reply === undefined) throw new Failure('not-found', 'there is no such canned reply');
    refuse(actor, reply);
    return reply;
  };
  const save = async (actor: Actor, before: CannedReply | null, given: Written) => {
    refuse(actor, given);
    check(site, given);
    const by = { updatedBy: actor.name || actor.address, updatedAt: site.now() };
    const source = before?.source ?? null;
    const saved = await inbox.saveCanned({ id: before?.id ?? null, ...given, source, ...by });
    await trail(site, actor, 'canned.save', saved.id, { name: saved.name });
    return saved;
  };
  endpoint(
    api,
    {
      method: 'get',
      path: '/canned',
      tag,
      scope: 'tickets:read',
      summary: 'Canned replies',
      answer: z.object({ items: list(canned) }),
    },
    async ({ actor }) => ({ items: await inbox.canned(actor.departments) }),
  );
  endpoint(
    api,
    {
      method: 'post',
      path: '/canned',
      tag,
      scope: 'tickets:write',
      summary: 'Writes a canned reply',
      body: written,
      answer: canned,
      status: 201,
    },
    ({ actor, body }) => save(actor, null, body),
  );
  endpoint(
    api,
    {
      method: 'put',
      path: '/canned/{id}',
      tag,
      scope: 'tickets:write',
      summary: 'Writes it anew',
      params: ofId,
      body: written,
      answer: canned,
    },
    async ({ actor, params, body }) => save(actor, await own(actor, params.id), body),
  );
  endpoint(
    api,
    {
      method: 'delete',
      path: '/canned/{id}',
      tag,
      scope: 'tickets:write',
      summary: 'Deletes it',
      params: ofId,
      answer: null,
    },
    async ({ actor, params }) => {
      const { id, name } = await own(actor, params.id);
      await inbox.dropCanned(id);
      await trail(site, actor, 'canned.delete', id, { name });
      return undefined;
    },
  );
}

function refuse(actor: Actor, reply: Pick<CannedReply, 'department'>): void {
  if (!mayEditCanned(actor, reply)) throw new Failure('forbidden', 'canned replies are written by leads');
}

function check({ settings }: Site, { department, text }: Written): void {
  const known = department === null || settings().departments.some(({ name }) => name === department);
  if (!known) throw new Failure('bad-usage', `there is no department ${department}`);
  const unknown = unknownIn(text);
  if (unknown.length > 0)
    throw new Failure('bad-usage', `these variables do not exist: ${unknown.join(', ')}`);
}
