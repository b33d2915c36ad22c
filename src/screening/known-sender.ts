/** Whom staff wrote to is no stranger: where the evidence proves him, and a setting says so, his score counts less. Pure. */
import type { Screened } from '../model/facts.ts';
import type { Thresholds } from '../model/rules.ts';
import type { RuleFacts } from './rules/facts.ts';
import { byScore } from './score.ts';
import { finding } from './screened.ts';

/** The verdict of the score. `added`: by rules. */
export function scored(
  facts: Pick<RuleFacts, 'scoring' | 'evidence' | 'circumstances'>,
  policy: Thresholds & { readonly trustKnown: number },
  added: number,
): Screened {
  const points = pointsOff(facts, policy);
  const verdict = byScore(facts, policy, { score: added - points });
  if (points === 0) return verdict;
  return { ...verdict, findings: [finding('known-sender', `-${points}`), ...verdict.findings] };
}

function pointsOff(
  { scoring, evidence, circumstances }: Parameters<typeof scored>[0],
  { trustKnown }: { readonly trustKnown: number },
): number {
  const proven = evidence.trust === 'authenticated' || evidence.trust === 'aligned';
  return scoring.kind === 'scored' && proven && circumstances.wrote === true ? trustKnown : 0;
}
