/** What all mails to staff about a ticket have in common: envelope, thread, addresses, and what names the ticket. */
import type { Department, Settings } from '../config/schema.ts';
import { webUrl } from '../config/web.ts';
import { type Composer, oneLine, plainSubject, type Rendered, ticketTag, titleOf } from '../mail/outgoing.ts';
import type { NewOutgoing } from '../model/outbox-store.ts';
import type { Ticket } from '../model/ticket.ts';

export interface NoticeParts extends Composer {
  readonly settings: Pick<Settings, 'outbox' | 'tickets' | 'http'>;
}

export interface NoticeAbout {
  readonly ticket: Pick<Ticket, 'id' | 'number' | 'ticketId' | 'subject'>;
  readonly department: Department;
  readonly lane: string;
  readonly cause: string;
  readonly now: Date;
}

/** In what they differ. */
export interface NoticeManner {
  readonly to: string;
  readonly rendered: Rendered;
  readonly fromName: string;
  /** RFC 3834, 5. */
  readonly automatic: 'auto-generated' | 'auto-replied';
  readonly thread: NewOutgoing['headers'];
  /** An answer to it goes to nobody but staff. */
  readonly toNotes: boolean;
  readonly acceptedAt: Date | null;
}

/** The row of one mail to one member. */
export function noticeRow(parts: NoticeParts, about: NoticeAbout, manner: NoticeManner): NewOutgoing {
  const { signer, settings, hostname } = parts;
  const { ticket, department, lane } = about;
  const { to, rendered } = manner;
  const id = parts.newId();
  return {
    id,
    kind: 'notice',
    to,
    ticket: ticket.id,
    ticketId: ticket.ticketId,
    cause: about.cause,
    envelopeSender: signer.bounceAddress(lane, id),
    messageId: signer.messageId('notice', ticket.number, id),
    subject: oneLine(rendered.subject, 250),
    headers: [
      ['Auto-Submitted', manner.automatic],
      ['X-Auto-Response-Suppress', 'All'],
      ['X-Postern-Loop', hostname],
      ['Content-Language', rendered.language],
      ...manner.thread,
    ],
    from: { name: manner.fromName, address: settings.outbox.from ?? department.addresses[0] ?? lane },
    replyTo: manner.toNotes
      ? signer.noteAddress(lane, ticket.ticketId, to)
      : signer.replyAddress(lane, ticket.ticketId, to),
    headerTo: [to],
    headerCc: [],
    text: rendered.text,
    html: rendered.html,
    createdAt: about.now,
    waitsFor: [],
    acceptedAt: manner.acceptedAt,
  };
}

/** How a template names the ticket. All are plain text. */
export interface TicketWords {
  readonly ticketId: string;
  /** `[#48213-K7QF]` */
  readonly tag: string;
  readonly subject: string;
  readonly department: string;
  readonly link: string;
}

export function ticketWords(
  { settings }: Pick<NoticeParts, 'settings'>,
  { ticket, department }: Pick<NoticeAbout, 'ticket' | 'department'>,
): TicketWords {
  return {
    ticketId: ticket.ticketId,
    tag: ticketTag(settings.tickets.prefix, ticket.ticketId),
    subject: plainSubject(ticket.subject),
    department: titleOf(department),
    link: `${webUrl(settings.http)}/inbox/${ticket.ticketId}`,
  };
}

/** Where templates are found, by the department's language. */
export function placeOf({ language, name }: Department): { language: string; department: string } {
  return { language, department: name };
}

/** One root for all notices of a ticket, never sent itself: mail programs then show them as one conversation. */
export function rootOf({ ticketId }: Pick<Ticket, 'ticketId'>, hostname: string): string {
  return `<ticket-${ticketId.toLowerCase()}@${hostname}>`;
}

/** Stands below the root, as all notices do. */
export function underRoot(ticket: Pick<Ticket, 'ticketId'>, hostname: string): NewOutgoing['headers'] {
  const root = rootOf(ticket, hostname);
  return [
    ['In-Reply-To', root],
    ['References', root],
  ];
}
