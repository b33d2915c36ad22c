/** Asks SpamAssassin’s spamd for a score. */

import { describe, Failure } from '../failure.ts';
import type { Envelope, Source } from '../model/facts.ts';
import type { Scorer } from '../model/ports.ts';
import { headerText } from './exchange.ts';
import { type Answered, guarded, unavailable } from './guarded.ts';
import {
  askSpamd,
  firedRules,
  readVerdict,
  type SpamdAnswer,
  type SpamdPlace,
  type SpamdQuestion,
} from './spamd-protocol.ts';

export interface SpamdOptions {
  readonly place: SpamdPlace;
  /** Whose preferences and Bayes it uses; `''` leaves it to spamd. */
  readonly user: string;
  readonly timeoutMs: number;
  /** Octets. Of a longer mail the beginning is scored. */
  readonly maxSize: number;
  /** Our own name, in the trace field. */
  readonly mtaName: string;
}

/** A scorer that never throws: what is not a whole answer in time is `unavailable`, and why. */
export function makeSpamd(options: SpamdOptions): Scorer {
  return guarded('spamd', (raw, envelope, source, queueId) =>
    report(options, traced(options, raw, envelope, source, queueId)),
  );
}

/**
 * One question for score and rules. Throws Failure `scorer-unavailable` where spamd is at fault; gives `unavailable` where
 * it cannot do with this one mail.
 */
async function report(options: SpamdOptions, mail: Uint8Array): Promise<Answered> {
  const started = performance.now();
  const answer = await ask(options, { command: 'REPORT', fields: {}, body: mail });
  // EX_DATAERR, EX_NOINPUT and the like: this mail is at fault, not spamd.
  if (answer.code >= 64 && answer.code <= 66) return unavailable(`spamd answered ${told(answer)}`);
  if (answer.code !== 0) throw new Failure('scorer-unavailable', `spamd answered ${told(answer)}`);
  const verdict = readVerdict(answer.fields.get('spam') ?? '');
  if (verdict === null) throw new Failure('scorer-unavailable', 'spamd answered without a score');
  const { score, isSpam } = verdict;
  const ms = Math.round(performance.now() - started);
  const action = isSpam ? 'spam' : 'no action';
  return { kind: 'scored', score: { engine: 'spamd', score, action, symbols: firedRules(answer.body), ms } };
}

/** Asks as the user of the options. Throws Failure `scorer-unavailable`. */
export function ask({ place, user, timeoutMs }: SpamdOptions, question: SpamdQuestion): Promise<SpamdAnswer> {
  const fields = { ...(user === '' ? {} : { User: headerText(user) }), ...question.fields };
  return askSpamd(place, { ...question, fields }, timeoutMs);
}

const told = ({ code, words }: SpamdAnswer) => `${code} ${words}`.trim();

/**
 * The mail as SpamAssassin wants it: with the envelope sender, and a trace field (RFC 5321, 4.4) that says where it came
 * from, which it reads before it asks lists of addresses. Cut at the size of the options, as SpamAssassin reads no
 * body to its end.
 */
export function traced(
  { maxSize, mtaName }: SpamdOptions,
  raw: Uint8Array,
  envelope: Envelope,
  source: Source,
  queueId: string,
): Uint8Array {
  const fields = [`Return-Path: <${atom(envelope.sender)}>`];
  if (source.kind === 'smtp') {
    const from = `${atom(source.helo) || 'unknown'} (${atom(source.hostname ?? 'unknown')} [${atom(source.address)}])`;
    fields.push(`Received: from ${from}\r\n\tby ${atom(mtaName)} with ESMTP id ${atom(queueId)}`);
  }
  const head = Buffer.from(`${fields.join('\r\n')}\r\n`, 'latin1');
  return Buffer.concat([head, raw.subarray(0, maxSize)]);
}

/** What a client said of itself must not draw a trace of its own. */
const atom = (text: string) => headerText(text).replace(/[\s()<>[\];]/g, '');

/** Tries spamd for `postern check`: does it answer, and does it call the GTUBE test spam? `detail` is for people. */
export async function probeSpamd(
  options: SpamdOptions,
  testMail: Uint8Array,
): Promise<{ ok: boolean; detail: string }> {
  try {
    await pingSpamd(options);
    const scoring = await report(options, testMail);
    if (scoring.kind === 'unavailable') return { ok: false, detail: scoring.why };
    const { action, score, ms } = scoring.score;
    return {
      ok: action === 'spam',
      detail: `spamd answers in ${ms} ms; the GTUBE test: ${action}, score ${score}`,
    };
  } catch (error) {
    return { ok: false, detail: describe(error) };
  }
}

/** Time of spamd's answer to a ping; its version it keeps to itself. Throws Failure `scorer-unavailable`. */
export async function pingSpamd(options: SpamdOptions): Promise<{ version: string; ms: number }> {
  const started = performance.now();
  const pong = await ask(options, { command: 'PING', fields: {}, body: new Uint8Array() });
  if (!/^PONG$/i.test(pong.words))
    throw new Failure('scorer-unavailable', `this is not spamd: ${told(pong)}`);
  return { version: 'spamd', ms: performance.now() - started };
}
