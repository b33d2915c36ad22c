/** The answer of a member of staff to the people who take part in a ticket. */
import type { Department, Settings } from '../config/schema.ts';
import { Failure } from '../failure.ts';
import {
  type Composer,
  oneLine,
  plainSubject,
  type Rendered,
  replyFields,
  ticketTag,
  titleOf,
  validRecipient,
} from '../mail/outgoing.ts';
import type { NewOutgoing } from '../model/outbox-store.ts';
import type { Ticket } from '../model/ticket.ts';

/** What a template of an answer may say. All are plain text. */
export interface ReplyData {
  readonly ticketId: string;
  /** `[#48213-K7QF]` */
  readonly tag: string;
  readonly subject: string;
  readonly department: string;
  /** Name that the author signs with; may be empty. Never an address. */
  readonly author: string;
  readonly text: string;
}

export interface ReplyTemplates {
  render(kind: 'reply', place: { language: string; department: string }, data: ReplyData): Rendered;
}

export interface ReplyComposer extends Composer {
  readonly templates: ReplyTemplates;
  readonly settings: Pick<Settings, 'outbox' | 'tickets'>;
}

export interface ReplyInput {
  readonly ticket: Pick<Ticket, 'id' | 'number' | 'ticketId' | 'subject'>;
  readonly department: Department;
  /** Address of ours that it comes from. */
  readonly lane: string;
  /** Name that signs it; never an address. */
  readonly author: string;
  readonly text: string;
  readonly to: string;
  readonly cc: readonly string[];
  /** The mail that it answers, and what went before. */
  readonly last: { readonly messageId: string | null; readonly references: readonly string[] } | null;
  /** One answer for each cause. */
  readonly cause: string;
  readonly now: Date;
}

/** Makes the composer of answers: one row for each recipient, `to` first, all of them the same mail. */
export function makeReplyComposer(composer: ReplyComposer): (input: ReplyInput) => NewOutgoing[] {
  return (input) => composeReply(composer, input);
}

function composeReply(composer: ReplyComposer, input: ReplyInput): NewOutgoing[] {
  const { signer, settings } = composer;
  const { ticket, department, lane } = input;
  const [to, ...cc] = [...new Set([input.to, ...input.cc].map(recipient))];
  if (to === undefined) return [];
  const rendered = render(composer, input);
  const rows = [to, ...cc].map((address) => ({ address, id: composer.newId() }));
  // The mail is one, so its Message-ID is: that of the first row.
  const messageId = signer.messageId('reply', ticket.number, rows[0]?.id ?? '');
  return rows.map(({ address, id }) => ({
    id,
    kind: 'reply',
    to: address,
    ticket: ticket.id,
    ticketId: ticket.ticketId,
    cause: input.cause,
    envelopeSender: signer.bounceAddress(lane, id),
    messageId,
    subject: oneLine(rendered.subject, 250),
    headers: [
      ['X-Postern-Loop', composer.hostname],
      ['Content-Language', rendered.language],
      ...replyFields(input.last ?? { messageId: null, references: [] }),
    ],
    from: { name: titleOf(department), address: settings.outbox.from ?? department.addresses[0] ?? lane },
    replyTo: signer.replyAddress(lane, ticket.ticketId, null),
    headerTo: [to],
    headerCc: cc,
    text: rendered.text,
    html: rendered.html,
    createdAt: input.now,
    waitsFor: [],
    acceptedAt: null,
  }));
}

function render(
  { templates, settings }: ReplyComposer,
  { ticket, department, author, text }: ReplyInput,
): Rendered {
  return templates.render(
    'reply',
    { language: department.language, department: department.name },
    {
      ticketId: ticket.ticketId,
      tag: ticketTag(settings.tickets.prefix, ticket.ticketId),
      subject: plainSubject(ticket.subject),
      department: titleOf(department),
      author: publicName(author),
      text: text.trim(),
    },
  );
}

/** Who has no name goes by his address among staff; customers never see it. */
function publicName(author: string): string {
  return author.includes('@') ? '' : oneLine(author, 80);
}

function recipient(address: string): string {
  const valid = validRecipient(address);
  if (valid === null) throw new Failure('bad-address', 'an answer needs plain addresses');
  return valid;
}
