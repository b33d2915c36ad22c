/** Mail of customers that staff forward: whose ticket it becomes. Pure. */

import type { Address, Mail } from '../mail/mail.ts';
import type { Facts } from '../model/facts.ts';
import type { Staff } from '../model/people.ts';

/**
 * The person who wrote the forwarded mail, where a member of staff forwards it and is shown to be himself; else null.
 * Nobody else's forward is believed: it would open tickets, and send receipts, in anybody's name.
 */
export function writerForwarded(
  { mail, evidence }: Pick<Facts, 'mail' | 'evidence'>,
  staff: Pick<Staff, 'has'>,
): Address | null {
  const believed = evidence.trust === 'authenticated' || evidence.trust === 'aligned';
  const author = mail.from?.address.toLowerCase() ?? '';
  if (!believed || !staff.has(author) || mail.nature.kind !== 'person') return null;
  const writer = mail.forwarded?.from ?? null;
  return writer === null || writer.address === '' ? null : writer;
}

/**
 * The customer's mail within the forward of a member of staff; null where `requester` is not whose mail it was. Nothing of
 * the forwarder is left in it: neither his address nor his Message-ID, which answers would carry to the customer.
 */
export function forwardedMail(mail: Mail, requester: Address): Mail | null {
  const { forwarded, from } = mail;
  if (forwarded?.from == null || forwarded.from.address.toLowerCase() !== requester.address.toLowerCase())
    return null;
  const forwarder = from?.address.toLowerCase() ?? '';
  if (forwarder === requester.address.toLowerCase()) return null;
  const others = (people: readonly Address[]) =>
    people.filter(({ address }) => address.toLowerCase() !== forwarder);
  return {
    ...mail,
    headers: [],
    messageId: null,
    from: forwarded.from,
    sender: null,
    replyTo: [],
    to: others(forwarded.to),
    cc: others(forwarded.cc),
    subject: forwarded.subject === '' ? mail.subject : forwarded.subject,
    text: forwarded.text,
    replyText: forwarded.text,
    quotedText: '',
    signature: '',
    html: null,
  };
}
