/** The words that a search asks for, as the index knows them. */

import type { mongo } from 'mongoose';
import { folded, otherSpellings, searchWords } from '../../mail/search-words.ts';
import type { WordsRow } from '../documents.ts';
import { marks, type Place } from '../tokens.ts';

/** One word: any of these in the index of a ticket. */
export interface Sought {
  readonly word: string;
  /** As the index holds it. */
  readonly whole: readonly string[];
  /** Beginnings of what the index holds. */
  readonly begun: readonly string[];
}

export interface WordOptions {
  /** Where it may stand. */
  readonly places: readonly Place[];
  /** The whole word, and not one that begins with it. */
  readonly whole: boolean;
}

/** Where words stand that are asked for without a field. */
export const anywhere: readonly Place[] = ['body', 'subject', 'from'];
/** Shorter words are beginnings of too many. */
const shortestBeginning = 3;

/** The words of what was typed; all of them must be there. */
export function soughtIn(typed: string, options: WordOptions): Sought[] {
  const parts = typed.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return parts.flatMap((part) => {
    const words = searchWords(part);
    const [only] = words;
    if (words.length === 1 && only !== undefined) return [soughtWord(only, otherSpellings(part), options)];
    return words.map((word) => soughtWord(word, [], options));
  });
}

/** An address, its beginning, or `@` and a domain; words of a name else. */
export function soughtPerson(typed: string, place: 'from' | 'to'): Sought[] {
  if (!typed.includes('@')) return soughtIn(typed, { places: [place], whole: false });
  const address = folded(typed.trim());
  return [{ word: address, whole: [], begun: [`${marks[place]}${address}`] }];
}

/** A fact about the ticket. */
export function soughtFact(fact: string): Sought {
  return { word: fact, whole: [fact], begun: [] };
}

/** The filter of rows that hold it. */
export function holds({ whole, begun }: Sought): mongo.Filter<WordsRow> {
  return { words: { $in: [...whole, ...begun.map(beginning)] } };
}

function soughtWord(word: string, spellings: readonly string[], { places, whole }: WordOptions): Sought {
  const exact = whole || (word.length < shortestBeginning && /^[\p{Script=Latin}\p{N}]+$/u.test(word));
  const marked = (some: readonly string[]) =>
    places.flatMap((place) => some.map((one) => `${marks[place]}${one}`));
  return {
    word,
    whole: marked(exact ? [word, ...spellings] : spellings),
    begun: exact ? [] : marked([word]),
  };
}

/** Rooted and plain, so that the index has bounds for it. */
function beginning(token: string): RegExp {
  return new RegExp(`^${token.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')}`);
}
