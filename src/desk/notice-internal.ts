/** Tells one member of staff what a colleague did: a note on a ticket, or that the ticket is his now. */
import { Failure } from '../failure.ts';
import { oneLine, type Rendered, titleOf, validRecipient } from '../mail/outgoing.ts';
import type { NewOutgoing } from '../model/outbox-store.ts';
import type { Ticket } from '../model/ticket.ts';
import {
  type NoticeAbout,
  type NoticeParts,
  noticeRow,
  placeOf,
  type TicketWords,
  ticketWords,
  underRoot,
} from './notice-row.ts';

/** What a template of such a notice may say. All are plain text. */
export interface InternalData extends TicketWords {
  readonly requester: string;
  readonly author: string;
  /** The ticket is the reader's now. */
  readonly assigned: boolean;
  /** The time that the ticket waited for has come. */
  readonly woken: boolean;
  /** The note; empty where there is none. */
  readonly note: string;
  readonly attachments: readonly string[];
}

export interface InternalTemplates {
  render(kind: 'internal', place: { language: string; department: string }, data: InternalData): Rendered;
}

export interface InternalComposer extends NoticeParts {
  readonly templates: InternalTemplates;
}

export interface InternalInput extends NoticeAbout {
  readonly member: string;
  readonly ticket: NoticeAbout['ticket'] & Pick<Ticket, 'requester'>;
  readonly author: string;
  readonly assigned: boolean;
  readonly woken: boolean;
  readonly note: string;
  readonly attachments: readonly string[];
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
  const { ticket, department } = input;
  const to = validRecipient(input.member);
  if (to === null) throw new Failure('bad-address', 'a notice needs one plain address');
  return noticeRow(composer, input, {
    to,
    rendered: composer.templates.render('internal', placeOf(department), dataOf(composer, input)),
    fromName: oneLine(`${input.author || 'Postern'} via ${titleOf(department)}`, 120),
    automatic: 'auto-generated',
    thread: underRoot(ticket, composer.hostname),
    toNotes: true,
    acceptedAt: null,
  });
}

function dataOf(composer: InternalComposer, input: InternalInput): InternalData {
  const { name, address } = input.ticket.requester;
  return {
    ...ticketWords(composer, input),
    requester: oneLine(name || address, 80),
    author: oneLine(input.author, 80),
    assigned: input.assigned,
    woken: input.woken,
    note: input.note.slice(0, longestText).toWellFormed(),
    attachments: input.attachments.slice(0, 50).map((file) => oneLine(file, 120)),
  };
}
