/** From a decision to all that filing it writes: ticket, messages, outgoing mail, delivery reports. Does no I/O itself. */

import type { Decided } from './decide.ts';
import { type Decision, reasons } from './decision.ts';
import { forwardedMail } from './desk/forward.ts';
import { event, inbound, sent } from './entries.ts';
import type { Letters } from './letters.ts';
import type { Mail } from './mail/mail.ts';
import type { Facts } from './model/facts.ts';
import type { ClaimedMail, DeliveryReport, Filing } from './model/mail-store.ts';
import { stateAfterCustomerMail, type Ticket } from './model/ticket.ts';
import type { NewMessage, NewTicket, TicketChange } from './model/ticket-store.ts';
import { circumstancesOf } from './screening/rules/facts.ts';
import type { FileByStaff } from './staff-filing.ts';

export interface FilingParts {
  readonly letters: Pick<Letters, 'notices' | 'receipt'>;
  /** Files what staff write by mail. */
  readonly byStaff: FileByStaff;
  newId(): string;
  /** True for an address of ours, which takes part in nothing. */
  isOurs(address: string): boolean;
}

/** The mail itself opens a ticket: its number and ID were reserved before. */
export interface Reserved {
  readonly number: number;
  readonly ticketId: string;
}

/** All that is written for one mail, in one transaction. */
export function makeFiling(
  parts: FilingParts,
  { claim, delivery }: ClaimedMail,
  facts: Facts,
  decided: Decided,
  reserved: Reserved | null,
): Filing {
  const written = filingOf(parts, claim, facts, decided, reserved);
  const { known } = facts.delivery;
  // Asked since the mail was accepted: its row says otherwise.
  const isNews = known.evidence !== delivery.known.evidence || known.scoring !== delivery.known.scoring;
  const learned = isNews ? { known } : {};
  return { ...written, ...learned, circumstances: circumstancesOf(facts, decided.match) };
}

function filingOf(
  parts: FilingParts,
  claim: Filing['claim'],
  facts: Facts,
  decided: Decided,
  reserved: Reserved | null,
): Filing {
  const { decision, match, byMail } = decided;
  if (byMail !== undefined) return parts.byStaff({ claim, facts, decision, byMail, reserved });
  if (decision.outcome !== 'file') return withoutTicket(claim, decision);
  if (match.ticket !== null) return toTicket(parts, claim, facts, decided, match.ticket);
  if (reserved === null) throw new Error('a new ticket needs a number');
  return newTicket(parts, claim, facts, decided, reserved);
}

function withoutTicket(claim: Filing['claim'], decision: Decision): Filing {
  const state = decision.outcome === 'discard' ? 'discarded' : 'quarantined';
  return { claim, state, decision, ticket: null, ...noEffect };
}

/** Of a mail that changes no ticket and sends nothing. */
export const noEffect = { open: null, change: null, messages: [], outgoing: [], reports: [] } as const;

function newTicket(
  parts: FilingParts,
  claim: Filing['claim'],
  facts: Facts,
  { decision, match, receiptTo }: Decided,
  { number, ticketId }: Reserved,
): Filing {
  const { delivery, now } = facts;
  const requester = receiptTo ?? facts.mail.from ?? { name: '', address: delivery.envelope.sender };
  const forwarded = receiptTo === null ? null : forwardedMail(facts.mail, receiptTo);
  const mail = forwarded ?? facts.mail;
  const about = { ...facts, mail };
  const open: NewTicket = {
    id: parts.newId(),
    number,
    ticketId,
    subject: mail.subject,
    department: decision.department ?? '',
    owner: decision.owner,
    priority: decision.priority ?? 'normal',
    tags: decision.tags,
    requester,
    participants: [...new Set([requester.address.toLowerCase(), ...named(parts, mail)])],
    createdAt: delivery.acceptedAt,
    // It came then, and is news now: lists show what happened last first.
    ...(delivery.releasedAt ? { updatedAt: now } : {}),
    dispatchedAt: now,
    linkedTo: match.linkedTo?.id ?? null,
  };
  const notices = isImported(facts) ? [] : parts.letters.notices(open, about, decision, true);
  const waitsFor = notices.map(({ id }) => id);
  const receipt =
    decision.receipt.send && receiptTo !== null
      ? parts.letters.receipt(open, about, receiptTo, waitsFor)
      : null;
  const messages = [inbound(parts, open, about, decision), ...wasHeld(parts, open.id, facts)];
  if (mail.unreadable) messages.push(event(parts, open.id, now, 'unreadable', mail.defects.join('; ')));
  if (forwarded !== null) messages.push(...coveringNote(parts, open.id, facts, requester));
  if (receipt === null)
    messages.push(event(parts, open.id, now, 'no-receipt', reasons[decision.receipt.reason]));
  else messages.push(sent(parts, receipt, open.id, 'receipt'));
  return {
    claim,
    state: 'filed',
    decision: { ...decision, ticket: ticketId },
    open,
    change: null,
    ticket: { id: open.id, ticketId },
    messages,
    outgoing: receipt === null ? notices : [...notices, receipt],
    reports: [],
  };
}

