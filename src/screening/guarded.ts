/** What all scorers that stand behind a connection have in common: they may be away, and never throw. */

import { describe } from '../failure.ts';
import type { Envelope, Scoring, Source } from '../model/facts.ts';
import type { Scorer } from '../model/ports.ts';
import { makeBreaker } from './breaker.ts';

/** So many failures in a row, and a scorer is left alone for so long. Settings['screening'].timeoutMs bounds each. */
const patience = { failures: 5, pauseMs: 5000 };

export type Answered = Exclude<Scoring, { kind: 'off' }>;

/**
 * A scorer that never throws: what is not a whole answer in time is `unavailable`, and why. `ask` throws where the scorer
 * is at fault, and gives `unavailable` where it cannot do with this one mail.
 */
export function guarded(
  name: string,
  ask: (raw: Uint8Array, envelope: Envelope, source: Source, queueId: string) => Promise<Answered>,
): Scorer {
  const breaker = makeBreaker(patience);
  return {
    score: async (raw, envelope, source, queueId) => {
      // rspamd finds no fault with an empty message (200, no action).
      if (raw.byteLength === 0) return unavailable('an empty mail cannot be scored');
      if (!breaker.allows()) return unavailable(`${name} failed several times in a row and is left alone`);
      try {
        const scoring = await ask(raw, envelope, source, queueId);
        breaker.report(true);
        return scoring;
      } catch (error) {
        breaker.report(false);
        return unavailable(describe(error));
      }
    },
  };
}

/** No score, and why. */
export function unavailable(why: string): Answered {
  return { kind: 'unavailable', why };
}
