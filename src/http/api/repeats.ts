/** A POST that is sent again with the same `Idempotency-Key` does nothing twice (draft-ietf-httpapi-idempotency-key-header). */
import { createHash } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { Failure } from '../../failure.ts';
import type { KeptAnswer, RepeatStore, RepeatTurn } from '../../model/webhook.ts';
import type { Site } from '../site.ts';
import type { ApiEnv } from './endpoint.ts';
import { ApiError, problem } from './problem.ts';

const keyForm = /^[\x21-\x7e]{1,255}$/;
/** Header fields of an answer that a repeat gets too. */
const kept = ['Content-Type', 'ETag', 'Location', 'Link'] as const;
/** An answer larger than this is not kept: only reading gives so much. */
const mostKept = 1_000_000;

/** Hands the store of repeats to the routes: each asks it behind its own look at who may. */
export function knowRepeats({ store }: Pick<Site, 'store'>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    c.set('repeats', store.repeats);
    c.set('cause', null);
    await next();
  };
}

/**
 * Keeps the first good answer of a key for 24 hours, and gives it to repeats. Of a `secret` answer it keeps that it was
 * given, and not what it showed. Throws ApiError, and Failure `conflict` while the first request is under way.
 */
export async function onceByKey(
  c: Context<ApiEnv>,
  secret: boolean,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  const key = c.req.header('Idempotency-Key');
  if (key === undefined || c.req.method !== 'POST') {
    await next();
    return undefined;
  }
  if (!keyForm.test(key))
    throw new ApiError('invalid', 'Idempotency-Key: 1 to 255 printable characters without spaces');
  const repeats = c.get('repeats');
  const found = await repeats.begin(`${doorOf(c)}:${key}`, await fingerprintOf(c));
  if (found.kind === 'other')
    throw new ApiError('repeat-differs', 'this Idempotency-Key was used for another request');
  if (found.kind === 'under-way')
    throw new Failure('conflict', 'the first request with this key is under way');
  if (found.kind === 'done') return again(found.answer);
  c.set('cause', found.turn.cause);
  await next();
  await settle(repeats, found.turn, c.res, secret);
  return undefined;
}

/** Tokens of one agent may do different things: what one was told is nothing to another. */
function doorOf(c: Context<ApiEnv>): string {
  const { session, agent } = c.get('visitor');
  return c.get('tokenId') ?? session?.hash ?? agent.id;
}

async function fingerprintOf({ req }: Context<ApiEnv>): Promise<string> {
  const head = [req.method, req.path, new URL(req.url).search, req.header('If-Match') ?? null];
  const body = new Uint8Array(await req.arrayBuffer());
  return createHash('sha256')
    .update(`${JSON.stringify(head)}\n`)
    .update(body)
    .digest('hex');
}

async function settle(
  repeats: RepeatStore,
  turn: RepeatTurn,
  answer: Response,
  secret: boolean,
): Promise<void> {
  // What failed on our side may have been done all the same: the next try has the same cause, and finds it.
  if (answer.status >= 500) return repeats.release(turn);
  if (!answer.ok) return repeats.drop(turn);
  const told = await keptOf(secret ? shownOnce() : answer.clone());
  return told.body.length > mostKept ? repeats.release(turn) : repeats.done(turn, told);
}

async function keptOf(answer: Response): Promise<KeptAnswer> {
  const headers = kept.flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { status: answer.status, headers, body: await answer.text() };
}

const shownOnce = () => problem(409, 'conflict', 'this was done, and its secret was shown that once');

function again({ status, headers, body }: KeptAnswer): Response {
  const fields = [...headers.map(([name, value]) => [name, value] as [string, string])];
  return new Response(status === 204 ? null : body, {
    status,
    headers: [...fields, ['Idempotency-Replayed', 'true'], ['Cache-Control', 'no-store']],
  });
}
