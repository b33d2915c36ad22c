/** All that in a mail points to a ticket, the strongest clue first (DESIGN 3.1). */

import type { Mail } from '../mail/mail.ts';
import type { TicketClaim } from '../model/facts.ts';
import type { KeyRing } from '../model/node-store.ts';
import { findTicketIds, isGenuine } from './ticket-id.ts';
import { readAddress, readMessageId } from './token.ts';

/** So many references are looked at, the newest first: a mail may carry thousands. */
const mostReferences = 20;

/** The claims that the mail itself makes; what the store knows of its references is added by `knownReferences`. */
export function claimsOf(
  mail: Pick<Mail, 'subject' | 'inReplyTo' | 'references' | 'bounces'>,
  recipient: string,
  ring: KeyRing,
  staff: Iterable<string>,
): TicketClaim[] {
  return [
    ...addressClaims(recipient, ring, staff),
    ...referenceClaims(mail, ring),
    ...subjectClaims(mail.subject, ring),
  ];
}

/** Row of the outbox whose bounce address this is; null where it is none of ours. */
export function bouncedOutgoing(recipient: string, ring: KeyRing): string | null {
  const read = readAddress(ring, recipient, []);
  return read?.token.kind === 'bounce' ? read.token.outgoing : null;
}

/** Message-IDs that the mail answers, the nearest first: In-Reply-To, then References from the right. */
export function answered(mail: Pick<Mail, 'inReplyTo' | 'references'>): string[] {
  const newestFirst = mail.references.slice(-mostReferences).reverse();
  return [...new Set(mail.inReplyTo === null ? newestFirst : [mail.inReplyTo, ...newestFirst])];
}

function addressClaims(recipient: string, ring: KeyRing, staff: Iterable<string>): TicketClaim[] {
  const token = readAddress(ring, recipient, staff)?.token;
  if (token === undefined || token.kind === 'bounce') return [];
  const { number, code } = token;
  const bound = token.kind === 'staff' ? { boundTo: token.staff, forNotes: token.note } : {};
  return [
    {
      id: `${number}-${code}`,
      number,
      found: 'address',
      valid: true,
      audience: token.kind,
      outgoing: null,
      explicit: true,
      ...bound,
    },
  ];
}

function referenceClaims(
  mail: Pick<Mail, 'inReplyTo' | 'references' | 'bounces'>,
  ring: KeyRing,
): TicketClaim[] {
  const returned = mail.bounces.flatMap((bounce) => bounce.originalMessageId ?? []);
  return [...new Set([...returned, ...answered(mail)])].flatMap((messageId) => {
    const read = readMessageId(ring, messageId);
    if (read === null) return [];
    const audience = ['notice', 'alarm', 'account'].includes(read.kind) ? 'staff' : 'customer';
    return [
      {
        id: String(read.number),
        number: read.number,
        found: 'references' as const,
        valid: true,
        audience,
        outgoing: read.outgoing,
        explicit: true,
      },
    ];
  });
}

function subjectClaims(subject: string, ring: KeyRing): TicketClaim[] {
  return findTicketIds(subject).flatMap(({ number, code, explicit }): TicketClaim[] => {
    const common = { number, audience: null, outgoing: null, explicit } as const;
    if (code === null) return [{ ...common, id: String(number), found: 'number', valid: false }];
    const valid = isGenuine(ring, number, code);
    // A wrong code without `#` or brackets is most likely some other number: no claim at all.
    return valid || explicit ? [{ ...common, id: `${number}-${code}`, found: 'subject', valid }] : [];
  });
}
