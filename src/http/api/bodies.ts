/** How large a body may be. It is read here, so that one without a Content-Length has an end too. */
import type { Context, MiddlewareHandler } from 'hono';
import type { Site } from '../site.ts';
import type { ApiEnv } from './endpoint.ts';
import { ApiError } from './problem.ts';

/** Octets of a body of JSON; those of a file are a setting. */
const mostJson = 2_000_000;

const bodiless = new Set(['GET', 'HEAD', 'DELETE']);

/** Throws a problem where it is too large. */
export function limitBodies({ settings }: Pick<Site, 'settings'>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    if (bodiless.has(c.req.method)) return next();
    const most = c.req.path.endsWith('/uploads') ? settings().inbox.attachmentBytes : mostJson;
    if (Number(c.req.header('Content-Length') ?? 0) > most) throw tooLarge(most);
    const body = Promise.resolve(await readUpTo(c, most));
    // Hono keeps promises here, whatever its types say.
    c.req.bodyCache.arrayBuffer = body as never;
    await next();
    return undefined;
  };
}

async function readUpTo(c: Context, most: number): Promise<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.byteLength;
    if (size > most) throw tooLarge(most);
    chunks.push(chunk);
  }
  const all = Buffer.concat(chunks);
  return new Uint8Array(all).buffer;
}

const tooLarge = (most: number) => new ApiError('too-large', `the body has more than ${most} octets`);
