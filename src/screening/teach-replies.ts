/** Which mails are ham without anybody saying so: replies in a conversation that staff lead. Pure. */
import type { Decision } from '../decision.ts';
import type { Facts } from '../model/facts.ts';

type Read = Pick<Facts, 'mail' | 'evidence' | 'scoring' | 'tickets' | 'said' | 'desk'>;

/**
 * True of what a proven participant wrote to a ticket that staff answered within a week. What the filter itself calls spam is
 * left to people, though it came through by its ticket ID.
 */
export function isGoodReply(
  { mail, evidence, scoring, tickets, said, desk }: Read,
  { outcome, ticket, author }: Pick<Decision, 'outcome' | 'ticket' | 'author'>,
  quarantineAt: number,
): boolean {
  if (outcome !== 'file' || ticket === null || ticket === 'new' || desk !== null) return false;
  const proven = evidence.trust === 'authenticated' || evidence.trust === 'aligned';
  const takesPart = author === 'requester' || author === 'participant';
  if (!proven || !takesPart || mail.nature.kind !== 'person') return false;
  if (scoring.kind !== 'scored' || scoring.score.score >= quarantineAt) return false;
  return [...tickets].some(
    ([claimed, { ticketId }]) => ticketId === ticket && said.get(claimed)?.some(({ ours }) => ours) === true,
  );
}
