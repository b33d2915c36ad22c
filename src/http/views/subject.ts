/** A subject that can be seen, and clicked. */
import { wordsOf } from '../words/words.ts';

/** The subject; words that there is none where nothing of it is visible. */
export function subjectText(language: string, subject: string): string {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(subject) ? subject : wordsOf(language).mails.noSubject;
}
