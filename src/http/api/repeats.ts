/** A POST that is sent again with the same `Idempotency-Key` does nothing twice (draft-ietf-httpapi-idempotency-key-header). */
import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { Failure } from '../../failure.ts';
import type { KeptAnswer, RepeatStore } from '../../model/webhook.ts';
import type { Site } from '../site.ts';
import type { ApiEnv } from './endpoint.ts';
import { ApiError } from './problem.ts';

const keyForm = /^[\x21-\x7e]{1,255}$/;
/** Header fields of an answer that a repeat gets too. */
const kept = ['Content-Type', 'ETag', 'Location', 'Link'] as const;
/** An answer larger than this is not kept, and none is: only reading gives so much. */
const mostKept = 1_000_000;

/** The name under which a request acts once; null where it has no key. */
export function causeOf(c: {
  req: { header(name: string): string | undefined };
  get(name: 'visitor'): { agent: { id: string } };
}): string | null {
  const key = c.req.header('Idempotency-Key');
  return key === undefined ? null : `api:${c.get('visitor').agent.id}:${key}`;
}

/** Keeps the first answer of a key for 24 hours, of one agent. What failed on our side is not kept: it may be tried again. */
export function onceByKey({ store }: Pick<Site, 'store'>): MiddlewareHandler<ApiEnv> {
  const { repeats } = store;
  return async (c, next) => {
    const key = c.req.header('Idempotency-Key');
    const cause = causeOf(c);
    if (key === undefined || cause === null || c.req.method !== 'POST') return next();
    if (!keyForm.test(key))
      throw new ApiError('invalid', 'Idempotency-Key: 1 to 255 printable characters without spaces');
    const body = new Uint8Array(await c.req.arrayBuffer());
    const print = createHash('sha256').update(`${c.req.path}\n`).update(body).digest('hex');
    const found = await repeats.begin(cause, print);
    if (found.kind === 'other')
      throw new ApiError('repeat-differs', 'this Idempotency-Key was used for another request');
    if (found.kind === 'under-way')
      throw new Failure('conflict', 'the first request with this key is under way');
    if (found.kind === 'done') return again(found.answer);
    await next();
    await keep(repeats, cause, c.res);
    return undefined;
  };
}

async function keep(repeats: RepeatStore, cause: string, answer: Response): Promise<void> {
  // Nothing was done, and it may be by the next try: the store was away, or there were too many requests.
  if (answer.status >= 500 || answer.status === 429 || answer.status === 409) return repeats.drop(cause);
  const body = answer.body === null ? '' : await answer.clone().text();
  if (body.length > mostKept) return repeats.drop(cause);
  const headers = kept.flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return repeats.done(cause, { status: answer.status, headers, body });
}

function again({ status, headers, body }: KeptAnswer): Response {
  const fields = [...headers.map(([name, value]) => [name, value] as [string, string])];
  return new Response(status === 204 ? null : body, {
    status,
    headers: [...fields, ['Idempotency-Replayed', 'true'], ['Cache-Control', 'no-store']],
  });
}
