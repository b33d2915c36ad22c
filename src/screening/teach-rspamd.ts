/** Teaches rspamd through its controller (https://docs.rspamd.com/developers/protocol, `/learnspam`, `/learnham`, `/stat`). */
import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { Envelope, Source } from '../model/facts.ts';
import type { JudgementKind } from '../model/judgements.ts';
import type { Teacher } from '../model/ports.ts';
import { type Answer, exchange, headerText, jsonOf } from './exchange.ts';
import { requestHeaders } from './rspamd.ts';

export interface RspamdControllerOptions {
  /** The controller worker: `http://127.0.0.1:11334`. */
  readonly url: string;
  readonly password: string | null;
  /** For one question. Must end well within a claim’s lease. */
  readonly timeoutMs: number;
  /** Our own name, as rspamd's MTA-Name. */
  readonly mtaName: string;
}

/** The classes’ part of the answer to /stat. A class that was never learned may be an empty object. */
const statSchema = z.object({
  statfiles: z.array(z.object({ symbol: z.string().default(''), revision: z.number().default(0) })),
});

/** rspamd as a pupil. It cannot forget (rspamd issue 3600): learning the other class moves the mail there. */
export function makeRspamdTeacher(options: RspamdControllerOptions): Teacher {
  return {
    learn: (raw, kind, envelope, source) => learn(options, raw, kind, envelope, source),
    forget: async () => 'kept',
    held: () => held(options),
  };
}

async function learn(
  options: RspamdControllerOptions,
  raw: Uint8Array,
  kind: JudgementKind,
  envelope: Envelope,
  source: Source,
): Promise<'learned' | 'already' | 'nothing'> {
  if (raw.byteLength === 0) return 'nothing';
  const { status, body } = await exchange(new URL(`/learn${kind}`, options.url), {
    method: 'POST',
    // As for scoring, so that the same words of the same mail are learned; `bulk` learns also what is recognised already.
    headers: { ...requestHeaders(options, envelope, source, 'learn'), 'Learn-Type': 'bulk' },
    body: raw,
    timeoutMs: options.timeoutMs,
  });
  if (status === 200) return 'learned';
  if (status === 208) return 'already';
  if (status === 204) return 'nothing';
  throw refusal({ status, body });
}

/** Without the right password, or with a fault of its own, a later try may help; else it does not want this mail. */
function refusal({ status, body }: Pick<Answer, 'status' | 'body'>): Failure {
  const told = `rspamd answered ${status}: ${headerText(body).slice(0, 200)}`;
  if (status === 413) return new Failure('mail-too-big', told);
  const passing = status >= 500 || [401, 403, 408, 429].includes(status);
  return new Failure(passing ? 'scorer-unavailable' : 'rejected', told);
}

async function held(options: RspamdControllerOptions): Promise<Record<JudgementKind, number> | null> {
  const { status, body } = await exchange(new URL('/stat', options.url), {
    method: 'GET',
    headers: options.password === null ? {} : { Password: headerText(options.password) },
    timeoutMs: options.timeoutMs,
  });
  if (status !== 200) throw refusal({ status, body });
  const read = statSchema.safeParse(jsonOf(body));
  if (!read.success || read.data.statfiles.length === 0) return null;
  const of = (word: string) =>
    read.data.statfiles
      .filter(({ symbol }) => symbol.toUpperCase().includes(word))
      .reduce((sum, { revision }) => sum + revision, 0);
  return { spam: of('SPAM'), ham: of('HAM') };
}
