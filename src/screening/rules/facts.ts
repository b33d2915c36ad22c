/** What rules and screening look at: from the facts of a mail under way, or from a stored mail and its circumstances. Pure. */
import type { Circumstances, ClaimState } from '../../model/circumstances.ts';
import type { Delivery, Facts, Match } from '../../model/facts.ts';
import { isOpen } from '../../model/ticket.ts';

export interface RuleFacts extends Pick<Facts, 'mail' | 'evidence' | 'scoring' | 'canRefuse' | 'now'> {
  readonly delivery: Pick<Delivery, 'lane' | 'recipient' | 'envelope' | 'source' | 'size' | 'released'>;
  readonly circumstances: Circumstances;
}

/** The facts of a mail under way, as screening sees them. */
export function ruleFacts(facts: Facts, match: Match): RuleFacts {
  return { ...facts, circumstances: circumstancesOf(facts, match) };
}

/** What of them must be kept, so that the decision can be made again from the stored mail. */
export function circumstancesOf(facts: Facts, match: Match): Circumstances {
  const participant = match.ticket !== null && takesPart(match);
  const believed = facts.evidence.trust === 'authenticated' || facts.evidence.trust === 'aligned';
  return {
    claim: claimOf(facts, match),
    participant,
    ticketId: match.ticket?.ticketId ?? null,
    department: match.ticket?.department ?? null,
    subjectIdOpen: match.subjectIdOpen,
    strangers: takesPart(match) ? 0 : strangersOf(facts, match),
    guessed: facts.guessing && !(takesPart(match) && believed),
    known: facts.sender?.known ?? null,
    ...(facts.sender?.wrote === undefined ? {} : { wrote: facts.sender.wrote }),
    rates: facts.sender?.rates ?? [],
  };
}

function takesPart({ author }: Match): boolean {
  return author === 'requester' || author === 'participant' || author === 'staff';
}

/** Who used the ID in the subject lately (DESIGN 3.3). */
function strangersOf({ claims, tickets, strangers }: Facts, { ticket }: Match): number {
  const counts = claims
    .filter(({ found, valid }) => found === 'subject' && valid)
    .filter(({ number }) => tickets.get(number)?.id === ticket?.id)
    .map(({ number }) => strangers.get(number) ?? 0);
  return Math.max(0, ...counts);
}

/** The best of the IDs in the subject; without one, the ticket that another clue leads to. */
function claimOf({ claims }: Facts, { subjectIdOpen, ticket, linkedTo, findings }: Match): ClaimState {
  if (subjectIdOpen) return 'open';
  const said = (reason: string) => findings.some((finding) => finding.reason === reason);
  if (said('claim-closed')) return 'closed';
  if (said('claim-unknown')) return 'unknown';
  if (said('claim-invalid')) return 'wrong';
  const led = claims.length === 0 ? null : (ticket ?? linkedTo);
  if (led === null) return 'none';
  return isOpen(led) ? 'open' : 'closed';
}
