/** Who works here, for admins; who you are; and the audit trail. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { agentChangeSchema, newAgentSchema } from '../../access/agent-input.ts';
import { isProven } from '../../access/sessions.ts';
import { Failure } from '../../failure.ts';
import { type Actor, roles, scopes } from '../../model/people.ts';
import type { Site } from '../site.ts';
import { type Api, type ApiEnv, endpoint } from './endpoint.ts';
import { paged, pageOf, paging } from './paging.ts';
import { list, ofId } from './shapes.ts';

const agent = z
  .object({
    id: z.string(),
    address: z.string(),
    name: z.string(),
    role: z.enum(roles),
    tier: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    departments: list(z.string()),
    language: z.string(),
    enabled: z.boolean(),
    createdAt: z.date(),
    lastSeenAt: z.date().nullable(),
  })
  .meta({ id: 'Agent' });

const invited = z
  .object({
    agent,
    link: z.string().describe('Works once, and lets in.'),
    expiresAt: z.date(),
    mailed: z.boolean().describe('False where no mail leaves this machine.'),
  })
  .meta({ id: 'Invited' });

const me = z
  .object({ agent, scopes: list(z.enum(scopes)), departments: z.union([z.literal('all'), list(z.string())]) })
  .meta({ id: 'Me' });

const entry = z
  .object({
    seq: z.int(),
    at: z.date(),
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), list(z.string())])),
    prev: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry' });

/** An old session alone is not enough to change ways in, or other people: its agent shows his password again on a page. */
export function demandProof(c: Context<ApiEnv>, site: Site): void {
  const { session } = c.get('visitor');
  if (session !== null && !isProven(session, site.now()))
    throw new Failure(
      'forbidden',
      'log in again, or show your password again on a page: this session is old',
    );
}

/** Adds `/me` and `/agents…`. */
export function addAgents(api: Api, site: Site): void {
  const tag = 'Agents';
  const { agents } = site.store;
  const by = ({ address, name, via }: Actor) => ({ actor: address || name, via });
  const read = { method: 'get', tag, scope: 'agents:read', power: 'team' } as const;
  const write = { tag, scope: 'agents:write', power: 'team', problems: [409] } as const;
  endpoint(
    api,
    {
      method: 'get',
      path: '/me',
      tag,
      scope: null,
      summary: 'Whose token this is, and what it may do',
      answer: me,
    },
    async ({ c, agent: who, actor }) => ({
      agent: who,
      scopes: c.get('scopes'),
      departments: actor.departments,
    }),
  );
  endpoint(
    api,
    { ...read, path: '/agents', summary: 'All agents, by name', answer: z.object({ items: list(agent) }) },
    async () => ({ items: await agents.list() }),
  );
  endpoint(
    api,
    { ...read, path: '/agents/{id}', summary: 'One agent', params: ofId, answer: agent },
    async ({ params }) => {
      const found = await agents.find(params.id);
      if (found === null) throw new Failure('not-found', 'there is no such agent');
      return found;
    },
  );
  endpoint(
    api,
    {
      ...write,
      method: 'post',
      path: '/agents',
      summary: 'Adds an agent and invites him',
      body: newAgentSchema,
      answer: invited,
      secret: true,
      status: 201,
    },
    async ({ c, actor, body }) => {
      demandProof(c, site);
      return site.team.add(by(actor), body);
    },
  );
  endpoint(
    api,
    {
      ...write,
      method: 'patch',
      path: '/agents/{id}',
      summary: 'Changes an agent',
      params: ofId,
      body: agentChangeSchema,
      answer: agent,
    },
    async ({ c, actor, params, body }) => {
      demandProof(c, site);
      return site.team.change(by(actor), params.id, body);
    },
  );
  endpoint(
    api,
    {
      ...write,
      method: 'post',
      path: '/agents/{id}/reset',
      summary: 'Sends a link to set a new password',
      params: ofId,
      answer: invited,
      secret: true,
    },
    async ({ c, actor, params }) => {
      demandProof(c, site);
      return site.team.reset(by(actor), params.id);
    },
  );
}

/** Adds `/audit`. */
export function addAudit(api: Api, site: Site): void {
  const query = z.object({
    actor: z.string().max(320).optional(),
    action: z.string().max(100).optional(),
    subject: z.string().max(320).optional(),
    ...paging,
    cursor: z.coerce.number().int().min(1).optional().describe('`next` of the page before.'),
  });
  endpoint(
    api,
    {
      method: 'get',
      path: '/audit',
      tag: 'Audit',
      scope: 'admin',
      power: 'audit',
      summary: 'What was done by whom, the newest first',
      query,
      answer: pageOf(entry),
    },
    async ({ c, query: { cursor, limit, actor, action, subject } }) => {
      const found = await site.store.audit.list({
        ...(actor === undefined ? {} : { actor }),
        ...(action === undefined ? {} : { action }),
        ...(subject === undefined ? {} : { subject }),
        ...(cursor === undefined ? {} : { before: cursor }),
        limit: limit + 1,
      });
      const items = found.slice(0, limit);
      return paged(c, { items, next: found.length > limit ? String(items.at(-1)?.seq) : null });
    },
  );
}
