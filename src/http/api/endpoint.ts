/** One route of the API: what it asks for, who may, and what it gives. The OpenAPI document is made of nothing else. */
import { createRoute, type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { mayManage, type Power } from '../../desk/rights.ts';
import { Failure } from '../../failure.ts';
import type { Viewer } from '../../model/inbox.ts';
import type { Actor, Agent, Scope } from '../../model/people.ts';
import type { RepeatStore } from '../../model/webhook.ts';
import type { Env } from '../site.ts';
import { ApiError, problemSchema } from './problem.ts';
import { onceByKey } from './repeats.ts';

export interface ApiEnv {
  /** `scopes`: of the token; of a session all. `tokenId`: null with a session. `cause`: null without a key. */
  Variables: Env['Variables'] & {
    scopes: readonly Scope[];
    tokenId: string | null;
    expiresAt: Date | null;
    repeats: RepeatStore;
    cause: string | null;
  };
}
export type Api = OpenAPIHono<ApiEnv>;

/** `answer`: a schema of JSON, a media type of bytes, or null for none (204). */
export interface Endpoint<P, Q, B, A> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Null: any token. */
  readonly scope: Scope | null;
  readonly power?: Power;
  readonly params?: P;
  readonly query?: Q;
  readonly headers?: z.ZodObject;
  /** A schema of JSON, or a media type of bytes. */
  readonly body?: B;
  readonly answer: A;
  /** The answer shows a secret: it is not kept, and a repeat by key is told no more than that it was done. */
  readonly secret?: true;
  /** 200 where it is not told; 204 without an answer. */
  readonly status?: 201 | 202;
  /** Beside those that every route has. */
  readonly problems?: readonly (404 | 409 | 412)[];
}

type Given<S> = S extends z.ZodType ? z.output<S> : undefined;
type Answer<A> = A extends z.ZodType ? z.input<A> : A extends string ? Response : undefined;

/** What a handler gets. */
export interface Asked<P, Q, B> {
  readonly c: Context<ApiEnv>;
  readonly actor: Actor;
  readonly agent: Agent;
  readonly viewer: Viewer;
  readonly params: Given<P>;
  readonly query: Given<Q>;
  readonly body: Given<B>;
}

const words: Readonly<Record<number, string>> = {
  400: 'The body is no JSON.',
  401: 'No good token, and no session.',
  403: 'The token has not the scope, or its agent not the right.',
  404: 'There is no such thing, or not for this agent.',
  409: 'It does not fit what is there now, or the first request with this key is under way.',
  412: 'The ticket is no longer the one of `If-Match`.',
  413: 'The body is too large.',
  415: 'The body has another Content-Type than this route takes.',
  422: 'What was sent makes no sense; `errors` says where.',
  429: 'Too many requests; `Retry-After` says when.',
  503: 'The store is away; try again.',
};

/** Adds it. What the handler gives passes through the schema: nothing goes out that it does not name. */
export function endpoint<
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | string | undefined = undefined,
  A extends z.ZodType | string | null = null,
>(
  api: Api,
  spec: Endpoint<P, Q, B, A>,
  handle: (asked: Asked<P, Q, B>) => Promise<Answer<A> | Response>,
): void {
  const status = spec.status ?? (spec.answer === null ? 204 : 200);
  const handler = async (c: Context<ApiEnv>): Promise<Response> => {
    const { actor, agent } = c.get('visitor');
    const { address, departments } = actor;
    const valid = (target: string): unknown => c.req.valid(target as never);
    const given = await handle({
      c,
      actor,
      agent,
      viewer: { address, departments },
      params: (spec.params && valid('param')) as Given<P>,
      query: (spec.query && valid('query')) as Given<Q>,
      body: (isSchema(spec.body) ? valid('json') : undefined) as Given<B>,
    });
    if (given instanceof Response) return given;
    return isSchema(spec.answer) ? c.json(spec.answer.parse(given), status as 200) : c.body(null, 204);
  };
  // Before the body is looked at, or a kept answer given: who may not, learns nothing.
  const early = async (c: Context<ApiEnv>, next: () => Promise<void>) => {
    allow(c, spec);
    return onceByKey(c, spec.secret ?? false, next);
  };
  api.openapi(createRoute({ ...configOf(spec, status), middleware: early as never }), handler as never);
}

function allow(c: Context<ApiEnv>, { scope, power }: Pick<Endpoint<0, 0, 0, 0>, 'scope' | 'power'>): void {
  if (scope !== null && !c.get('scopes').includes(scope))
    throw new ApiError('missing-scope', `the token has not the scope ${scope}`);
  if (power !== undefined && !mayManage(c.get('visitor').actor, power))
    throw new Failure('forbidden', 'your role does not allow it');
}

function configOf<P, Q, B, A>(spec: Endpoint<P, Q, B, A>, status: number): RouteConfig {
  const { method, path, tag, summary, description, scope, params, query, headers, body, answer } = spec;
  const byBody = body === undefined ? [] : [400, 413, 415];
  const byPlace = params === undefined ? [] : [404];
  const byKey = method === 'post' ? [409] : [];
  const wrong = [401, 403, 422, 429, 503, ...byBody, ...byPlace, ...byKey, ...(spec.problems ?? [])];
  const problems = [...new Set(wrong)].sort().map((code) => [code, problemAnswer(code)] as const);
  const good = { description: summary, ...(answer === null ? {} : { content: contentOf(answer) }) };
  return {
    method,
    path,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    operationId: operationId(method, path),
    security: [{ token: scope === null ? [] : [scope] }, { session: [] }],
    request: {
      ...(params instanceof z.ZodObject ? { params } : {}),
      ...(query instanceof z.ZodObject ? { query } : {}),
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined ? {} : { body: { required: true, content: contentOf(body) } }),
    },
    responses: Object.fromEntries([[status, good], ...problems]),
  } as RouteConfig;
}

const problemAnswer = (code: number) => ({
  description: words[code] ?? '',
  content: { 'application/problem+json': { schema: problemSchema } },
});

function contentOf(what: unknown): object {
  if (isSchema(what)) return { 'application/json': { schema: what } };
  return { [String(what)]: { schema: z.string().meta({ format: 'binary' }) } };
}

function isSchema(what: unknown): what is z.ZodType {
  return what instanceof z.ZodType;
}

/** `post` of `/tickets/{ticket}/actions` is `postTicketsActions`. */
function operationId(method: string, path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  const named = parts.map((part) =>
    part.startsWith('{') ? `By${capital(part.slice(1, -1))}` : capital(part),
  );
  return method + named.join('');
}

function capital(word: string): string {
  return word.replace(/^./, (first) => first.toUpperCase());
}
