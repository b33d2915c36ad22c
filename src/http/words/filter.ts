/** The texts of the spam filter’s pages in the language that somebody reads. */
import { filterDe } from './filter-de.ts';
import { filterEn } from './filter-en.ts';

type Plain<Words> = {
  readonly [Name in keyof Words]: Words[Name] extends string ? string : Plain<Words[Name]>;
};
export type FilterWords = Plain<typeof filterEn>;

/** By a code of ours, or a tag that begins with it. */
export function filterWords(language: string): FilterWords {
  return language.startsWith('de') ? filterDe : filterEn;
}
