/** The notice: tells one member of staff of a new ticket, or of a new message on one. */
import { type Decision, reasons } from '../decision.ts';
import { Failure } from '../failure.ts';
import type { Mail } from '../mail/mail.ts';
import { oneLine, type Rendered, titleOf, validRecipient } from '../mail/outgoing.ts';
import type { Evidence } from '../model/facts.ts';
import type { NewOutgoing } from '../model/outbox-store.ts';
import {
  type NoticeAbout,
  type NoticeParts,
  noticeRow,
  placeOf,
  type TicketWords,
  ticketWords,
  underRoot,
} from './notice-row.ts';

/** What a template of a notice may say. All are plain text. */
export interface NoticeData extends TicketWords {
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
  /** An answer to this goes to nobody but staff. */
  readonly toNotes: boolean;
}

export interface NoticeTemplates {
  render(kind: 'notice', place: { language: string; department: string }, data: NoticeData): Rendered;
}

export interface NoticeComposer extends NoticeParts {
  readonly templates: NoticeTemplates;
}

/** `cause`: ID of the mail that staff are told of. */
export interface NoticeInput extends NoticeAbout {
  readonly member: string;
  readonly followUp: boolean;
  readonly mail: Mail;
  readonly evidence: Evidence;
  readonly decision: Decision;
  /** What is answered is a note: the mail itself lies on the ticket as one. */
  readonly toNotes?: boolean;
  readonly acceptedAt: Date;
}

/** Makes the composer of notices. It throws Failure `bad-address` where the member is no single plain address. */
export function makeNoticeComposer(composer: NoticeComposer): (input: NoticeInput) => NewOutgoing {
  return (input) => composeNotice(composer, input);
}

function composeNotice(composer: NoticeComposer, input: NoticeInput): NewOutgoing {
  const { ticket, department, mail, toNotes = false, acceptedAt } = input;
  const to = validRecipient(input.member);
  if (to === null) throw new Failure('bad-address', 'a notice needs one plain address');
  const data = noticeData(composer, input);
  const author = oneLine(mail.from?.name || mail.from?.address || '?', 80);
  return noticeRow(composer, input, {
    to,
    rendered: composer.templates.render('notice', placeOf(department), data),
    fromName: `${author} via ${titleOf(department)}`,
    automatic: 'auto-generated',
    thread: underRoot(ticket, composer.hostname),
    toNotes,
    acceptedAt,
  });
}

/** Longest text of a customer in a notice, in characters. */
const longestText = 10_000;
const mostAttachments = 50;

function noticeData(composer: NoticeComposer, input: NoticeInput): NoticeData {
  const { mail, evidence, decision } = input;
  const address = oneLine(mail.from?.address ?? '', 254);
  const text = mail.replyText.trim();
  return {
    ...ticketWords(composer, input),
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
    toNotes: input.toNotes ?? false,
  };
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
