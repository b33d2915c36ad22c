/** Tries rspamd for `postern check`. */

import { describe, Failure } from '../failure.ts';
import type { Source } from '../model/facts.ts';
import { exchange } from './exchange.ts';
import { check, type RspamdOptions, requestHeaders } from './rspamd.ts';

/** GTUBE, the test string that every spam filter knows; in halves, so that this file passes one. */
const gtube = ['XJS*C4JDBQADN1.NSBN3*2IDNEN*', 'GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'].join('');

/** A mail that every spam filter calls spam. */
export const testMail = Buffer.from(
  [
    'From: postmaster@localhost',
    'To: postmaster@localhost',
    'Subject: Test of the spam filter',
    'Message-ID: <test@localhost>',
    'Date: Thu, 01 Jan 2026 00:00:00 +0000',
    '',
    gtube,
    '',
  ].join('\r\n'),
);

/** Tries rspamd for `postern check`: does it answer, and does it refuse the GTUBE test? `detail` is for people. */
export async function probeRspamd(options: RspamdOptions): Promise<{ ok: boolean; detail: string }> {
  try {
    const { version, ms } = await pingRspamd(options.url, options.timeoutMs);
    const envelope = { sender: '', recipients: ['postmaster@localhost'] };
    const source: Source = { kind: 'import', file: 'check' };
    const headers = requestHeaders(options, envelope, source, 'check');
    const scoring = await check(options, testMail, headers);
    if (scoring.kind === 'unavailable') return { ok: false, detail: scoring.why };
    const { action, score } = scoring.score;
    const found = `${version} answers in ${Math.round(ms)} ms; the GTUBE test: ${action}, score ${score}`;
    return { ok: action === 'reject', detail: found };
  } catch (error) {
    return { ok: false, detail: describe(error) };
  }
}

/** Version and time of rspamd's answer to a ping. Throws Failure `scorer-unavailable`. */
export async function pingRspamd(url: string, timeoutMs = 5000): Promise<{ version: string; ms: number }> {
  const started = performance.now();
  const { status, body, server } = await exchange(new URL('/ping', url), {
    method: 'GET',
    headers: {},
    timeoutMs,
  });
  if (status !== 200 || body.trim() !== 'pong')
    throw new Failure('scorer-unavailable', `this is not rspamd: it answered ${status} to a ping`);
  return { version: server, ms: performance.now() - started };
}
