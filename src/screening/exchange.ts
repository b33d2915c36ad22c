/**
 * One HTTP request and its answer, bounded in time and size. By node:http: fetch joins repeated fields with commas, and a
 * recipient may hold one itself (RFC 5321, quoted local part).
 */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Failure } from '../failure.ts';

export interface Question {
  readonly method: 'GET' | 'POST';
  /** A list gives one field for each value. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body?: Uint8Array;
  /** For the whole exchange. */
  readonly timeoutMs: number;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** The Server field, or `''`. */
  readonly server: string;
}

/** Octets. Answers to mails with thousands of addresses stay far below. */
const maxAnswer = 4_194_304;

/** Asks; throws Failure `scorer-unavailable` with what went wrong. */
export async function exchange(url: URL, { method, headers, body, timeoutMs }: Question): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutMs);
  const length = body ? { 'Content-Length': String(body.byteLength) } : {};
  try {
    const response = await send(
      url,
      { method, headers: { ...headers, ...length }, signal, agent: false },
      body,
    );
    return {
      status: response.statusCode ?? 0,
      body: await content(response),
      server: String(response.headers['server'] ?? ''),
    };
  } catch (error) {
    throw new Failure(
      'scorer-unavailable',
      signal.aborted ? `no answer within ${timeoutMs} ms` : text(error),
    );
  }
}

/** What the body of an answer says; null where it is no JSON. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** As much of any text as an HTTP field can carry: printable ASCII, the rest as `?`, at most 1,000 characters. */
export function headerText(value: string): string {
  return value.slice(0, 1000).replace(/[^\x20-\x7e]/g, '?');
}

function send(url: URL, options: RequestOptions, body: Uint8Array | undefined): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    request(url, options, resolve).on('error', reject).end(body);
  });
}

async function content(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > maxAnswer) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Connection errors to a name with several addresses have their text in the code alone. */
function text(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message !== '' ? error.message : 'code' in error ? String(error.code) : error.name;
}
