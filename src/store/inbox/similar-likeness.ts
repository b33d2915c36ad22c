/** How much two tickets are about the same: pure. */
import { marks } from '../tokens.ts';
import type { Telling } from './similar-telling.ts';

/** A word of the ticket in question. */
export interface Weighed extends Telling {
  /** It stands in the subject. */
  readonly titled: boolean;
}

/** Words that are compared: the most telling of them. */
const mostWords = 30;
const subjectWeight = 2;
/** Words that an ordinary ticket has. */
const usualSize = 120;

/** The most telling words of a ticket; those of its subject weigh more. */
export function weigh(words: readonly Telling[], subject: ReadonlySet<string>): Weighed[] {
  return words
    .map((one) => {
      const titled = subject.has(one.word);
      return { ...one, titled, weight: one.weight * (titled ? subjectWeight : 1) };
    })
    .sort((one, other) => other.weight - one.weight)
    .slice(0, mostWords);
}

/** From 0, nothing in common, to 1, all telling words. `held`: what the other one holds of ours, as the index has it. */
export function likeness(own: readonly Weighed[], held: readonly string[], size: number): number {
  const there = new Set(held);
  // What stands in no other ticket can be in common with none.
  const known = own.filter(({ tickets }) => tickets > 1);
  const all = known.reduce((sum, { weight }) => sum + weight, 0);
  const common = known.reduce((sum, { word, weight, titled }) => {
    if (there.has(`${marks.subject}${word}`)) return sum + weight;
    return there.has(word) ? sum + weight * (titled ? 0.75 : 1) : sum;
  }, 0);
  if (all === 0) return 0;
  return common / all / (1 + Math.max(0, Math.log2(size / usualSize)) / 4);
}
