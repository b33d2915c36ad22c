/** A stored mail as screening saw it when it came. Pure. */

import type { Finding, Reason } from '../../decision.ts';
import { bareMail, type Mail, type NatureKind, natureKinds } from '../../mail/mail.ts';
import type { Circumstances } from '../../model/circumstances.ts';
import { noEvidence } from '../../model/facts.ts';
import type { PastMail } from '../../model/try-out.ts';
import type { RuleFacts } from '../rules/facts.ts';

/**
 * The facts of then, for screening at `now`: evidence, score and circumstances as they were recorded. A mail that had no
 * score is judged without one; that staff released it does not count. `mail`: null where nothing of its bytes is asked;
 * `known`: of the sender, null where nobody asks, used where nobody asked when it came.
 */
export function pastFacts(
  past: PastMail,
  read: { readonly mail: Mail | null; readonly known: boolean | null },
  now: Date,
): RuleFacts {
  const { known, source } = past;
  const circumstances = past.circumstances ?? circumstancesThen(past);
  return {
    delivery: { ...past, released: false },
    mail: read.mail ?? outline(past),
    evidence: known.evidence ?? noEvidence('unavailable'),
    scoring: known.scoring?.kind === 'scored' ? known.scoring : { kind: 'off' },
    circumstances: { ...circumstances, known: circumstances.known ?? read.known },
    canRefuse: source.kind === 'smtp',
    now,
  };
}

/** The mail as far as its row tells of it. */
function outline({ from, subject, decision }: PastMail): Mail {
  const nature = { kind: natureThen(decision.reasons), evidence: [] };
  return bareMail({ subject, from: { name: '', address: from }, nature });
}

/** The finding says `KIND: evidence`. */
function natureThen(findings: readonly Finding[]): NatureKind {
  const words = findings.find(({ reason }) => reason === 'automatic')?.detail.split(':')[0];
  return natureKinds.find((kind) => kind === words) ?? 'person';
}

/** Of mail from before circumstances were kept: what its decision tells of them. */
function circumstancesThen({ decision }: PastMail): Circumstances {
  const { bypass, reasons, ticket, author, department } = decision;
  const found = (reason: Reason) => reasons.some((finding) => finding.reason === reason);
  const guessed = found('guessed-id');
  const leaked = found('leaked-id');
  const isNew = ticket === 'new' || ticket === null;
  return {
    subjectIdOpen: bypass || guessed || leaked,
    guessed,
    strangers: leaked ? Number.POSITIVE_INFINITY : 0,
    claim: claimThen(bypass || guessed || leaked || !isNew, found),
    participant: !isNew && (author === 'requester' || author === 'participant' || author === 'staff'),
    ticketId: isNew ? null : ticket,
    department: isNew ? null : department,
    known: null,
    rates: [],
  };
}

function claimThen(open: boolean, found: (reason: Reason) => boolean): Circumstances['claim'] {
  if (found('claim-closed')) return 'closed';
  if (found('claim-unknown')) return 'unknown';
  if (found('claim-invalid')) return 'wrong';
  return open ? 'open' : 'none';
}
