/** The texts of the spam desk’s frame in the language that somebody reads. */
import { adminDe } from './admin-de.ts';
import { type AdminWords, adminEn } from './admin-en.ts';

/** By a code of ours, or a tag that begins with it. */
export function adminWords(language: string): AdminWords {
  return language.startsWith('de') ? adminDe : adminEn;
}
