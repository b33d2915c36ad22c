/** Tokens of the API: his own, for every agent. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { grantableScopes } from '../../access/token-scopes.ts';
import { Failure } from '../../failure.ts';
import { scopes } from '../../model/people.ts';
import type { Site } from '../site.ts';
import { demandProof } from './agents.ts';
import { type Api, type ApiEnv, endpoint } from './endpoint.ts';
import { ApiError } from './problem.ts';
import { list, ofId } from './shapes.ts';
import { trail } from './trail.ts';

const entry = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: list(z.enum(scopes)),
    createdAt: z.date(),
    expiresAt: z.date().nullable(),
    usedAt: z.date().nullable(),
  })
  .meta({ id: 'Token' });

const fresh = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.enum(scopes)).min(1).max(scopes.length),
  days: z.int().min(1).max(3650).nullable().default(365).describe('Null: until it is revoked.'),
});

/** Adds `/tokens…`. */
export function addTokens(api: Api, site: Site): void {
  const { agents } = site.store;
  const tag = 'Tokens';
  endpoint(
    api,
    {
      method: 'get',
      path: '/tokens',
      tag,
      scope: null,
      summary: 'Your tokens',
      answer: z.object({ items: list(entry) }),
    },
    async ({ agent }) => ({ items: await agents.tokens(agent.id) }),
  );
  endpoint(
    api,
    {
      method: 'post',
      path: '/tokens',
      tag,
      scope: 'admin',
      power: 'tokens',
      summary: 'Makes a token',
      description:
        'By a session, or by a token with the scope `admin`: it can give away only what it has itself, and no longer.',
      body: fresh,
      answer: z.object({ token: z.string().describe('Shown this once.'), entry }).meta({ id: 'NewToken' }),
      secret: true,
      status: 201,
    },
    async ({ c, actor, agent, body: { name, scopes: wanted, days } }) => {
      demandProof(c, site);
      const grantable = grantableScopes(actor.role);
      if (wanted.some((scope) => !grantable.includes(scope)))
        throw new Failure('forbidden', `your role gives no more than ${grantable.join(', ')}`);
      refuseMore(c, wanted, days, site.now());
      const made = await site.access.issueToken(agent.id, name, wanted, days);
      await trail(site, actor, 'token.issue', agent.address, { token: made.entry.id, name, scopes: wanted });
      return made;
    },
  );
  endpoint(
    api,
    {
      method: 'delete',
      path: '/tokens/{id}',
      tag,
      scope: null,
      summary: 'Revokes one of your tokens',
      params: ofId,
      answer: null,
    },
    async ({ c, actor, agent, params: { id } }) => {
      const own = (await agents.tokens(agent.id)).some((one) => one.id === id);
      if (!own) throw new Failure('not-found', 'there is no such token');
      if (id !== c.get('tokenId') && !c.get('scopes').includes('admin'))
        throw new ApiError('missing-scope', 'without the scope admin a token revokes itself alone');
      await agents.revokeToken(id);
      await trail(site, actor, 'token.revoke', agent.address, { revoked: id });
      return undefined;
    },
  );
}

const dayMs = 86_400_000;

/** A token that was stolen cannot be made to last, or to do more. */
function refuseMore(c: Context<ApiEnv>, wanted: readonly string[], days: number | null, now: Date): void {
  const own: readonly string[] = c.get('scopes');
  const more = wanted.filter((scope) => !own.includes(scope));
  if (more.length > 0)
    throw new ApiError('missing-scope', `this token has not the scope ${more.join(', ')} itself`);
  const ends = c.get('expiresAt');
  if (ends === null) return;
  if (days === null || now.getTime() + days * dayMs > ends.getTime())
    throw new Failure(
      'bad-usage',
      `days: this token ends at ${ends.toISOString()}, and what it makes ends no later`,
    );
}
