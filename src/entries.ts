/** Entries of a ticket's history: the mail that came in, what we sent, and what happened. */
import type { Decision } from './decision.ts';
import { eventOf } from './desk/plan.ts';
import type { Delivery, Facts } from './model/facts.ts';
import type { NewOutgoing } from './model/outbox-store.ts';
import type { NewMessage } from './model/ticket-store.ts';
import { answered } from './threading/claims.ts';

interface Ids {
  newId(): string;
}

/** An outgoing mail as an entry of the ticket. */
export function sent(parts: Ids, letter: NewOutgoing, ticket: string, kind: 'receipt' | 'reply'): NewMessage {
  return {
    id: parts.newId(),
    ticket,
    kind,
    messageId: letter.messageId,
    from: letter.from,
    to: letter.headerTo,
    subject: letter.subject,
    text: letter.text,
    replyText: letter.text,
    html: letter.html,
    attachments: [],
    mark: null,
    nature: null,
    mail: null,
    outgoing: letter.id,
    createdAt: letter.createdAt,
  };
}

/** Something that happened to a ticket by itself, for its history. `mark` names what, `text` says it to a person. */
export function event(parts: Ids, ticket: string, now: Date, mark: string, text: string): NewMessage {
  return eventOf({ newId: () => parts.newId(), actor: postern, now }, ticket, mark, text);
}

const postern = { name: 'Postern', address: '' };

/** The mail itself, as an entry of its ticket. */
export function inbound(
  parts: Ids,
  { id }: { id: string },
  { mail, delivery }: Pick<Facts, 'mail'> & { delivery: Delivery },
  decision: Decision,
): NewMessage {
  const references = answered(mail);
  return {
    id: parts.newId(),
    ticket: id,
    kind: 'inbound',
    messageId: mail.messageId,
    ...(references.length === 0 ? {} : { references }),
    from: mail.from ?? { name: '', address: delivery.envelope.sender },
    to: [...mail.to, ...mail.cc].map(({ address }) => address),
    subject: mail.subject,
    text: mail.text,
    replyText: mail.replyText,
    html: mail.html,
    attachments: mail.attachments,
    mark: decision.author,
    nature: mail.nature.kind,
    mail: delivery.id,
    outgoing: null,
    createdAt: delivery.acceptedAt,
  };
}
