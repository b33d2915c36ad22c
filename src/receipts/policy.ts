/** Whether a mail earns a receipt (RFC 3834; DESIGN 4). */
import type { Settings } from '../config/schema.ts';
import type { Outcome, Reason } from '../decision.ts';
import { subjectWords } from '../mail/likeness.ts';
import { type Address, headerValues } from '../mail/mail.ts';
import { echoedSubject } from '../mail/outgoing.ts';
import type { Facts } from '../model/facts.ts';
import { answerAddress, isMachineAddress, takesNoAnswers } from './address.ts';

export interface ReceiptQuestion {
  readonly facts: Facts;
  readonly outcome: Outcome;
  readonly opensTicket: boolean;
  readonly ruleSaysNo: boolean;
  readonly settings: Settings['receipts'];
  /** The client is one of ours (`limits.exempt`), which forges nothing by itself. */
  readonly spared: boolean;
  /** Every address that mail for us goes to; lower case, without tokens. */
  readonly ownAddresses: ReadonlySet<string>;
}

/** `to` is where answers go to, whether a receipt is sent there or not; null where the mail names no such address. */
export interface ReceiptAnswer {
  readonly send: boolean;
  readonly reason: Reason;
  readonly to: Address | null;
}

/** Decides on a receipt. Gives the first reason against one that holds, or `receipt-due`. */
export function receiptPolicy(question: ReceiptQuestion): ReceiptAnswer {
  const to = answerAddress(question.facts.mail, question.facts.evidence);
  const against = againstMail(question) ?? againstAddress(to, question) ?? againstSettings(question);
  return { send: against === null, reason: against ?? 'receipt-due', to };
}

function againstMail({ facts, outcome, opensTicket }: ReceiptQuestion): Reason | null {
  if (!opensTicket) return 'not-a-new-ticket';
  if (outcome !== 'file') return 'quarantined-mail';
  if (facts.mail.nature.kind !== 'person') return 'not-a-person';
  if (facts.mail.nature.doubt !== undefined) return facts.mail.nature.doubt;
  if (facts.delivery.source.kind === 'import') return 'imported-mail';
  return hasNullSender(facts) ? 'no-return-path' : null;
}

function againstAddress(to: Address | null, question: ReceiptQuestion): Reason | null {
  const { facts, ownAddresses } = question;
  if (to === null) return 'no-address';
  if (ownAddresses.has(withoutToken(to.address))) return 'own-address';
  if (takesNoAnswers(to.address) || isMachineAddress(facts.delivery.envelope.sender))
    return 'no-reply-address';
  if (facts.evidence.trust === 'failed') return 'dmarc-failed';
  if (facts.recent.dead) return 'dead-address';
  return overCap(question);
}

function overCap({ facts, settings, spared }: ReceiptQuestion): Reason | null {
  const { toAddressHour, toAddressDay, toDomainHour } = facts.recent;
  const { perAddressHour, perAddressDay, perDomainHour } = settings;
  if (toAddressHour >= perAddressHour || toAddressDay >= perAddressDay) return 'over-cap';
  const { trust } = facts.evidence;
  if (trust !== 'authenticated' && trust !== 'aligned') {
    const against = overUnproven(facts, settings, spared);
    if (against !== null) return against;
  }
  if (toDomainHour >= perDomainHour) return 'over-domain-cap';
  return alike(facts) >= perAddressHour ? 'same-subject' : null;
}

/**
 * Anybody can write in the name of an author whom nothing proves. Receipts must not be what he bombs that person with: a
 * third of the caps for each address, a tenth (one a day) in a flood, and an end to all of them in a great one. A mailbox
 * does not say who its client was, and often not what its provider found out: it gets the whole share in quiet hours.
 */
function overUnproven(
  { recent, unprovenTickets, delivery }: Facts,
  settings: Settings['receipts'],
  spared: boolean,
): Reason | null {
  if (unprovenTickets >= settings.unprovenPerHour) return 'receipt-flood';
  const flood = unprovenTickets >= settings.floodPerHour;
  const { perAddressHour, perAddressDay } = settings;
  if (flood && recent.toAddressDay >= Math.max(1, Math.floor(perAddressDay / 10))) return 'receipt-flood';
  const quiet = delivery.source.kind !== 'smtp' && unprovenTickets < settings.cautionPerHour;
  if (spared || quiet) return null;
  const over = recent.toAddressHour >= third(perAddressHour) || recent.toAddressDay >= third(perAddressDay);
  return over ? 'unproven-over-cap' : null;
}

function third(cap: number): number {
  return Math.max(1, Math.floor(cap / 3));
}

/**
 * Receipts about one subject to the address in a week, of which it gets as many as of all in an hour. A program that
 * answers receipts with new mail is bound to repeat itself, however slowly; FreeScout stops at two.
 */
function alike({ recent, mail }: Facts): number {
  const subject = subjectWords(echoedSubject(mail.subject));
  // Without a word in it, any other may be its like.
  return recent.subjects.filter((other) => subject === '' || subjectWords(other) === subject).length;
}

function againstSettings({ settings, ruleSaysNo }: ReceiptQuestion): Reason | null {
  if (!settings.enabled) return 'receipts-off';
  return ruleSaysNo ? 'rule-says-no' : null;
}

/** The null sender asks for no answer (RFC 5321, 4.5.5). Mailboxes tell it by Return-Path, or not at all. */
function hasNullSender({ delivery, mail }: Facts): boolean {
  if (delivery.source.kind === 'smtp') return delivery.envelope.sender === '';
  return headerValues(mail, 'return-path').some((value) => value.trim() === '<>');
}

/** Our signed addresses are `lane+token@domain`. */
function withoutToken(address: string): string {
  return address.toLowerCase().replace(/\+[^@]*(?=@)/, '');
}
