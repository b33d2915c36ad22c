/** What happened to each mail, told to the log and the metrics: IDs, verdicts, durations. No bodies, no subjects, no secrets. */
import type { Decision } from '../decision.ts';
import type { Delivery, Facts } from '../model/facts.ts';
import type { ClaimedMail, Filing } from '../model/mail-store.ts';
import type { OutgoingEntry, Settled } from '../model/outbox-store.ts';
import type { Log, Preview, Store } from '../model/ports.ts';
import type { Metrics } from './metrics.ts';
import type { Watch } from './watch.ts';

export interface Journal {
  accepted(preview: Preview, duplicate: boolean): void;
  rejected(preview: Preview): void;
  settled(claimed: ClaimedMail, facts: Facts, filing: Filing): void;
  failed(): void;
  sent(entry: OutgoingEntry, result: Settled): void;
}

/** Writes one `mail decided` line for each mail that reached its end. */
export function makeJournal(metrics: Metrics, log: Log, watch: Watch): Journal {
  return {
    accepted({ delivery }, duplicate) {
      if (duplicate) metrics.duplicate();
      else metrics.accepted(delivery.source.kind);
    },
    rejected({ delivery, facts, decision }) {
      watch.decided(facts, decision);
      metrics.rejected(decision.reasons.findLast(({ stage }) => stage === 'screen')?.reason ?? 'denied');
      log.info('mail decided', decidedLine(delivery, facts, decision, null));
    },
    settled({ delivery }, facts, { decision, open }) {
      watch.decided(facts, decision);
      if (decision.outcome === 'file') metrics.filed();
      else if (decision.outcome === 'discard') metrics.discarded();
      else metrics.quarantined();
      if (decision.bypass) metrics.bypassed();
      if (open !== null) metrics.receipt(decision.receipt.send ? 'queued' : 'suppressed');
      log.info(
        'mail decided',
        decidedLine(delivery, facts, decision, Date.now() - delivery.acceptedAt.getTime()),
      );
    },
    failed: () => metrics.failed(),
    sent(entry, { state, ms }) {
      const { kind } = entry;
      watch.sent(entry, ms);
      if (kind !== 'receipt' || state === 'deferred') return;
      metrics.receipt(state);
      if (state === 'sent' && ms !== null) metrics.receiptSeconds(ms / 1000);
    },
  };
}

/** Queue depths, looked up when the metrics are read. */
export function queuesOf(store: Store): Parameters<Metrics['watch']>[0] {
  return {
    mails: () => store.mails.countByState(),
    outbox: () => store.outbox.countByState(),
    learning: async () => (await store.judgements.counts()).states,
    oldestUnsettled: () => store.mails.oldestUnsettled(),
  };
}

/** `ms`: from acceptance to the end; null where the mail was refused. */
function decidedLine(
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
