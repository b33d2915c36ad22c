/** What all our HTTP listeners have in common: security headers, and faults as problem JSON (RFC 9457). */
import { type ErrorHandler, Hono, type Env as HonoEnv, type MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { BlankEnv } from 'hono/types';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { describe } from '../failure.ts';
import type { Log } from '../model/ports.ts';

const problemType = 'application/problem+json';

/** What went wrong, for programs. */
export function problem(status: ContentfulStatusCode, title: string): Response {
  const body = JSON.stringify({ type: 'about:blank', title, status });
  return new Response(body, {
    status,
    headers: { 'Content-Type': problemType, 'Cache-Control': 'no-store' },
  });
}

/** For answers that are no pages. */
export const bareHeaders = secureHeaders({
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"] },
  xFrameOptions: 'DENY',
  // We speak plain HTTP; the proxy that adds TLS adds this too.
  strictTransportSecurity: false,
});

/** What a handler throws is logged; the client learns that something failed, and no more. */
export function faults<E extends HonoEnv>(log: Log): ErrorHandler<E> {
  return (error, { req }) => {
    log.error('http request failed', { method: req.method, path: req.path, error: describe(error) });
    return problem(500, 'Internal Server Error');
  };
}

/** Of what leads nowhere. */
export function missing(): Response {
  return problem(404, 'Not Found');
}

/** An app without routes. */
export function makeApp<E extends HonoEnv = BlankEnv>(
  log: Log,
  headers: MiddlewareHandler = bareHeaders,
): Hono<E> {
  const app = new Hono<E>();
  app.use(headers);
  app.notFound(missing);
  app.onError(faults(log));
  return app;
}
