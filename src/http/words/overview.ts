/** The texts of the overview in the language that somebody reads. */
import { overviewDe } from './overview-de.ts';
import { type OverviewWords, overviewEn } from './overview-en.ts';

/** By a code of ours, or a tag that begins with it. */
export function overviewWords(language: string): OverviewWords {
  return language.startsWith('de') ? overviewDe : overviewEn;
}
