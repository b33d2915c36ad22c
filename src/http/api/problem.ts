/** What went wrong, as a problem (RFC 9457): one shape for every error of the API. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { describe, Failure, type FailureCode } from '../../failure.ts';
import type { Log } from '../../model/ports.ts';

/** Codes beside those of Failures. */
const ownCodes = {
  'bad-json': 400,
  unauthenticated: 401,
  'missing-scope': 403,
  'too-large': 413,
  'unsupported-type': 415,
  invalid: 422,
  'repeat-differs': 422,
  'too-many-requests': 429,
  fault: 500,
} as const satisfies Record<string, number>;

const failureStatus: Partial<Record<FailureCode, number>> = {
  'bad-address': 422,
  'bad-usage': 422,
  conflict: 409,
  forbidden: 403,
  'mail-too-big': 413,
  'not-found': 404,
  overloaded: 503,
  'store-full': 503,
  'store-unavailable': 503,
  'shutting-down': 503,
  stale: 412,
};

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

export const problemSchema = z
  .object({
    type: z.string().describe('`urn:postern:problem:` and the code.'),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('What programs look at; it does not change.'),
    detail: z.string().describe('For people.'),
    errors: z
      .array(
        z.object({
          pointer: z.string().describe('JSON Pointer (RFC 6901), or the name.'),
          detail: z.string(),
        }),
      )
      .optional()
      .describe('With `invalid`: each field that is wrong.'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof problemSchema>;

/** Something that the API refuses by itself. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: keyof typeof ownCodes;
  readonly errors: Problem['errors'];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: keyof typeof ownCodes,
    detail: string,
    { errors, headers = {} }: { errors?: Problem['errors']; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.code = code;
    this.errors = errors;
    this.headers = headers;
  }
}

/** The problem as an answer. */
export function problem(
  status: number,
  code: string,
  detail: string,
  { errors, headers = {} }: Partial<Pick<ApiError, 'errors' | 'headers'>> = {},
): Response {
  const title = titles[status] ?? 'Error';
  const body = { type: `urn:postern:problem:${code}`, title, status, code, detail };
  return new Response(JSON.stringify(errors === undefined ? body : { ...body, errors }), {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers },
  });
}

/** Tells what a handler threw; of what was not expected only that something failed, and the rest to the log. */
export function problemOf(error: unknown, { req }: Context, log: Log): Response {
  if (error instanceof ApiError) return problem(ownCodes[error.code], error.code, error.message, error);
  if (error instanceof Failure) {
    const status = failureStatus[error.code];
    const headers = status === 503 ? { 'Retry-After': '5' } : {};
    if (status !== undefined) return problem(status, error.code, error.message, { headers });
  }
  if (error instanceof HTTPException && error.status === 415)
    return problem(415, 'unsupported-type', 'the body has another Content-Type than this route takes');
  if (error instanceof HTTPException && error.status === 400)
    return problem(400, 'bad-json', 'the body is no JSON');
  log.error('api request failed', { method: req.method, path: req.path, error: describe(error) });
  return problem(500, 'fault', 'something failed; it is in the log of the server');
}
