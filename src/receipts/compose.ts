/** The receipt: confirms that a ticket was opened and dispatched. Carries nothing of the customer's but a tame subject. */
import type { Department, Settings } from '../config/schema.ts';
import { Failure } from '../failure.ts';
import type { Mail } from '../mail/mail.ts';
import {
  type Composer,
  echoedSubject,
  oneLine,
  type Rendered,
  replyFields,
  ticketTag,
  titleOf,
  validRecipient,
} from '../mail/outgoing.ts';
import type { NewOutgoing } from '../model/outbox-store.ts';
import type { Ticket } from '../model/ticket.ts';
import { languageOf } from './language.ts';

/** What a template of a receipt may say. All are plain text. */
export interface ReceiptData {
  /** `48213-K7QF` */
  readonly ticketId: string;
  /** `[#48213-K7QF]`, as it stands in subjects. */
  readonly tag: string;
  /** Shortened and defused; may be empty. */
  readonly subject: string;
  readonly department: string;
  /** In words, such as `one working day`; empty where nothing is promised. */
  readonly answerWithin: string;
}

export interface ReceiptTemplates {
  render(kind: 'receipt', place: { language: string; department: string }, data: ReceiptData): Rendered;
  has(kind: 'receipt', language: string): boolean;
}

export interface ReceiptComposer extends Composer {
  readonly templates: ReceiptTemplates;
  readonly settings: Pick<Settings, 'outbox' | 'tickets'>;
}

export interface ReceiptInput {
  /** The ticket just opened: the store's key, and what people call it. */
  readonly ticket: Pick<Ticket, 'id' | 'number' | 'ticketId' | 'subject'>;
  readonly department: Department;
  /** The lane that the customer wrote to; answers go there. */
  readonly lane: string;
  readonly mail: Pick<Mail, 'headers' | 'messageId' | 'references'>;
  readonly to: string;
  /** ID of the mail that is confirmed. */
  readonly cause: string;
  readonly acceptedAt: Date;
  readonly now: Date;
  /** Rows of the notices of this ticket: they go first. */
  readonly waitsFor: readonly string[];
}

/** Makes the composer of receipts. It throws Failure `bad-address` where `to` is no single plain address. */
export function makeReceiptComposer(composer: ReceiptComposer): (input: ReceiptInput) => NewOutgoing {
  return (input) => composeReceipt(composer, input);
}

function composeReceipt(composer: ReceiptComposer, input: ReceiptInput): NewOutgoing {
  const { signer, settings } = composer;
  const { ticket, department, lane } = input;
  const to = validRecipient(input.to);
  if (to === null) throw new Failure('bad-address', 'a receipt needs one plain address');
  const id = composer.newId();
  const rendered = render(composer, input);
  return {
    id,
    kind: 'receipt',
    to,
    ticket: ticket.id,
    ticketId: ticket.ticketId,
    cause: input.cause,
    envelopeSender: signer.bounceAddress(lane, id),
    messageId: signer.messageId('receipt', ticket.number, id),
    subject: oneLine(rendered.subject, 200),
    headers: [
      ['Auto-Submitted', 'auto-replied'],
      ['X-Auto-Response-Suppress', 'All'],
      ['Precedence', 'auto_reply'],
      ['X-Postern-Loop', composer.hostname],
      ['Content-Language', rendered.language],
      ...replyFields(input.mail),
    ],
    from: { name: titleOf(department), address: settings.outbox.from ?? department.addresses[0] ?? lane },
    replyTo: signer.replyAddress(lane, ticket.ticketId, null),
    headerTo: [to],
    headerCc: [],
    text: rendered.text,
    html: rendered.html,
    createdAt: input.now,
    waitsFor: input.waitsFor,
    acceptedAt: input.acceptedAt,
  };
}

function render(
  { templates, settings }: ReceiptComposer,
  { ticket, department, mail }: ReceiptInput,
): Rendered {
  const theirs = languageOf(mail);
  const language = theirs !== null && templates.has('receipt', theirs) ? theirs : department.language;
  return templates.render(
    'receipt',
    { language, department: department.name },
    {
      ticketId: ticket.ticketId,
      tag: ticketTag(settings.tickets.prefix, ticket.ticketId),
      subject: echoedSubject(ticket.subject),
      department: titleOf(department),
      // Given in the department's language only.
      answerWithin: (language === department.language && department.answerWithin) || '',
    },
  );
}