/** What the member of staff wrote above the mail that he forwarded is for his colleagues. */
function coveringNote(
  parts: FilingParts,
  ticket: string,
  { mail, delivery, now }: Facts,
  { address }: { readonly address: string },
): NewMessage[] {
  const words = `opened for ${address}, whose mail this is`;
  const trace = event(parts, ticket, now, 'forwarded-by-staff', words);
  if (mail.replyText.trim() === '') return [trace];
  const note = { ...event(parts, ticket, now, 'staff', mail.replyText), kind: 'note' as const };
  return [trace, { ...note, from: mail.from ?? note.from, mail: delivery.id }];
}

function toTicket(
  parts: FilingParts,
  claim: Filing['claim'],
  facts: Facts,
  { decision, match }: Decided,
  ticket: Ticket,
): Filing {
  const { now } = facts;
  const reports = deliveryReports(facts.mail, match.outgoing);
  const base = { claim, state: 'filed' as const, decision, open: null, ticket, reports };
  const messages = [inbound(parts, ticket, facts, decision), ...wasHeld(parts, ticket.id, facts)];
  if (match.reopens) messages.push(event(parts, ticket.id, now, 'reopened', 'reopened by an answer'));
  if (match.findings.some(({ reason }) => reason === 'another-issue')) {
    messages.push(event(parts, ticket.id, now, 'another-issue', reasons['another-issue']));
  }
  for (const { bounce } of reports.filter((report) => report.bounce.hard)) {
    const text = `mail to ${bounce.recipient} came back: ${bounce.reason} ${bounce.status ?? ''}`.trim();
    messages.push(event(parts, ticket.id, now, 'delivery-failed', text));
  }
  const program = decision.author === 'program';
  const state = stateAfterCustomerMail(ticket.state);
  // Whatever it was to wait for, the customer writes now.
  const awake = { state, waitUntil: null };
  const woken: TicketChange = match.reopens ? { ...awake, closedAt: null } : awake;
  const addParticipants = decision.author === 'requester' ? named(parts, facts.mail) : [];
  const said: TicketChange = program
    ? {}
    : addParticipants.length > 0
      ? { ...woken, addParticipants }
      : woken;
  const change = program ? said : { ...said, ...byRules(decision) };
  const notices = program || isImported(facts) ? [] : parts.letters.notices(ticket, facts, decision, false);
  return { ...base, change: { ticket: ticket.id, change }, messages, outgoing: notices };
}

/** What rules change on a ticket that is there already. */
function byRules({ priority, tags }: Decision): TicketChange {
  return {
    ...(priority === null ? {} : { priority }),
    ...(tags.length === 0 ? {} : { addTags: tags }),
  };
}

/** Why it comes so late after the time that it bears. */
function wasHeld(parts: FilingParts, ticket: string, { delivery, now }: Facts): NewMessage[] {
  return delivery.releasedAt ? [event(parts, ticket, now, 'released', reasons.released)] : [];
}

/** Mail out of files is old: nobody is told of it, and nothing is sent on. */
function isImported({ delivery }: Facts): boolean {
  return delivery.source.kind === 'import';
}

/** Which row of the outbox each recipient of a report was; a report names one mail of ours. */
function deliveryReports(mail: Mail, outgoing: readonly string[]): DeliveryReport[] {
  const [row] = outgoing;
  if (row === undefined || mail.nature.kind !== 'bounce') return [];
  return mail.bounces.map((bounce) => ({ outgoing: row, bounce }));
}

/** So many people at the most are added by one mail (Zendesk's limit of copies). */
const mostNamed = 48;

/** The author and those he addressed beside us, lower case: he named them, so they take part (DESIGN 1). */
function named({ isOurs }: FilingParts, { from, to, cc }: Mail): string[] {
  const addresses = [...(from === null ? [] : [from]), ...to, ...cc].map(({ address }) =>
    address.toLowerCase(),
  );
  return [...new Set(addresses)].filter((address) => address !== '' && !isOurs(address)).slice(0, mostNamed);
}
