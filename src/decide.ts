/** What becomes of one mail. Pure: reads facts, returns the Decision; gathers nothing, writes nothing. */

import type { Decision, Finding, Outcome, Reason } from './decision.ts';
import { type Admission, admission, refusals } from './desk/by-mail.ts';
import type { Address } from './mail/mail.ts';
import type { RuleChanges } from './model/circumstances.ts';
import type { Facts, Match, Screened } from './model/facts.ts';
import type { Priority } from './model/ticket.ts';

/** The policies that deciding puts together, each a pure function of its stage. */
export interface Policies {
  match(facts: Facts): Match;
  screen(facts: Facts, match: Match): Screened;
  route(facts: Facts): Routed;
  receipt(
    facts: Facts,
    situation: { outcome: Outcome; opensTicket: boolean; ruleSaysNo: boolean },
  ): ReceiptChoice;
  hasMembers(department: string): boolean;
}

export interface Routed {
  readonly department: string;
  readonly priority: Priority | null;
  readonly tags: readonly string[];
  readonly owner: string | null;
  readonly receipt: boolean | null;
  readonly findings: readonly Finding[];
}

export interface ReceiptChoice {
  readonly send: boolean;
  readonly reason: Reason;
  /** Where answers will go to; null where there is no such address. */
  readonly to: Address | null;
}

/** The decision, with what applying it needs beside the record. */
export interface Decided {
  readonly decision: Decision;
  readonly match: Match;
  /** Set where the mail opens a ticket. */
  readonly routed: Routed | null;
  readonly receiptTo: Address | null;
  /** What the mail is to the desk, where staff have a part in it. */
  readonly byMail?: Admission;
}

/** Decides upon a mail: match, screen, file, route, dispatch, receipt, in this order (DESIGN 2). */
export function decide(facts: Facts, policies: Policies): Decided {
  const match = policies.match(facts);
  const screened = policies.screen(facts, match);
  const before = [...reading(facts), ...match.findings, ...screened.findings];
  if (screened.verdict === 'hold')
    return settled(facts, match, 'quarantine', before, { ...screened, unscreened: true });
  if (screened.verdict !== 'pass') return settled(facts, match, screened.verdict, before, screened);
  const byMail = admission(facts, match);
  if (byMail !== null) return byStaff(match, screened, byMail, before);
  if (match.ticket === null && !opensTicket(facts)) {
    return settled(
      facts,
      match,
      'discard',
      [...before, at('file', 'set-aside', facts.mail.nature.kind)],
      screened,
    );
  }
  return filed(facts, match, screened, policies, before);
}

function filed(
  facts: Facts,
  match: Match,
  screened: Screened,
  policies: Policies,
  before: Finding[],
): Decided {
  const { bypass, changes } = screened;
  const { ticket } = match;
  const routed = ticket === null ? changed(policies.route(facts), changes) : null;
  const department = routed?.department ?? ticket?.department ?? null;
  const situation = {
    outcome: 'file',
    opensTicket: ticket === null,
    ruleSaysNo: routed?.receipt === false,
  } as const;
  const receipt = policies.receipt(facts, situation);
  const told =
    facts.delivery.source.kind !== 'import' && department !== null && policies.hasMembers(department);
  const dispatched = told ? 'notified' : 'queued';
  const found = [
    ...before,
    filing(facts, match),
    ...(routed?.findings ?? [at('route', 'by-ticket', department ?? '')]),
    at('dispatch', dispatched, department ?? ''),
    at('receipt', receipt.reason, ''),
  ];
  const decision: Decision = {
    outcome: 'file',
    bypass,
    reasons: found,
    ticket: ticket?.ticketId ?? 'new',
    department,
    receipt: { send: receipt.send, reason: receipt.reason },
    // Of a ticket that is there already rules change no more than these: the rest is for staff to change.
    priority: routed === null ? (changes?.priority ?? null) : routed.priority,
    tags: routed === null ? (changes?.tags ?? []) : routed.tags,
    owner: routed?.owner ?? null,
    linkedTo: match.linkedTo?.ticketId ?? null,
    author: match.author,
    unscreened: false,
    ...scoreOf(screened),
  };
  return { decision, match, routed, receiptTo: receipt.to };
}

