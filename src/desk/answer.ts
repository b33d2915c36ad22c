/** Plans of the actions that send mail to people outside. */
import { Failure } from '../failure.ts';
import type { Upload } from '../model/inbox.ts';
import type { NewOutgoing } from '../model/outbox-store.ts';
import { isOpen, type Standing, type Ticket, type TicketState } from '../model/ticket.ts';
import type { NewMessage, TicketMessage } from '../model/ticket-store.ts';
import { attachmentsOf } from './files.ts';
import { type ActionOf, type Plan, planOf, type Situation } from './plan.ts';
import type { ReplyInput } from './reply.ts';
import { standingOf } from './standing.ts';

/** An answer that a member of staff writes: to one mail with several recipients, a row for each. */
export interface WrittenAnswer extends Omit<ReplyInput, 'department'> {
  readonly ticket: Ticket;
  /** It can be withdrawn until then. */
  readonly notBefore: Date | null;
  readonly attachments: readonly Upload[];
}

export type Compose = (answer: WrittenAnswer) => NewOutgoing[];

/** How an answer gets out. */
export interface Post {
  /** Address that the customer wrote to last, else the department's. */
  readonly lane: string;
  readonly cause: string;
  readonly compose: Compose;
}

/** Most references a mail of ours carries: the first and the newest tell a client the thread (RFC 5322, 3.6.4). */
const mostReferences = 20;

/** What an answer stands under: the last mail of a customer, and what went before it. */
function threadOf(history: readonly TicketMessage[]): WrittenAnswer['last'] {
  const letters = history.filter(({ kind, messageId }) => kind !== 'receipt' && messageId !== null);
  const at = letters.findLastIndex(({ kind }) => kind === 'inbound');
  const last = letters[at];
  if (last === undefined) return null;
  const before = letters.slice(0, at).flatMap(({ messageId }) => messageId ?? []);
  const references =
    before.length <= mostReferences ? before : [...before.slice(0, 1), ...before.slice(1 - mostReferences)];
  return { messageId: last.messageId, references };
}

/** The answer to those who were named, or to the requester. */
export function reply(situation: Situation, action: ActionOf<'reply'>, post: Post): Plan {
  const { ticket, history, now } = situation;
  const [first = ticket.requester.address, ...others] = action.to;
  const letters = post.compose({
    ...signed(situation, post),
    text: action.text,
    to: first,
    cc: [...others, ...action.cc],
    last: threadOf(history),
    notBefore: heldUntil(now, action.undoSeconds),
    attachments: action.attachments,
  });
  const turn = { before: standingOf(ticket), after: answered(situation, action.then) };
  const entry = { ...written(situation, letters, action), turn };
  const addParticipants = [...action.to, ...action.cc];
  return planOf({
    changes: [{ ticket: ticket.id, change: { ...turn.after, addParticipants } }],
    messages: [entry],
    outgoing: letters,
    words: `is answered: a mail to ${[first, ...others, ...action.cc].join(', ')} is queued`,
    message: entry.id,
  });
}

/** Who answers a ticket of nobody takes it. */
function answered({ ticket, actor, now }: Situation, state: TicketState): Standing {
  const closedAt = isOpen({ state }) ? null : now;
  const owner = ticket.owner === null && actor.kind === 'agent' ? actor.address : ticket.owner;
  return { state, closedAt, waitUntil: null, owner };
}

/** A message of the ticket goes to somebody else, who takes no part in the ticket by that. */
export function forward(situation: Situation, action: ActionOf<'forward'>, post: Post): Plan {
  const { ticket, history, now } = situation;
  const message = history.find(({ id }) => id === action.message);
  if (message === undefined) throw new Failure('bad-usage', 'the message is not of this ticket');
  if (message.kind === 'note') throw new Failure('bad-usage', 'a note stays among staff');
  const [first = '', ...others] = action.to;
  const letters = post.compose({
    ...signed(situation, post),
    text: `${action.text}\n\n${quoted(message)}`.trim(),
    to: first,
    cc: [...others, ...action.cc],
    last: null,
    notBefore: heldUntil(now, action.undoSeconds),
    attachments: action.attachments,
  });
  const entry = { ...written(situation, letters, action), mark: 'forwarded', forwards: message.id };
  return planOf({
    changes: [{ ticket: ticket.id, change: {} }],
    messages: [entry],
    outgoing: letters,
    words: `is forwarded to ${[...action.to, ...action.cc].join(', ')}`,
    message: entry.id,
  });
}

/** When a letter goes that can be taken back for so long. */
function heldUntil(now: Date, undoSeconds: number): Date | null {
  return undoSeconds === 0 ? null : new Date(now.getTime() + undoSeconds * 1000);
}

function signed({ ticket, actor, now }: Situation, { lane, cause }: Post) {
  return { ticket, lane, author: actor.name, cause, now };
}

/** The form that mail programs use for forwarded mail, so that the other side reads it as such. */
function quoted({ from, createdAt, subject, to, text }: TicketMessage): string {
  return [
    '---------- Forwarded message ----------',
    `From: ${from.name === '' ? from.address : `${from.name} <${from.address}>`}`,
    `Date: ${createdAt.toUTCString()}`,
    `Subject: ${subject}`,
    `To: ${to.join(', ')}`,
    '',
    text,
  ].join('\n');
}

function written(
  { ticket, actor, newId }: Situation,
  letters: readonly NewOutgoing[],
  { text, attachments }: Pick<ActionOf<'reply'>, 'text' | 'attachments'>,
): NewMessage {
  const [letter] = letters;
  if (letter === undefined) throw new Failure('bad-address', 'an answer needs plain addresses');
  return {
    id: newId(),
    ticket: ticket.id,
    kind: 'reply',
    messageId: letter.messageId,
    from: { name: actor.name || letter.from.name, address: actor.address || letter.from.address },
    to: letters.map(({ to }) => to),
    subject: letter.subject,
    text: letter.text,
    // What he wrote himself, without the words of the template: it can go back into a draft.
    replyText: text,
    html: letter.html,
    attachments: attachmentsOf(attachments),
    mark: 'staff',
    nature: null,
    mail: null,
    outgoing: letter.id,
    createdAt: letter.createdAt,
  };
}
