/** The texts of lists of senders in the language that somebody reads. */
import { listsDe } from './lists-de.ts';
import { listsEn } from './lists-en.ts';

type Texts<Words> = {
  readonly [Name in keyof Words]: Words[Name] extends string ? string : Texts<Words[Name]>;
};
export type ListsWords = Texts<typeof listsEn>;

/** By a code of ours, or a tag that begins with it. */
export function listsWords(language: string): ListsWords {
  return language.startsWith('de') ? listsDe : listsEn;
}
