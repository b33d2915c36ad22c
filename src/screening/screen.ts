/** Pass, quarantine, hold or refuse: the verdict on unsolicited mail, and the one way around it. Pure. */
import type { Settings } from '../config/schema.ts';
import { headerValues } from '../mail/mail.ts';
import type { Facts, Match, Screened } from '../model/facts.ts';
import { scored } from './known-sender.ts';
import { listed, type SenderLists, settingsLists } from './lists.ts';
import { type CompiledRules, noRules } from './rules/compile.ts';
import { evaluate, type RuleOutcome } from './rules/evaluate.ts';
import { type RuleFacts, ruleFacts } from './rules/facts.ts';
import { malwareIn, ofScore, sumOf } from './score.ts';
import { finding, screened } from './screened.ts';

export interface ScreeningPolicy
  extends Pick<
    Settings['screening'],
    | 'quarantineAt'
    | 'rejectAt'
    | 'trustKnown'
    | 'allow'
    | 'deny'
    | 'dmarcReject'
    | 'strangersPerHour'
    | 'malware'
  > {
  /** Without them, there are none. */
  readonly rules?: CompiledRules;
  /** Department that a lane belongs to. */
  departmentOf?(lane: string): string;
}

/** A mail with more Received fields goes round in circles (RFC 5321, 6.3, asks for 100 at least; real paths have ten). */
const maxHops = 50;

/**
 * The verdict on a mail. In order: loops and malware; the bypass for the valid ID of an open ticket in the subject, which
 * spares the mail all that follows; what staff released; the rules of admins; the deny list; the author's DMARC policy;
 * the allow list; the score. Where a refusal can no longer reach the sending server, `reject` becomes `quarantine`.
 */
export function screen(
  facts: Facts,
  match: Match,
  policy: ScreeningPolicy,
  lists: SenderLists = settingsLists(policy),
): Screened {
  return screenBy(ruleFacts(facts, match), policy, lists);
}

/** The same, from facts that may come from a stored mail. */
export function screenBy(
  facts: RuleFacts,
  policy: ScreeningPolicy,
  lists: SenderLists = settingsLists(policy),
): Screened {
  if (facts.mail.nature.kind === 'own') return screened('discard', 'loop', 'a mail of our own');
  const { subjectIdOpen } = facts.circumstances;
  const ended = subjectIdOpen ? bypassEnded(facts, policy) : [];
  const verdict =
    goingRound(facts) ??
    (facts.delivery.released ? null : malwareIn(facts.scoring, policy)) ??
    judged(facts, policy, lists, subjectIdOpen && ended.length === 0);
  const findings = [...ended, ...verdict.findings];
  const refused = verdict.verdict === 'reject' && !refusable(facts);
  return { ...verdict, verdict: refused ? 'quarantine' : verdict.verdict, findings };
}

function refusable({ canRefuse, delivery }: RuleFacts): boolean {
  return canRefuse && delivery.source.kind !== 'import';
}

/** Loops are stopped whatever the mail carries; what staff released they have looked at. */
function goingRound({ mail, delivery }: RuleFacts): Screened | null {
  const hops = headerValues(mail, 'received').length;
  return hops > maxHops && !delivery.released ? screened('reject', 'loop', `${hops} Received fields`) : null;
}

/**
 * What ends the bypass: the ID may be guessed, since wrong ones came before it and the author is not shown to take part
 * (DESIGN 3.2); or it has got about, since too many strangers use it and the author is one of them (DESIGN 3.3).
 */
function bypassEnded({ circumstances }: RuleFacts, policy: ScreeningPolicy): Screened['findings'] {
  const { guessed, strangers, ticketId } = circumstances;
  if (guessed) return [finding('guessed-id', ticketId ?? '')];
  if (strangers < policy.strangersPerHour) return [];
  return [finding('leaked-id', `${ticketId ?? ''}: ${strangers} strangers within an hour`)];
}

