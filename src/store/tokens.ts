/** What the search index holds of a message: its words, with a mark where they stand elsewhere than in its text. */
import { folded, searchWords } from '../mail/search-words.ts';
import type { MessageRow, TicketRow } from './documents.ts';

/** Where a word stands. Words of texts have no mark: they are most of the index. */
export const marks = { subject: 's:', from: 'f:', to: 't:', body: '' } as const;
export type Place = keyof typeof marks;

/** Facts about a ticket that lie in the index like words. */
export const facts = { note: 'has:note', bounce: 'has:bounce' } as const;

/** Characters of a message that are found by searching. */
const searchable = 20_000;
const mostRecipients = 50;

type Spoken = Pick<
  MessageRow,
  'kind' | 'subject' | 'from' | 'to' | 'text' | 'replyText' | 'attachments' | 'mark'
>;

/** Each once, in no order. Events say nothing but that they happened. */
export function tokensOf(message: Spoken): string[] {
  const { kind, subject, from, to, text, replyText, attachments, mark } = message;
  if (kind === 'event') return mark === 'delivery-failed' ? [facts.bounce] : [];
  const names = attachments.map(({ filename }) => filename ?? '').join(' ');
  return [
    ...new Set([
      ...searchWords(`${(replyText ?? text).slice(0, searchable)} ${names.slice(0, searchable)}`),
      ...marked('subject', searchWords(subject)),
      ...marked('from', [...searchWords(from.name), ...addressTokens(from.address)]),
      ...marked('to', to.slice(0, mostRecipients).flatMap(addressTokens)),
      ...(kind === 'note' ? [facts.note] : []),
    ]),
  ];
}

/** What the ticket itself adds: its subject may have been changed, and it may be a known solution. */
export function ticketTokens({ subject, solution }: Pick<TicketRow, 'subject' | 'solution'>): string[] {
  const known = solution === null ? '' : `${solution.problem} ${solution.note}`;
  return [...marked('subject', searchWords(subject)), ...searchWords(known)];
}

/** An address as a whole, by its domain, and by its words. */
function addressTokens(address: string): string[] {
  if (address === '') return [];
  const whole = folded(address);
  return [whole, whole.slice(whole.lastIndexOf('@')), ...searchWords(address)];
}

function marked(place: Place, words: readonly string[]): string[] {
  return words.map((word) => `${marks[place]}${word}`);
}
