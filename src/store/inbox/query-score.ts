/** How well a ticket fits the words of a search: pure. */
import { marks } from '../tokens.ts';
import type { Sought } from './query-words.ts';

/** By where the word stands and whether it is the whole word. A subject says what a ticket is about. */
const worth = { subject: 4, from: 3, body: 2 } as const;
const beginningOnly = 0.6;
/** A long ticket holds many words by chance. */
const usualLength = 100;

/** Greater is better. `words`: those of the ticket, as the index holds them. */
export function fitness(sought: readonly Sought[], words: readonly string[]): number {
  const there = new Set(words);
  const sum = sought.reduce((total, each) => total + best(each, words, there), 0);
  return sum / (1 + Math.log2(1 + words.length / usualLength));
}

function best({ word, whole, begun }: Sought, words: readonly string[], there: ReadonlySet<string>): number {
  const exact = Math.max(
    there.has(`${marks.subject}${word}`) ? worth.subject : 0,
    there.has(`${marks.from}${word}`) ? worth.from : 0,
    there.has(word) ? worth.body : 0,
  );
  if (exact >= worth.subject * beginningOnly) return exact;
  const others = words.filter((one) => whole.includes(one) || begun.some((start) => one.startsWith(start)));
  return Math.max(exact, ...others.map((one) => beginningOnly * worthOf(one)));
}

function worthOf(token: string): number {
  if (token.startsWith(marks.subject)) return worth.subject;
  return token.startsWith(marks.from) ? worth.from : worth.body;
}
