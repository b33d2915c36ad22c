/** Sends one delivery: a POST to an address that was looked at, without redirects, with an end. */
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { Failure } from '../failure.ts';
import type { WebhookTry } from '../model/webhook.ts';
import { faultOf, guardedLookup } from './networks.ts';

export interface PostOptions {
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
}

/** Never throws. Redirects are answers like others; of the body nothing is kept. */
export async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  { allowPrivate, timeoutMs }: PostOptions,
): Promise<WebhookTry> {
  const at = new Date();
  const start = performance.now();
  const ended = (status: number | null, error: string | null): WebhookTry => ({
    at,
    status,
    ms: Math.round(performance.now() - start),
    error,
  });
  const fault = faultOf(url, allowPrivate);
  if (fault !== null) return ended(null, `the address ${fault}`);
  const bytes = Buffer.from(body);
  const fields = { ...headers, 'Content-Type': 'application/json', 'Content-Length': String(bytes.length) };
  try {
    return ended(await statusOf(url, fields, bytes, guardedLookup(allowPrivate), timeoutMs), null);
  } catch (error) {
    return ended(null, wordsOf(error));
  }
}

function statusOf(
  url: string,
  headers: Record<string, string>,
  body: Buffer,
  lookup: ReturnType<typeof guardedLookup>,
  timeoutMs: number,
): Promise<number> {
  const request = url.startsWith('https:') ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    // No agent: a connection that is kept open would be used again without a look at its address.
    const sent = request(url, { method: 'POST', headers, lookup, agent: false, signal }, (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.destroy();
    });
    sent.on('error', (error) =>
      reject(signal.aborted ? new Error(`no answer within ${timeoutMs} ms`) : error),
    );
    sent.end(body);
  });
}

/** Words for the log of deliveries: of errors of the network their code alone, which names no address. */
function wordsOf(error: unknown): string {
  if (error instanceof Failure) return error.message;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message.slice(0, 200) : 'failed';
}
