/** Which ticket a mail belongs to, and in what part its author writes (DESIGN 3). Pure. */
import type { AuthorMark, Finding, Reason } from '../decision.ts';
import { mostRepeats, saysAgain, words } from '../mail/likeness.ts';
import { baseSubject } from '../mail/subject.ts';
import type { Facts, Match, TicketClaim } from '../model/facts.ts';
import type { Staff } from '../model/people.ts';
import { isOpen, type Ticket } from '../model/ticket.ts';

export interface MatchPolicy {
  /** Addresses of staff, lower case. */
  readonly staff: Pick<Staff, 'has'>;
  /** Days after closing within which an answer reopens. */
  readonly reopenDays: (department: string) => number;
  /** After so many quiet days a new subject is perhaps a new issue. */
  readonly splitAfterDays: number;
}

type MatchFacts = Pick<
  Facts,
  'delivery' | 'mail' | 'evidence' | 'claims' | 'tickets' | 'now' | 'said' | 'repeated'
>;
interface Candidate {
  readonly claim: TicketClaim;
  readonly ticket: Ticket;
}

const dayMs = 86_400_000;

/** Strength of a clue: who has one of these had a mail of ours, or the ID from somebody who had. */
const strong: readonly TicketClaim['found'][] = ['address', 'references', 'subject'];

const viaReason: Record<TicketClaim['found'], Reason> = {
  address: 'reply-address',
  references: 'signed-reference',
  subject: 'subject-id',
  'known-reference': 'known-reference',
  number: 'bare-number',
  body: 'bare-number',
};

/** Weighs the claims and names the ticket, or none. */
export function match(facts: MatchFacts, policy: MatchPolicy): Match {
  const candidates = facts.claims.flatMap((claim) => candidate(claim, facts));
  const complaints = facts.claims.flatMap((claim) => complaint(claim, facts));
  const subjectIdOpen = candidates.some(
    ({ claim, ticket }) => claim.found === 'subject' && claim.valid && isOpen(ticket),
  );
  const outgoing = facts.claims.flatMap((claim) => claim.outgoing ?? []);
  const chosen = choose(candidates, facts, policy);
  if (chosen === null && facts.repeated !== null && writtenByPerson(facts)) {
    const { repeated } = facts;
    const findings = [...complaints, finding('repeats-itself', repeated.ticketId)];
    const known = { linkedTo: null, outgoing, subjectIdOpen, findings };
    return { ...none(facts, policy, known), ticket: repeated, author: 'program' };
  }
  if (chosen === null) {
    const unproven = candidates[0]?.ticket ?? null;
    const findings =
      unproven === null ? complaints : [...complaints, finding('clue-without-proof', unproven.ticketId)];
    return none(facts, policy, { linkedTo: unproven, outgoing, subjectIdOpen, findings });
  }
  const { claim, ticket } = chosen;
  const isPerson = writtenByPerson(facts) && !repeatsItself(facts, claim);
  const found = [...complaints, finding(viaReason[claim.found], ticket.ticketId)];
  if (!isOpen(ticket) && !withinWindow(ticket, cameAt(facts), policy)) {
    const findings = [...found, finding('reopen-window-over', ticket.ticketId)];
    return none(facts, policy, { linkedTo: ticket, outgoing, subjectIdOpen, findings });
  }
  const { mark, findings } = author(facts, ticket, claim, policy);
  return {
    ticket,
    reopens: !isOpen(ticket) && isPerson,
    linkedTo: null,
    subjectIdOpen,
    outgoing,
    author: mark,
    findings: [...found, ...findings, ...anotherIssue(facts, ticket, claim, policy)],
  };
}

/**
 * An old thread is easily taken up for a new matter. Said, not acted upon: staff split where it is so (DESIGN 3.7). The
 * ticket's ID in the subject says that this ticket is meant.
 */
function anotherIssue(facts: MatchFacts, ticket: Ticket, claim: TicketClaim, policy: MatchPolicy): Finding[] {
  if (facts.mail.nature.kind !== 'person' || claim.found === 'subject') return [];
  const quietMs = cameAt(facts).getTime() - ticket.updatedAt.getTime();
  if (quietMs < policy.splitAfterDays * dayMs) return [];
  const [now, before] = [facts.mail.subject, ticket.subject].map((subject) =>
    baseSubject(subject).toLowerCase(),
  );
  return now === '' || now === before
    ? []
    : [finding('another-issue', `${Math.floor(quietMs / dayMs)} days quiet`)];
}

function candidate(claim: TicketClaim, { tickets }: MatchFacts): Candidate[] {
  const ticket = tickets.get(claim.number);
  if (ticket === undefined) return [];
  return claim.valid || !strong.includes(claim.found) ? [{ claim, ticket }] : [];
}

