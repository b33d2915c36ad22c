/** Whether a mail earns a receipt (RFC 3834; DESIGN 4). */
import type { Settings } from '../config/schema.ts';
import type { Outcome, Reason } from '../decision.ts';
import type { Facts } from '../facts.ts';
import { type Address, headerValues } from '../mail/mail.ts';
import { answerAddress, isMachineAddress, takesNoAnswers } from './address.ts';

export interface ReceiptQuestion {
  readonly facts: Facts;
  readonly outcome: Outcome;
  readonly opensTicket: boolean;
  readonly ruleSaysNo: boolean;
  readonly settings: Settings['receipts'];
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
  if (facts.delivery.source.kind === 'import') return 'imported-mail';
  return hasNullSender(facts) ? 'no-return-path' : null;
}

function againstAddress(to: Address | null, question: ReceiptQuestion): Reason | null {
  const { facts, settings, ownAddresses } = question;
  if (to === null) return 'no-address';
  if (ownAddresses.has(withoutToken(to.address))) return 'own-address';
  if (takesNoAnswers(to.address) || isMachineAddress(facts.delivery.envelope.sender))
    return 'no-reply-address';
  if (facts.evidence.trust === 'failed') return 'dmarc-failed';
  if (facts.recent.dead) return 'dead-address';
  const { toAddressHour, toAddressDay, toDomainHour } = facts.recent;
  if (toAddressHour >= settings.perAddressHour || toAddressDay >= settings.perAddressDay) return 'over-cap';
  return toDomainHour >= settings.perDomainHour ? 'over-domain-cap' : null;
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
