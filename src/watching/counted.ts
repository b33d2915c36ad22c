/** A journal that counts as well, for the overview, and keeps what was refused, for traces. */

import type { Decision } from '../decision.ts';
import type { Fate } from '../model/counts.ts';
import type { Preview } from '../model/ports.ts';
import type { Refusal } from '../model/trace.ts';
import type { Journal } from './journal.ts';
import type { Tally } from './tally.ts';

const minuteMs = 60_000;

/** `alarmMinutes`: a receipt that took longer is late. */
export function counted(journal: Journal, tally: Tally, alarmMinutes: () => number): Journal {
  return {
    ...journal,
    rejected(preview) {
      journal.rejected(preview);
      tally.decided('rejected', preview.facts, preview.decision);
      tally.refused(refusalOf(preview));
    },
    settled(claimed, facts, filing) {
      journal.settled(claimed, facts, filing);
      tally.decided(fateOf(filing.decision), facts, filing.decision);
    },
    failed() {
      journal.failed();
      tally.failed();
    },
    sent(entry, result) {
      journal.sent(entry, result);
      const { state, ms } = result;
      if (entry.kind === 'receipt' && state === 'sent' && ms !== null)
        tally.receipt(ms, ms > alarmMinutes() * minuteMs);
    },
  };
}

function fateOf({ outcome, bypass }: Decision): Fate {
  if (outcome === 'file') return bypass ? 'bypass' : 'filed';
  return outcome === 'discard' ? 'discarded' : 'quarantined';
}

function refusalOf({ delivery, facts, decision }: Preview): Refusal {
  const { mail, scoring } = facts;
  return {
    id: delivery.id,
    at: delivery.acceptedAt,
    source: delivery.source,
    envelope: delivery.envelope,
    messageId: mail.messageId,
    from: mail.from?.address ?? null,
    size: delivery.size,
    reply: null,
    findings: decision.reasons,
    score: decision.score ?? (scoring.kind === 'scored' ? scoring.score.score : null),
  };
}