/** What is wrong with an ID in the subject. */
function complaint(claim: TicketClaim, { tickets }: MatchFacts): Finding[] {
  if (claim.found !== 'subject') return [];
  if (!claim.valid) return [finding('claim-invalid', claim.id)];
  const ticket = tickets.get(claim.number);
  if (ticket === undefined) return [finding('claim-unknown', claim.id)];
  return isOpen(ticket) ? [] : [finding('claim-closed', claim.id)];
}

/** Open tickets first, then those that may reopen, then any: within each the strongest clue. */
function choose(candidates: readonly Candidate[], facts: MatchFacts, policy: MatchPolicy): Candidate | null {
  const fit = candidates.filter(
    ({ claim, ticket }) => strong.includes(claim.found) || mayJoin(facts, ticket, policy),
  );
  return (
    fit.find(({ ticket }) => isOpen(ticket)) ??
    fit.find(({ ticket }) => withinWindow(ticket, cameAt(facts), policy)) ??
    fit[0] ??
    null
  );
}

/** A number or a stored Message-ID is no secret: only a participant with evidence joins by it (DESIGN 3.5). */
function mayJoin(facts: MatchFacts, ticket: Ticket, policy: MatchPolicy): boolean {
  const { trust } = facts.evidence;
  return (trust === 'authenticated' || trust === 'aligned') && takesPart(writer(facts), ticket, policy);
}

function takesPart(address: string, ticket: Ticket, { staff }: MatchPolicy): boolean {
  return address !== '' && (ticket.participants.includes(address) || staff.has(address));
}

/** A mail that was held came before it was released: windows count from there. */
function cameAt({ delivery, now }: MatchFacts): Date {
  return delivery.released ? delivery.acceptedAt : now;
}

function withinWindow(ticket: Ticket, now: Date, policy: MatchPolicy): boolean {
  const closedAt = ticket.closedAt ?? ticket.updatedAt;
  return now.getTime() - closedAt.getTime() <= policy.reopenDays(ticket.department) * dayMs;
}

function author(
  facts: MatchFacts,
  ticket: Ticket,
  claim: TicketClaim,
  policy: MatchPolicy,
): { mark: AuthorMark; findings: Finding[] } {
  const address = writer(facts);
  if (!writtenByPerson(facts)) return { mark: 'program', findings: [] };
  if (repeatsItself(facts, claim))
    return { mark: 'program', findings: [finding('repeats-itself', ticket.ticketId)] };
  if (takesPart(address, ticket, policy) && facts.evidence.trust === 'failed') {
    return { mark: 'possible-spoof', findings: [finding('possible-spoof', address)] };
  }
  if (policy.staff.has(address) && isProvenStaff(facts, claim)) return { mark: 'staff', findings: [] };
  if (address === ticket.requester.address.toLowerCase()) return { mark: 'requester', findings: [] };
  if (ticket.participants.includes(address)) return { mark: 'participant', findings: [] };
  return { mark: 'new-correspondent', findings: [finding('new-correspondent', address)] };
}

/** Staff speak for the house, so a token alone is not enough: it must be theirs, and the sender authenticated. */
function isProvenStaff({ evidence, claims }: MatchFacts, claim: TicketClaim): boolean {
  const bound =
    claim.audience === 'staff' || claims.some((other) => other.audience === 'staff' && other.valid);
  return bound && (evidence.trust === 'authenticated' || evidence.trust === 'aligned');
}

function none(
  facts: MatchFacts,
  policy: MatchPolicy,
  known: Pick<Match, 'linkedTo' | 'outgoing' | 'subjectIdOpen' | 'findings'>,
): Match {
  const spoof = facts.evidence.trust === 'failed';
  const staff = policy.staff.has(writer(facts)) && facts.evidence.trust === 'authenticated';
  const mark: AuthorMark = !writtenByPerson(facts)
    ? 'program'
    : spoof
      ? 'possible-spoof'
      : staff
        ? 'staff'
        : 'requester';
  const findings = known.findings.length > 0 ? known.findings : [finding('no-clue', '')];
  return { ticket: null, reopens: false, author: mark, ...known, findings };
}

function writtenByPerson({ mail }: MatchFacts): boolean {
  return mail.nature.kind === 'person' || mail.nature.kind === 'list';
}

/** What is short, people repeat too: they thank, or ask how things stand. */
const leastWords = 40;

function repeatsItself({ mail, said }: MatchFacts, { number }: TicketClaim): boolean {
  if (words(mail.replyText.slice(0, 200)).length < leastWords) return false;
  const before = said.get(number) ?? [];
  // Who gets no answer talks to nobody: that is no loop, only somebody who asks again.
  return before.filter(({ ours }) => ours).length >= mostRepeats && saysAgain(mail, before) >= mostRepeats;
}

function writer({ mail }: MatchFacts): string {
  return mail.from?.address.toLowerCase() ?? '';
}

function finding(reason: Reason, detail: string): Finding {
  return { stage: 'match', reason, detail };
}
