/** Where answers to a mail go, and which addresses take none. */

import type { Address, Mail } from '../mail/mail.ts';
import { validRecipient } from '../mail/outgoing.ts';
import type { Evidence } from '../model/facts.ts';

/**
 * The address that answers to a mail go to: the one Reply-To, else From (RFC 5322, 3.6.2). An author who could be forged
 * names no other address. In lower case, so that spelling evades no cap. Null where that is no single plain addr-spec.
 */
export function answerAddress(
  mail: Pick<Mail, 'from' | 'replyTo'>,
  evidence: Pick<Evidence, 'trust'>,
): Address | null {
  const [replyTo] = evidence.trust === 'failed' ? [] : mail.replyTo;
  for (const candidate of [replyTo, mail.from]) {
    const address = candidate ? validRecipient(candidate.address)?.toLowerCase() : null;
    if (candidate && address) return { name: candidate.name, address };
  }
  return null;
}

/** Lists and mailers, which RFC 3834, 2 names. */
const machine = /^(?:mailer-?daemon|owner-.*|.*-(?:request|owner|bounces?))$/;

/** Names that say in some language that nobody reads there, or that only reports of delivery go there. */
const unread =
  /^(?:.*[._+-])?(?:no|do[._-]?not|nicht|nie)[._-]?(?:reply|antworten|responder|responda)(?:[._+-].*|\d*)$|^(?:.*[._+-])?(?:keine?[._-]?antwort|ne[._-]?pas[._-]?repondre|nepasrepondre)(?:[._+-].*)?$|^(?:postmaster|nobody|auto-?(?:reply|responder))$|^bounces?(?:[._+=-].*|\d*)$/;

/** True for a list or a mailer, as an envelope sender too (RFC 3834, 2). */
export function isMachineAddress(address: string): boolean {
  return machine.test(localPart(address));
}

/** True for an address that takes no answers: `no-reply`, `mailer-daemon`, `owner-…` and their kin. */
export function takesNoAnswers(address: string): boolean {
  return isMachineAddress(address) || unread.test(localPart(address));
}

function localPart(address: string): string {
  return address.slice(0, address.lastIndexOf('@')).toLowerCase();
}
