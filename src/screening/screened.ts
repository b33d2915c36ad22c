/** The words of a screening verdict. */
import type { Finding, Reason } from '../decision.ts';
import type { Screened } from '../model/facts.ts';

/** A finding of this stage. */
export function finding(reason: Reason, detail: string): Finding {
  return { stage: 'screen', reason, detail };
}

/** A verdict for one reason, without the bypass. */
export function screened(verdict: Screened['verdict'], reason: Reason, detail: string): Screened {
  return { verdict, bypass: false, findings: [finding(reason, detail)] };
}
