/** Asks rspamd for a score, over its HTTP protocol (https://docs.rspamd.com/developers/protocol). */
import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { Envelope, Source } from '../model/facts.ts';
import type { Scorer } from '../model/ports.ts';
import { exchange, headerText, jsonOf } from './exchange.ts';
import { type Answered, guarded, unavailable } from './guarded.ts';
import { type RequestSettings, settingsHeaders } from './rspamd-settings.ts';

export interface RspamdOptions {
  /** The normal worker: `http://127.0.0.1:11333`. */
  readonly url: string;
  readonly password: string | null;
  readonly timeoutMs: number;
  /** Our own name, as rspamd's MTA-Name. */
  readonly mtaName: string;
  /** What rspamd is told of the departments that a mail is for; without it, nothing. */
  settingsOf?(recipients: readonly string[]): RequestSettings | null;
}

/** The part of the answer to /checkv2 that we read. */
const answerSchema = z.object({
  is_skipped: z.boolean().default(false),
  score: z.number(),
  action: z.string(),
  symbols: z
    .record(
      z.string(),
      z.object({
        name: z.string(),
        score: z.number(),
        // Lua writes an empty list as an object.
        options: z.union([z.array(z.coerce.string()), z.object({}).transform(() => [])]).default([]),
      }),
    )
    .default({}),
});

/** A scorer that never throws: what is not a whole answer in time is `unavailable`, and why. */
export function makeRspamd(options: RspamdOptions): Scorer {
  return guarded('rspamd', (raw, envelope, source, queueId) =>
    check(options, raw, requestHeaders(options, envelope, source, queueId)),
  );
}

/**
 * One question to /checkv2. Throws Failure `scorer-unavailable` where rspamd is at fault; gives `unavailable` where it
 * cannot do with this one mail.
 */
export async function check(
  { url, timeoutMs }: RspamdOptions,
  raw: Uint8Array,
  headers: Record<string, string | string[]>,
): Promise<Answered> {
  const started = performance.now();
  const answer = await exchange(new URL('/checkv2', url), { method: 'POST', headers, body: raw, timeoutMs });
  if (answer.status >= 500) throw new Failure('scorer-unavailable', `rspamd answered ${answer.status}`);
  if (answer.status !== 200) return unavailable(`rspamd answered ${answer.status}`);
  return read(answer.body, performance.now() - started);
}

function read(body: string, ms: number): Answered {
  const { success, data } = answerSchema.safeParse(jsonOf(body));
  if (!success) throw new Failure('scorer-unavailable', 'rspamd answered in another language');
  const { is_skipped: skipped, score, action } = data;
  // A verdict without a scan, as for GTUBE, is one; letting a mail through without a scan is none.
  if (skipped && action === 'no action') return unavailable('rspamd skipped the mail');
  const symbols = Object.values(data.symbols);
  return { kind: 'scored', score: { engine: 'rspamd', score, action, symbols, ms: Math.round(ms) } };
}

/** The request fields that tell rspamd where a mail comes from; all of them safe to send, whatever the client said. */
export function requestHeaders(
  { password, mtaName, settingsOf }: RspamdOptions,
  envelope: Envelope,
  source: Source,
  queueId: string,
): Record<string, string | string[]> {
  return {
    From: headerText(`<${envelope.sender}>`),
    Rcpt: envelope.recipients.map((recipient) => headerText(`<${recipient}>`)),
    'Queue-Id': headerText(queueId),
    'MTA-Name': headerText(mtaName),
    ...(password === null ? {} : { Password: headerText(password) }),
    ...settingsHeaders(settingsOf?.(envelope.recipients) ?? null),
    ...sourceHeaders(source),
  };
}

/** Without a Hostname rspamd looks the reverse name up itself, and waits for it. */
function sourceHeaders(source: Source): Record<string, string> {
  if (source.kind !== 'smtp') return { Hostname: 'unknown' };
  return {
    IP: headerText(source.address),
    Helo: headerText(source.helo),
    Hostname: headerText(source.hostname ?? 'unknown'),
    ...(source.user === null ? {} : { User: headerText(source.user) }),
  };
}