/** Rules of screening go before the routing of the settings; tags add up. */
function changed(routed: Routed, changes: RuleChanges | undefined): Routed {
  if (changes === undefined) return routed;
  return {
    ...routed,
    department: changes.department ?? routed.department,
    priority: changes.priority ?? routed.priority,
    tags: [...new Set([...routed.tags, ...changes.tags])],
    owner: changes.owner ?? routed.owner,
    receipt: changes.receipt ?? routed.receipt,
  };
}

/** Staff have no receipt, and open no ticket by an answer. */
function byStaff(match: Match, screened: Screened, byMail: Admission, before: Finding[]): Decided {
  const { ticketId, department } = byMail.ticket;
  const found = {
    taken: at('file', 'staff-work', ticketId),
    refused: at('file', 'staff-refused', byMail.kind === 'refused' ? refusals[byMail.why] : ''),
    absent: at('file', 'staff-absent', ticketId),
    echo: at('file', 'staff-echo', ticketId),
  }[byMail.kind];
  const author = { taken: 'staff', refused: match.author, absent: 'program', echo: 'staff' } as const;
  const decision: Decision = {
    outcome: 'file',
    bypass: screened.bypass,
    reasons: [...before, found, at('route', 'by-ticket', department), at('receipt', 'not-a-new-ticket', '')],
    ticket: ticketId,
    department,
    receipt: { send: false, reason: 'not-a-new-ticket' },
    priority: null,
    tags: [],
    owner: null,
    linkedTo: null,
    author: author[byMail.kind],
    unscreened: false,
    ...scoreOf(screened),
  };
  return { decision, match, routed: null, receiptTo: null, byMail };
}

function settled(
  facts: Facts,
  match: Match,
  outcome: Exclude<Outcome, 'file'>,
  found: Finding[],
  screened: Pick<Screened, 'score' | 'refusal'> & { readonly unscreened?: boolean },
): Decided {
  const { unscreened = false, refusal } = screened;
  const reason: Reason =
    outcome === 'discard' && facts.mail.nature.kind !== 'person' ? 'not-a-person' : 'quarantined-mail';
  const decision: Decision = {
    outcome,
    bypass: false,
    reasons: [...found, at('receipt', reason, '')],
    ticket: match.ticket?.ticketId ?? null,
    department: null,
    receipt: { send: false, reason },
    priority: null,
    tags: [],
    owner: null,
    linkedTo: null,
    author: match.author,
    unscreened,
    ...scoreOf(screened),
    ...(refusal === undefined ? {} : { refusal }),
  };
  return { decision, match, routed: null, receiptTo: null };
}

function scoreOf({ score }: Pick<Screened, 'score'>): Pick<Decision, 'score'> {
  return score === undefined ? {} : { score };
}

/** People open tickets, through mailing lists too; programs do not (DESIGN 3.6). */
function opensTicket({ mail }: Facts): boolean {
  return mail.nature.kind === 'person' || mail.nature.kind === 'list';
}

function filing(facts: Facts, match: Match): Finding {
  if (match.ticket === null) {
    return match.linkedTo === null
      ? at('file', 'opened', '')
      : at('file', 'opened-linked', match.linkedTo.ticketId);
  }
  const { ticketId } = match.ticket;
  if (facts.mail.nature.kind === 'bounce' && match.outgoing.length > 0)
    return at('file', 'bounce-recorded', ticketId);
  return at('file', match.reopens ? 'reopened' : 'added', ticketId);
}

/** What parsing, authentication and classification found. */
function reading({ mail, evidence }: Facts): Finding[] {
  const trust = {
    authenticated: 'sender-authenticated',
    aligned: 'sender-aligned',
    unproven: 'sender-unproven',
    failed: 'sender-failed',
    unavailable: 'evidence-unavailable',
  } as const;
  return [
    parsing(mail),
    at('authenticate', trust[evidence.trust], evidence.dmarc.domain ?? ''),
    mail.nature.kind === 'person'
      ? at('nature', 'written-by-person', '')
      : at('nature', 'automatic', [mail.nature.kind, ...mail.nature.evidence].join(': ')),
  ];
}

function parsing({ unreadable, defects }: Facts['mail']): Finding {
  if (unreadable) return at('parse', 'unreadable', defects.join('; '));
  return defects.length === 0
    ? at('parse', 'read-whole', '')
    : at('parse', 'read-with-defects', defects.join('; '));
}

function at(stage: Finding['stage'], reason: Reason, detail: string): Finding {
  return { stage, reason, detail };
}
