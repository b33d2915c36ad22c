/** What people said on a ticket, as its line in a list shows it. */
import type { mongo } from 'mongoose';
import type { NewMessage } from '../model/ticket-store.ts';
import type { Said, TicketRow } from './documents.ts';

/** A ticket on which nobody said anything yet. */
export const silence: Said = {
  from: '',
  kind: null,
  at: null,
  preview: '',
  messages: 0,
  hasAttachment: false,
};

/** Characters of a preview. */
const longestPreview = 160;

type Spoken = NewMessage & { readonly kind: 'inbound' | 'reply' | 'note' };

/** What these messages add, by ticket. Receipts and events are no talk. */
export function saidBy(messages: readonly NewMessage[]): ReadonlyMap<string, Said> {
  const spoken = messages.filter(isSpoken);
  return new Map(
    [...Map.groupBy(spoken, ({ ticket }) => ticket)].map(([ticket, some]) => [ticket, sumOf(some)]),
  );
}

/** What all messages of one ticket say, in their order; what was taken back was not said. */
export function saidIn(messages: readonly NewMessage[]): Said {
  const back = new Set(messages.map(({ takesBack }) => takesBack));
  return sumOf(messages.filter(isSpoken).filter(({ id }) => !back.has(id)));
}

/** How that changes a ticket that is there. */
export function talkUpdate(said: Said | undefined): {
  $set: mongo.MatchKeysAndValues<TicketRow>;
  $inc: Record<string, number>;
} {
  if (said === undefined) return { $set: {}, $inc: {} };
  const { messages, hasAttachment, ...last } = said;
  const $set = Object.entries(last).map(([name, value]) => [`said.${name}`, value]);
  return {
    $set: { ...Object.fromEntries($set), ...(hasAttachment ? { 'said.hasAttachment': true } : {}) },
    $inc: { 'said.messages': messages },
  };
}

function isSpoken(message: NewMessage): message is Spoken {
  return message.kind === 'inbound' || message.kind === 'reply' || message.kind === 'note';
}

function sumOf(messages: readonly Spoken[]): Said {
  const last = messages.at(-1);
  if (last === undefined) return silence;
  const { from, kind, createdAt, replyText, text } = last;
  return {
    from: (from.name || from.address).slice(0, longestPreview),
    kind,
    at: createdAt,
    preview: oneLine(replyText || text),
    messages: messages.length,
    hasAttachment: messages.some(({ attachments }) => attachments.some(({ inline }) => !inline)),
  };
}

function oneLine(text: string): string {
  return text
    .slice(0, 8 * longestPreview)
    .replace(/\s+/gu, ' ')
    .trim()
    .slice(0, longestPreview);
}
