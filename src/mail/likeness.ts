/** What two texts of a program have in common: the words, while numbers, IDs and marks of replies change. */
import type { Mail } from './mail.ts';
import { baseSubject } from './subject.ts';

/** A subject without tags of tickets, marks of replies and all that holds a digit; lower case. */
export function subjectWords(subject: string): string {
  return words(baseSubject(subject.replace(/\[[^\]]*#[^\]]*\]/g, ' ')));
}

/** The words of a text without a digit, in lower case, one space between them. */
export function words(text: string): string {
  const all = text.toLowerCase().match(/[\p{L}\p{M}\p{N}'’-]+/gu) ?? [];
  return all.filter((word) => !/\p{N}/u.test(word) && /\p{L}/u.test(word)).join(' ');
}

/** The same words so often within a week, and as many mails of ours, are a program's that answers us. */
export const mostRepeats = 4;

/** How many of these texts hold the first words of the mail. */
export function saysAgain(
  { replyText }: Pick<Mail, 'replyText'>,
  said: readonly { readonly text: string }[],
): number {
  const text = words(replyText.slice(0, 200));
  return said.filter((other) => words(other.text).includes(text)).length;
}
