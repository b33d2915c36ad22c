/** What a member of staff hears of a mail of his: what his commands did, or why it was not taken. */
import type { Department, Settings } from '../config/schema.ts';
import { webUrl } from '../config/web.ts';
import type { Mail } from '../mail/mail.ts';
import {
  oneLine,
  plainSubject,
  type Rendered,
  replyFields,
  ticketTag,
  titleOf,
  validRecipient,
} from '../mail/outgoing.ts';
import type { NewOutgoing, Signer } from '../ports.ts';
import type { Ticket } from '../ticket.ts';
import { type Refusal, refusals } from './by-mail.ts';
import type { Done } from './by-mail-plan.ts';
import type { Fault } from './command-actions.ts';
import { rootOf } from './notice.ts';

/** What a template of an outcome may say. All are plain text. */
export interface OutcomeData {
  readonly ticketId: string;
  /** `[#48213-K7QF]` */
  readonly tag: string;
  readonly subject: string;
  readonly department: string;
  /** False: nothing of the mail was done or sent. */
  readonly taken: boolean;
  /** Why not, and the same in words; empty where it was taken. */
  readonly refusal: string;
  readonly words: string;
  readonly done: readonly Done[];
  readonly faults: readonly Fault[];
  /** His own words, given back where they were not taken. */
  readonly text: string;
  readonly link: string;
}

export interface OutcomeTemplates {
  render(kind: 'outcome', place: { language: string; department: string }, data: OutcomeData): Rendered;
}

export interface OutcomeComposer {
  readonly templates: OutcomeTemplates;
  readonly signer: Signer;
  readonly settings: Pick<Settings, 'outbox' | 'tickets' | 'http'>;
  readonly hostname: string;
  readonly newId: () => string;
}

export interface OutcomeInput {
  readonly member: string;
  readonly ticket: Pick<Ticket, 'id' | 'number' | 'ticketId' | 'subject'>;
  readonly department: Department;
  readonly lane: string;
  /** His mail, which this answers. */
  readonly mail: Pick<Mail, 'messageId'>;
  readonly done: readonly Done[];
  /** Null: it was taken. */
  readonly refusal: { readonly why: Refusal; readonly faults: readonly Fault[] } | null;
  readonly text: string;
  /** He wrote to an address for notes. */
  readonly note: boolean;
  readonly cause: string;
  readonly acceptedAt: Date;
  readonly now: Date;
}

/** Longest text that is given back, in characters. */
const longestText = 100_000;

/** Makes the composer of outcomes; null where the member has no plain address. They stand with the ticket's notices. */
export function makeOutcomeComposer(composer: OutcomeComposer): (input: OutcomeInput) => NewOutgoing | null {
  return (input) => {
    const to = validRecipient(input.member);
    return to === null ? null : composeOutcome(composer, input, to);
  };
}

function composeOutcome(composer: OutcomeComposer, input: OutcomeInput, to: string): NewOutgoing {
  const { signer, settings, hostname } = composer;
  const { ticket, department, lane, note } = input;
  const id = composer.newId();
  const place = { language: department.language, department: department.name };
  const rendered = composer.templates.render('outcome', place, dataOf(composer, input));
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
      ['Auto-Submitted', 'auto-replied'],
      ['X-Auto-Response-Suppress', 'All'],
      ['X-Postern-Loop', hostname],
      ['Content-Language', rendered.language],
      ...threadOf(input, rootOf(ticket, hostname)),
    ],
    from: { name: titleOf(department), address: settings.outbox.from ?? department.addresses[0] ?? lane },
    replyTo: note
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

function threadOf({ mail }: OutcomeInput, root: string): (readonly [string, string])[] {
  const fields = replyFields({ messageId: mail.messageId, references: [root.slice(1, -1)] });
  return fields.length > 0 ? fields : [['References', root]];
}

function dataOf({ settings }: OutcomeComposer, input: OutcomeInput): OutcomeData {
  const { ticket, department, refusal, done } = input;
  return {
    ticketId: ticket.ticketId,
    tag: ticketTag(settings.tickets.prefix, ticket.ticketId),
    subject: plainSubject(ticket.subject),
    department: titleOf(department),
    taken: refusal === null,
    refusal: refusal?.why ?? '',
    words: refusal === null ? '' : refusals[refusal.why],
    done: done.map((one) => ({ ...one, order: oneLine(one.order, 100), words: oneLine(one.words, 300) })),
    faults: (refusal?.faults ?? []).map(({ order, code, detail }) => ({
      order: oneLine(order, 100),
      code,
      detail: oneLine(detail, 300),
    })),
    text: refusal === null ? '' : input.text.slice(0, longestText).toWellFormed(),
    link: `${webUrl(settings.http)}/inbox/${ticket.ticketId}`,
  };
}
