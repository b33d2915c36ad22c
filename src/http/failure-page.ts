/** What somebody reads when a page cannot be shown or a form cannot be taken: what is amiss, and the way back. */
import type { Context, ErrorHandler, NotFoundHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { describe, Failure, type FailureCode } from '../failure.ts';
import type { Log } from '../model/ports.ts';
import type { Env } from './site.ts';
import { failureView } from './views/failure.ts';
import { languageFor } from './words/words.ts';

/** RFC 9110, 15.5 and 15.6. All else is a fault of ours. */
const statuses: Partial<Record<FailureCode, ContentfulStatusCode>> = {
  'bad-usage': 422,
  conflict: 409,
  forbidden: 403,
  'not-found': 404,
  overloaded: 503,
  'store-full': 503,
  'store-unavailable': 503,
  'shutting-down': 503,
};

const pages = /^\/(?:inbox|login|admin)/;

/** Of pages and forms; other paths answer programs, with `others`. */
export function failurePages(log: Log, others: ErrorHandler<Env>): ErrorHandler<Env> {
  return (error, c) => {
    const { path, method } = c.req;
    if (!pages.test(path)) return others(error, c);
    const status = error instanceof Failure ? (statuses[error.code] ?? 500) : 500;
    if (status >= 500) log.error('http request failed', { method, path, error: describe(error) });
    return answer(c, status);
  };
}

/** For paths of pages that lead nowhere; other paths answer programs, with `others`. */
export function missingPages(others: NotFoundHandler<Env>): NotFoundHandler<Env> {
  return (c) => (pages.test(c.req.path) ? answer(c, 404) : others(c));
}

function answer(c: Context<Env>, status: ContentfulStatusCode): Response | Promise<Response> {
  // Unset before somebody was let in.
  const known: string | undefined = c.get('language');
  const language = known ?? languageFor('', c.req.header('Accept-Language') ?? '');
  return c.html(failureView(language, status), status, { 'Cache-Control': 'no-store' });
}
