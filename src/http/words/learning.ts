/** The texts of learning in the language that somebody reads. */
import { learningDe } from './learning-de.ts';
import { learningEn } from './learning-en.ts';

type Same<T> = { readonly [Name in keyof T]: T[Name] extends string ? string : Same<T[Name]> };
export type LearningWords = Same<typeof learningEn>;

/** By a code of ours, or a tag that begins with it. */
export function learningWords(language: string): LearningWords {
  return language.startsWith('de') ? learningDe : learningEn;
}
