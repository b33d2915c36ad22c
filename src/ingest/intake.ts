/** The door: from an arrival to a durable mail, deciding what can be decided while the client waits (DESIGN 2, accept). */
import { type Decision, reasons } from '../decision.ts';
import { Failure } from '../failure.ts';
import type { Facts } from '../model/facts.ts';
import type { ClaimedMail, MailStore, NewMail } from '../model/mail-store.ts';
import type { Arrival, Intake, Preview } from '../model/ports.ts';
import { newMail } from './accept.ts';

export interface IntakeParts {
  readonly mails: MailStore;
  lane(recipient: string): string | null;
  preview(arrival: Arrival): Promise<readonly Preview[]>;
  /** Accepts and files in one write; false where the mail is known, or must be accepted first for another reason. */
  fileAtOnce(preview: Preview, mail: NewMail, raw: Uint8Array): Promise<boolean>;
  /** True where the worker of this node has room to file it at once. */
  hasRoom(size: number): boolean;
  file(claimed: ClaimedMail, facts: Facts): void;
  rejected(preview: Preview): void;
  accepted(preview: Preview, duplicate: boolean): void;
}

/** Joins deciding and the store into the port that listeners and fetchers use. */
export function makeIntake(parts: IntakeParts): Intake {
  return {
    lane: parts.lane,
    roomFor: (octets) => parts.mails.roomFor(octets),
    async take(arrival) {
      const previews = await parts.preview(arrival);
      const [first] = previews;
      if (first === undefined) throw new Failure('not-ours', 'no such address here');
      if (previews.every(({ decision }) => decision.outcome === 'reject')) {
        parts.rejected(first);
        throw refusal(first.decision);
      }
      return keep(parts, arrival, previews);
    },
  };
}

/** A mail for one lane is filed in the write that makes it durable; any other is accepted first, and filed after. */
async function keep(parts: IntakeParts, arrival: Arrival, previews: readonly Preview[]) {
  const rows = previews.map(({ delivery, facts }) => newMail(delivery, facts.mail, arrival.raw));
  const [preview, another] = previews;
  const [row] = rows;
  if (preview !== undefined && row !== undefined && another === undefined) {
    if (await parts.fileAtOnce(preview, row, arrival.raw)) {
      parts.accepted(preview, false);
      return { id: row.id, duplicate: false };
    }
  }
  return acceptFirst(parts, arrival, previews, rows);
}

async function acceptFirst(
  parts: IntakeParts,
  arrival: Arrival,
  previews: readonly Preview[],
  rows: readonly NewMail[],
) {
  const hold = parts.hasRoom(arrival.raw.byteLength);
  const accepted = await parts.mails.accept(rows, arrival.raw, hold);
  for (const [i, { claim, duplicate }] of accepted.entries()) {
    const preview = previews[i];
    if (preview === undefined) continue;
    parts.accepted(preview, duplicate);
    // What one lane would refuse and another took can no longer be refused: it is decided upon anew.
    const facts = { ...preview.facts, canRefuse: false };
    if (claim !== null) parts.file({ claim, delivery: preview.delivery, attempts: 0 }, facts);
  }
  return { id: accepted[0]?.id ?? '', duplicate: accepted.every(({ duplicate }) => duplicate) };
}

/** The words of the rule, or the reason in words; scores and rules stay inside, since they teach spammers. */
function refusal(decision: Decision): Failure {
  const reason = decision.reasons.findLast(({ stage }) => stage === 'screen')?.reason ?? 'denied';
  if (decision.refusal !== undefined) return new Failure('policy', decision.refusal);
  if (reason === 'rule-rejected') return new Failure('policy', 'refused by a rule of this site');
  const text = reason === 'certain-spam' ? 'refused as spam' : `refused: ${reasons[reason]}`;
  return new Failure(reason === 'certain-spam' ? 'rejected' : 'policy', text);
}
