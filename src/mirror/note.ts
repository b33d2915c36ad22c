/** A note as a mail of its own: nobody sends it, it only lies in the shared mail folder. */
import { oneLine, ticketTag, validRecipient } from '../mail/outgoing.ts';
import type { OutgoingEntry } from '../model/outbox-store.ts';
import type { Ticket } from '../model/ticket.ts';
import type { TicketMessage } from '../model/ticket-store.ts';

/** `lane`: an address of its department. */
export function noteMail(
  ticket: Pick<Ticket, 'id' | 'ticketId' | 'subject'>,
  { id, from, text, createdAt }: TicketMessage,
  { lane, prefix, hostname }: { readonly lane: string; readonly prefix: string; readonly hostname: string },
): OutgoingEntry {
  const subject = `[note] ${ticketTag(prefix, ticket.ticketId)} ${ticket.subject}`;
  return {
    id,
    kind: 'notice',
    to: lane,
    ticket: ticket.id,
    ticketId: ticket.ticketId,
    cause: id,
    envelopeSender: '',
    messageId: `note.${id}@${hostname}`,
    subject: oneLine(subject, 200),
    headers: [],
    from: { name: from.name, address: validRecipient(from.address) ?? lane },
    replyTo: null,
    headerTo: [lane],
    headerCc: [],
    text,
    html: null,
    createdAt,
    waitsFor: [],
    acceptedAt: null,
    state: 'sent',
    attempts: 1,
    nextAttemptAt: null,
    sentAt: createdAt,
    lastAnswer: null,
    bounce: null,
  };
}
