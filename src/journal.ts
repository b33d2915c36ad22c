/** The one line that the log gets for each mail: IDs, verdicts, durations. No bodies, no subjects, no secrets. */
import type { Decision } from './decision.ts';
import type { Delivery, Facts } from './facts.ts';

/** Fields of `mail decided`. `ms`: from acceptance to the end; null where the mail was refused. */
export function decidedLine(
  delivery: Delivery,
  { mail, evidence, scoring }: Facts,
  decision: Decision,
  ms: number | null,
): Record<string, unknown> {
  return {
    mail: delivery.id,
    messageId: mail.messageId,
    source: delivery.source.kind,
    lane: delivery.lane,
    size: delivery.size,
    nature: mail.nature.kind,
    trust: evidence.trust,
    score: scoring.kind === 'scored' ? scoring.score.score : scoring.kind,
    outcome: decision.outcome,
    bypass: decision.bypass,
    reasons: decision.reasons.map(({ stage, reason }) => `${stage}:${reason}`).join(' '),
    ticket: decision.ticket,
    department: decision.department,
    receipt: decision.receipt.reason,
    ms,
  };
}
