/** Tells one member of staff what a colleague did: a note on a ticket, or that the ticket is his now. */
import type { Department, Settings } from '../config/schema.ts';
import { webUrl } from '../config/web.ts';
import { Failure } from '../failure.ts';
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
import { rootOf } from './notice.ts';

/** What a template of such a notice may say. All are plain text. */
export interface InternalData {
  readonly ticketId: string;
  /** `[#48213-K7QF]` */
  readonly tag: string;
  readonly subject: string;
  readonly department: string;
  readonly requester: string;
  readonly author: string;
  /** The ticket is the reader's now. */
  readonly assigned: boolean;
  /** The time that the ticket waited for has come. */
  readonly woken: boolean;
  /** The note; empty where there is none. */
  readonly note: string;
  readonly attachments: readonly string[];
  readonly link: string;
}

export interface InternalTemplates {
  render(kind: 'internal', place: { language: string; department: string }, data: InternalData): Rendered;
}

export interface InternalComposer {
  readonly templates: InternalTemplates;
  readonly signer: Signer;
  readonly settings: Pick<Settings, 'outbox' | 'tickets' | 'http'>;
  readonly hostname: string;
  readonly newId: () => string;
}

export interface InternalInput {
  readonly member: string;
  readonly ticket: Pick<Ticket, 'id' | 'number' | 'ticketId' | 'subject' | 'requester'>;
  readonly department: Department;
  readonly lane: string;
  readonly author: string;
  readonly assigned: boolean;
  readonly woken: boolean;
  readonly note: string;
  readonly attachments: readonly string[];
  readonly cause: string;
  readonly now: Date;
}

/** Longest note in a notice, in characters. */
const longestText = 10_000;

/**
 * Makes the composer. What is answered to such a notice is a note: its reply address is bound to notes. It throws Failure
 * `bad-address` where the member is no single plain address.
 */
export function makeInternalComposer(composer: InternalComposer): (input: InternalInput) => NewOutgoing {
  return (input) => composeInternal(composer, input);
}

function composeInternal(composer: InternalComposer, input: InternalInput): NewOutgoing {
  const { signer, settings, hostname } = composer;
  const { ticket, department, lane } = input;
  const to = validRecipient(input.member);
  if (to === null) throw new Failure('bad-address', 'a notice needs one plain address');
  const id = composer.newId();
  const place = { language: department.language, department: department.name };
  const rendered = composer.templates.render('internal', place, dataOf(composer, input));
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
      name: oneLine(`${input.author || 'Postern'} via ${titleOf(department)}`, 120),
      address: settings.outbox.from ?? department.addresses[0] ?? lane,
    },
    replyTo: signer.noteAddress(lane, ticket.ticketId, to),
    headerTo: [to],
    headerCc: [],
    text: rendered.text,
    html: rendered.html,
    createdAt: input.now,
    waitsFor: [],
    acceptedAt: null,
  };
}

function dataOf({ settings }: InternalComposer, input: InternalInput): InternalData {
  const { ticket, department } = input;
  const { name, address } = ticket.requester;
  return {
    ticketId: ticket.ticketId,
    tag: ticketTag(settings.tickets.prefix, ticket.ticketId),
    subject: plainSubject(ticket.subject),
    department: titleOf(department),
    requester: oneLine(name || address, 80),
    author: oneLine(input.author, 80),
    assigned: input.assigned,
    woken: input.woken,
    note: input.note.slice(0, longestText).toWellFormed(),
    attachments: input.attachments.slice(0, 50).map((file) => oneLine(file, 120)),
    link: `${webUrl(settings.http)}/inbox/${ticket.ticketId}`,
  };
}
