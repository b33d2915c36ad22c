/** Entries of a ticket's history beside the mail that came in: what we sent, and what happened. */
import { eventOf } from './desk/plan.ts';
import type { NewMessage, NewOutgoing } from './ports.ts';

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
