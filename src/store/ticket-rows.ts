/** Tickets and their messages as rows, and back. */

import type { MessageKind, Ticket } from '../model/ticket.ts';
import type { NewMessage, NewTicket, TicketMessage } from '../model/ticket-store.ts';
import { type Id, type MessageRow, type Said, type TicketRow, toId, toIdOrNull } from './documents.ts';
import { silence } from './said.ts';

/**
 * Most characters of each text of a message: three of them, at four octets a character, stay below MongoDB’s 16 MB. The
 * whole mail is kept in `raw`.
 */
const longestText = 1_000_000;
const longestLine = 10_000;
const longestLabel = 1000;
const mostAttachments = 1000;
/** What people wrote is looked for; receipts are not. */
const sought = new Set<MessageKind>(['inbound', 'reply', 'note']);
/** Events after which a ticket is found by something else than before. */
const telling = new Set(['subject', 'solution', 'delivery-failed']);

/** The row of a new ticket, with what its first messages say. */
export function ticketRow(ticket: NewTicket, said: Said = silence): TicketRow {
  const { id, ...rest } = ticket;
  return {
    _id: toId(id),
    ...rest,
    state: 'new',
    linkedTo: toIdOrNull(ticket.linkedTo),
    said,
    solution: null,
    links: [],
    updatedAt: ticket.updatedAt ?? ticket.createdAt,
    closedAt: null,
    mergedInto: null,
  };
}

/** The row of a new message, cut to what a document can hold. */
export function messageRow(message: NewMessage): MessageRow {
  const { id, ...rest } = message;
  return {
    _id: toId(id),
    ...rest,
    ticket: toId(message.ticket),
    from: { name: cut(message.from.name), address: cut(message.from.address) },
    to: message.to.slice(0, mostAttachments),
    subject: cut(message.subject),
    text: message.text.slice(0, longestText),
    replyText: message.replyText === message.text ? null : message.replyText.slice(0, longestText),
    html: message.html?.slice(0, longestText) ?? null,
    attachments: message.attachments.slice(0, mostAttachments).map(attachmentRow),
    mail: toIdOrNull(message.mail),
    outgoing: toIdOrNull(message.outgoing),
    ...(isSought(message) ? { unindexed: true } : {}),
  };
}

function isSought({ kind, mark }: NewMessage): boolean {
  return sought.has(kind) || (kind === 'event' && mark !== null && telling.has(mark));
}

/** A mail of 25 MB has room for hundreds of content types of 64 kB, and a document for 16 MB. */
function attachmentRow(attachment: NewMessage['attachments'][number]): MessageRow['attachments'][number] {
  const { filename, contentType, contentId } = attachment;
  return {
    ...attachment,
    filename: filename?.slice(0, longestLabel) ?? null,
    contentType: contentType.slice(0, longestLabel),
    contentId: contentId?.slice(0, longestLabel) ?? null,
  };
}

/** The ticket of a row. */
export function ticketOf(row: TicketRow): Ticket {
  return {
    id: row._id.toHexString(),
    number: row.number,
    ticketId: row.ticketId,
    subject: row.subject,
    state: row.state,
    department: row.department,
    owner: row.owner,
    priority: row.priority,
    tags: row.tags,
    requester: row.requester,
    participants: row.participants,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    closedAt: row.closedAt,
    mergedInto: hexOrNull(row.mergedInto),
    dispatchedAt: row.dispatchedAt,
    waitUntil: row.waitUntil ?? null,
  };
}

/** The message of a row. */
export function messageOf(row: MessageRow): TicketMessage {
  return {
    id: row._id.toHexString(),
    ticket: row.ticket.toHexString(),
    kind: row.kind,
    messageId: row.messageId,
    from: row.from,
    to: row.to,
    subject: row.subject,
    text: row.text,
    replyText: row.replyText ?? row.text,
    html: row.html,
    attachments: row.attachments,
    mark: row.mark,
    nature: row.nature,
    mail: hexOrNull(row.mail),
    outgoing: hexOrNull(row.outgoing),
    ...(row.turn === undefined ? {} : { turn: row.turn }),
    ...(row.forwards === undefined ? {} : { forwards: row.forwards }),
    ...(row.takesBack === undefined ? {} : { takesBack: row.takesBack }),
    createdAt: row.createdAt,
  };
}

function hexOrNull(id: Id | null): string | null {
  return id === null ? null : id.toHexString();
}

function cut(text: string): string {
  return text.slice(0, longestLine);
}
