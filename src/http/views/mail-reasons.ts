/** Why a mail lies where it does, in words. */
import type { Finding } from '../../decision.ts';
import type { MailEntry } from '../../model/mail-store.ts';
import { wordsOf } from '../words/words.ts';

/** Those of the screen say why a mail is held; the rest says less. */
export function tellingFinding(language: string, { trouble, decision }: MailEntry): string {
  if (trouble !== null) return `${trouble.reason}: ${trouble.detail}`;
  const found = decision?.reasons.find(({ stage }) => stage === 'screen');
  return found === undefined ? '' : findingText(language, found);
}

export function findingText(language: string, { reason, detail }: Finding): string {
  const text = wordsOf(language).reasons[reason];
  return detail === '' ? text : `${text} (${detail})`;
}
