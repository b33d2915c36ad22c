/** Pass, quarantine, hold or refuse: the verdict on unsolicited mail, and the one way around it. Pure. */
import type { Settings } from '../config/schema.ts';
import type { Finding, Reason } from '../decision.ts';
import type { Evidence, Facts, Match, Score, Screened } from '../facts.ts';
import { headerValues } from '../mail/mail.ts';
import { listed } from './lists.ts';

export type ScreeningPolicy = Settings['screening'];

/** A mail with more Received fields goes round in circles (RFC 5321, 6.3, asks for 100 at least; real paths have ten). */
const maxHops = 50;

/** Actions of rspamd's `force_actions` that ask to keep the mail back, whatever the score. */
const keepBack: ReadonlySet<string> = new Set(['quarantine', 'discard']);

/**
 * The verdict on a mail. In order: loops; the bypass for the valid ID of an open ticket in the subject, which spares the
 * mail all that follows; what staff released; the deny list; the author's DMARC policy; the allow list; the score.
 * Where a refusal can no longer reach the sending server, `reject` becomes `quarantine`.
 */
export function screen(facts: Facts, match: Match, policy: ScreeningPolicy): Screened {
  if (facts.mail.nature.kind === 'own') return screened('discard', 'loop', 'a mail of our own');
  const leaked = match.subjectIdOpen ? (guess(facts, match) ?? leak(facts, match, policy)) : null;
  const verdict =
    goingRound(facts) ??
    (match.subjectIdOpen && leaked === null ? bypass(facts, match, policy) : null) ??
    (facts.delivery.released ? screened('pass', 'released', '') : null) ??
    byPolicy(facts, policy) ??
    byScore(facts, policy);
  const findings = leaked === null ? verdict.findings : [leaked, ...verdict.findings];
  const refused = verdict.verdict === 'reject' && !refusable(facts);
  return { ...verdict, verdict: refused ? 'quarantine' : verdict.verdict, findings };
}

function refusable({ canRefuse, delivery }: Facts): boolean {
  return canRefuse && delivery.source.kind !== 'import';
}

/** Loops are stopped whatever the mail carries; what staff released they have looked at. */
function goingRound({ mail, delivery }: Facts): Screened | null {
  const hops = headerValues(mail, 'received').length;
  return hops > maxHops && !delivery.released ? screened('reject', 'loop', `${hops} Received fields`) : null;
}

/** A finding where the ID may be guessed: wrong ones came before it, and the author is not shown to take part (DESIGN 3.2). */
function guess({ guessing, evidence }: Facts, match: Match): Finding | null {
  if (!guessing || (takesPart(match) && believed(evidence))) return null;
  return finding('guessed-id', match.ticket?.ticketId ?? '');
}

function takesPart({ author }: Match): boolean {
  return author === 'requester' || author === 'participant' || author === 'staff';
}

/** A finding where the ID has got about: too many strangers use it, and the author is one of them (DESIGN 3.3). */
function leak(facts: Facts, match: Match, policy: ScreeningPolicy): Finding | null {
  if (takesPart(match)) return null;
  const counts = facts.claims
    .filter(({ found, valid }) => found === 'subject' && valid)
    .filter(({ number }) => facts.tickets.get(number)?.id === match.ticket?.id)
    .map(({ number }) => facts.strangers.get(number) ?? 0);
  const strangers = Math.max(0, ...counts);
  if (strangers < policy.strangersPerHour) return null;
  return finding('leaked-id', `${match.ticket?.ticketId ?? ''}: ${strangers} strangers within an hour`);
}

/** The score is kept for the record, where there is one. */
function bypass({ scoring }: Facts, match: Match, policy: ScreeningPolicy): Screened {
  const record = scoring.kind === 'scored' ? [ofScore(scoring.score, policy)] : [];
  const findings = [finding('bypass', match.ticket?.ticketId ?? ''), ...record.map(({ found }) => found)];
  return { verdict: 'pass', bypass: true, findings };
}

function byPolicy(facts: Facts, policy: ScreeningPolicy): Screened | null {
  const { evidence, mail, delivery } = facts;
  const { dmarc } = evidence;
  const denied = listed(policy.deny, {
    author: mail.from?.address ?? null,
    envelopeSender: delivery.envelope.sender,
    sourceAddress: sourceAddress(facts),
  });
  if (denied !== null) return screened('reject', 'denied', denied);
  if (policy.dmarcReject && dmarc.result === 'fail' && dmarc.policy === 'reject')
    return screened('reject', 'dmarc-policy', dmarc.domain ?? '');
  const allowed = listed(policy.allow, {
    author: believed(evidence) || delivery.source.kind === 'import' ? (mail.from?.address ?? null) : null,
    envelopeSender: null,
    sourceAddress: sourceAddress(facts),
  });
  return allowed === null ? null : screened('pass', 'allowed', allowed);
}

function believed({ trust }: Evidence): boolean {
  return trust === 'authenticated' || trust === 'aligned';
}

function byScore({ scoring }: Facts, policy: ScreeningPolicy): Screened {
  switch (scoring.kind) {
    case 'off':
      return screened('pass', 'not-scored', '');
    case 'unavailable':
      return screened('hold', 'unscreened', scoring.why);
    case 'scored': {
      const { verdict, found } = ofScore(scoring.score, policy);
      return { verdict, bypass: false, findings: [found] };
    }
  }
}

function ofScore(
  score: Score,
  { quarantineAt, rejectAt }: ScreeningPolicy,
): { verdict: Screened['verdict']; found: Finding } {
  const against = (limit: number) => `score ${round(score.score)} of ${limit}${symbols(score)}`;
  if (score.score >= rejectAt || score.action === 'reject')
    return { verdict: 'reject', found: finding('certain-spam', against(rejectAt)) };
  if (score.score >= quarantineAt || keepBack.has(score.action))
    return { verdict: 'quarantine', found: finding('spam', against(quarantineAt)) };
  return { verdict: 'pass', found: finding('clean', against(quarantineAt)) };
}

/** Names of the symbols that weigh most, at most ten. */
function symbols(score: Score): string {
  const weighty = score.symbols.filter((symbol) => symbol.score !== 0);
  const names = weighty
    .toSorted((one, other) => Math.abs(other.score) - Math.abs(one.score))
    .slice(0, 10)
    .map((symbol) => symbol.name);
  return names.length === 0 ? '' : `: ${names.join(', ')}`;
}

function round(score: number): number {
  return Math.round(score * 100) / 100;
}

function sourceAddress({ delivery }: Facts): string | null {
  return delivery.source.kind === 'smtp' ? delivery.source.address : null;
}

function finding(reason: Reason, detail: string): Finding {
  return { stage: 'screen', reason, detail };
}

function screened(verdict: Screened['verdict'], reason: Reason, detail: string): Screened {
  return { verdict, bypass: false, findings: [finding(reason, detail)] };
}