/** What the house does not settle: by rules, lists, the author's policy and score, with what rules change beside. */
function judged(facts: RuleFacts, policy: ScreeningPolicy, lists: SenderLists, hasBypass: boolean): Screened {
  const department = facts.circumstances.department ?? policy.departmentOf?.(facts.delivery.lane) ?? '';
  const ruled = evaluate(policy.rules ?? noRules, facts, hasBypass, department);
  const verdict = hasBypass
    ? besideTicket(facts, policy, ruled)
    : facts.delivery.released
      ? released(ruled)
      : (byRules(facts, ruled) ??
        withFindings(ruled, byPolicy(facts, policy, lists) ?? scored(facts, policy, ruled.score)));
  const told = { ...sumOf(facts.scoring, hasBypass ? 0 : ruled.score), ...verdict };
  return ruled.fired.length === 0 ? told : { ...told, changes: ruled.changes };
}

/** The score is kept for the record, where there is one. Only a rule that says `evenWithTicket` can be against it. */
function besideTicket(
  { scoring, circumstances, delivery }: RuleFacts,
  policy: ScreeningPolicy,
  ruled: RuleOutcome,
): Screened {
  const against = ruled.verdict !== null && ruled.verdict.do !== 'allow' ? ofVerdict(ruled) : null;
  if (against !== null && !delivery.released) return against;
  const record = scoring.kind === 'scored' ? [ofScore(scoring.score, policy, 0).found] : [];
  const passed = finding('bypass', circumstances.ticketId ?? '');
  return { verdict: 'pass', bypass: true, findings: [passed, ...ruled.findings, ...record] };
}

/** Staff have looked at it: what rules think of it counts no more, only where they put it. */
function released({ findings }: RuleOutcome): Screened {
  const changes = findings.filter(({ reason }) => reason === 'rule-changed' || reason === 'rule-failed');
  return { verdict: 'pass', bypass: false, findings: [...changes, finding('released', '')] };
}

function byRules({ scoring }: RuleFacts, ruled: RuleOutcome): Screened | null {
  if (ruled.waits && scoring.kind === 'unavailable')
    return withFindings(ruled, screened('hold', 'unscreened', scoring.why));
  return ofVerdict(ruled);
}

const verdicts = { allow: 'pass', quarantine: 'quarantine', reject: 'reject', discard: 'discard' } as const;

function ofVerdict({ verdict, findings }: RuleOutcome): Screened | null {
  if (verdict === null) return null;
  const refusal = verdict.do === 'reject' && verdict.text !== '' ? { refusal: verdict.text } : {};
  return { verdict: verdicts[verdict.do], bypass: false, findings, ...refusal };
}

function withFindings({ findings }: RuleOutcome, verdict: Screened): Screened {
  return { ...verdict, findings: [...findings, ...verdict.findings] };
}

function byPolicy(facts: RuleFacts, policy: ScreeningPolicy, lists: SenderLists): Screened | null {
  const { evidence, mail, delivery } = facts;
  const { dmarc, trust } = evidence;
  const whoever = {
    author: mail.from?.address ?? null,
    envelopeSender: delivery.envelope.sender,
    sourceAddress: delivery.source.kind === 'smtp' ? delivery.source.address : null,
  };
  const denied = listed(lists.deny, whoever, facts.now);
  if (denied !== null) return screened('reject', 'denied', denied);
  if (policy.dmarcReject && dmarc.result === 'fail' && dmarc.policy === 'reject')
    return screened('reject', 'dmarc-policy', dmarc.domain ?? '');
  const shown = trust === 'authenticated' || trust === 'aligned' || delivery.source.kind === 'import';
  const proven = { ...whoever, author: shown ? whoever.author : null, envelopeSender: null };
  const allowed = listed(lists.allow, proven, facts.now);
  return allowed === null ? null : screened('pass', 'allowed', allowed);
}
