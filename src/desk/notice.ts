/** The notice: tells one member of staff of a new ticket, or of a new message on one. */
import type { Department, Settings } from '../config/schema.ts';
import { webUrl } from '../config/web.ts';
import { type Decision, reasons } from '../decision.ts';
import type { Evidence } from '../facts.ts';
import { Failure } from '../failure.ts';
import type { Mail } from '../mail/mail.ts';
import {
  oneLine,
  plainSubject,
  type Rendered,
  ticketTag,
  titleOf,
  validRecipient,
} from '../mail/outgoing.ts';
import type { NewOutgoing, Signer } from '../ports.ts';
import type { Ticket } from '../ticket.ts';

/** What a template of a notice may say. All are plain text. */
export interface NoticeData {
  readonly ticketId: string;
  /** `[#48213-K7QF]` */
  readonly tag: string;
  readonly subject: string;
  readonly department: string;
  /** True for a further message on a ticket, false for a new ticket. */
  readonly followUp: boolean;
  /** `name` is the address where there is no name. */
  readonly author: { readonly name: string; readonly address: string; readonly mark: Decision['author'] };
  /** How far the author may be believed, and the domain that was looked up. */
  readonly trust: { readonly level: Evidence['trust']; readonly domain: string };
  /** Why the mail is here: a code of decision.ts, its words, its particulars. */
  readonly findings: readonly { readonly reason: string; readonly words: string; readonly detail: string }[];
  /** What the author wrote; `cut` where more is in the inbox, `quoted` where quoted text was left out. */
  readonly text: string;
  readonly cut: boolean;
  readonly quoted: boolean;
  readonly attachments: readonly { readonly name: string; readonly size: string }[];
  readonly link: string;
  /** An answer to this goes to nobody but staff. */
  readonly toNotes: boolean;
}

export interface NoticeTemplates {
  render(kind: 'notice', place: { language: string; department: string }, data: NoticeData): Rendered;
}

export interface NoticeComposer {
  readonly templates: NoticeTemplates;
  readonly signer: Signer;
  readonly settings: Pick<Settings, 'outbox' | 'tickets' | 'http'>;
  readonly hostname: string;
  readonly newId: () => string;
}

export interface NoticeInput {
  readonly member: string;
  readonly ticket: Pick<Ticket, 'id' | 'number' | 'ticketId' | 'subject'>;
  readonly department: Department;
  readonly lane: string;
  readonly followUp: boolean;
  readonly mail: Mail;
  readonly evidence: Evidence;
  readonly decision: Decision;
  /** What is answered is a note: the mail itself lies on the ticket as one. */
  readonly toNotes?: boolean;
  /** ID of the mail that staff are told of. */
  readonly cause: string;
  readonly acceptedAt: Date;
  readonly now: Date;
}

/** Makes the composer of notices. It throws Failure `bad-address` where the member is no single plain address. */
export function makeNoticeComposer(composer: NoticeComposer): (input: NoticeInput) => NewOutgoing {
  return (input) => composeNotice(composer, input);
}

function composeNotice(composer: NoticeComposer, input: NoticeInput): NewOutgoing {
  const { signer, settings, hostname } = composer;
  const { ticket, department, lane, mail } = input;
  const to = validRecipient(input.member);
  if (to === null) throw new Failure('bad-address', 'a notice needs one plain address');
  const id = composer.newId();
  const data = noticeData(composer, input);
  const place = { language: department.language, department: department.name };
  const rendered = composer.templates.render('notice', place, data);
  const root = rootOf(ticket, hostname);
  return {
    id,
    kind: 'notice',
    to,
    ticket: ticket.id,
    ticketId: ticket.ticketId,
    cause: input.cause,
    envelopeSender: signer.bounceAddress(lane, id),
    messageId: signer.messageId('notice', ticket.number, id),
    subject: oneLine(rendered.subject, 250),
    headers: [
      ['Auto-Submitted', 'auto-generated'],
      ['X-Auto-Response-Suppress', 'All'],
      ['X-Postern-Loop', hostname],
      ['Content-Language', rendered.language],
      ['In-Reply-To', root],
      ['References', root],
    ],
    from: {
      name: `${oneLine(mail.from?.name || mail.from?.address || '?', 80)} via ${titleOf(department)}`,
      address: settings.outbox.from ?? department.addresses[0] ?? lane,
    },
    replyTo: input.toNotes
      ? signer.noteAddress(lane, ticket.ticketId, to)
      : signer.replyAddress(lane, ticket.ticketId, to),
    headerTo: [to],
    headerCc: [],
    text: rendered.text,
    html: rendered.html,
    createdAt: input.now,
    waitsFor: [],
    acceptedAt: input.acceptedAt,
  };
}

/** Longest text of a customer in a notice, in characters. */
const longestText = 10_000;
const mostAttachments = 50;

function noticeData({ settings }: NoticeComposer, input: NoticeInput): NoticeData {
  const { ticket, department, mail, evidence, decision } = input;
  const address = oneLine(mail.from?.address ?? '', 254);
  const text = mail.replyText.trim();
  return {
    ticketId: ticket.ticketId,
    tag: ticketTag(settings.tickets.prefix, ticket.ticketId),
    subject: plainSubject(ticket.subject),
    department: titleOf(department),
    followUp: input.followUp,
    author: { name: oneLine(mail.from?.name || address || '?', 80), address, mark: decision.author },
    trust: {
      level: evidence.trust,
      domain: oneLine(evidence.dmarc.domain ?? address.split('@').at(-1) ?? '', 253),
    },
    findings: findings(decision),
    text: text.slice(0, longestText).toWellFormed(),
    cut: text.length > longestText,
    quoted: mail.quotedText.trim() !== '',
    attachments: mail.attachments.slice(0, mostAttachments).map(({ filename, contentType, size }) => ({
      name: oneLine(filename ?? contentType, 120),
      size: inOctets(size),
    })),
    link: `${webUrl(settings.http)}/inbox/${ticket.ticketId}`,
    toNotes: input.toNotes ?? false,
  };
}

/** One root for all notices of a ticket, never sent itself: mail programs then show them as one conversation. */
export function rootOf({ ticketId }: Pick<Ticket, 'ticketId'>, hostname: string): string {
  return `<ticket-${ticketId.toLowerCase()}@${hostname}>`;
}

/** What matching, screening, filing and routing found; that nothing pointed to a ticket goes without saying. */
function findings({ reasons: found }: Decision): NoticeData['findings'] {
  return found
    .filter(({ stage }) => stage === 'match' || stage === 'screen' || stage === 'file' || stage === 'route')
    .filter(({ reason }) => reason !== 'no-clue')
    .map(({ reason, detail }) => ({ reason, words: reasons[reason], detail: oneLine(detail, 200) }));
}

function inOctets(size: number): string {
  if (size < 1000) return `${size} bytes`;
  return size < 1_000_000 ? `${Math.round(size / 1000)} kB` : `${(size / 1_000_000).toFixed(1)} MB`;
}
