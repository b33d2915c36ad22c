/** Why a mail is held, in one sentence: each finding of the screen in words, and of a score what weighs most in it. */
import type { Finding } from '../../decision.ts';
import type { MailEntry } from '../../model/mail-store.ts';
import { wordsOf } from '../words/words.ts';
import { findingText } from './mail-reasons.ts';
import { symbolText, weighty } from './mail-score.ts';

/** So many symbols are named. */
const mostNamed = 3;

export function heldWords(language: string, mail: MailEntry): string {
  const found = mail.decision?.reasons.filter(({ stage }) => stage === 'screen') ?? [];
  return found.map((finding) => shortly(language, mail, finding)).join('; ');
}

/** That the score is too high says its column; here stands what it is made of. */
function shortly(language: string, mail: MailEntry, finding: Finding): string {
  return pointsIn(language, mail, finding) || heldFinding(language, mail, finding);
}

export function heldFinding(language: string, mail: MailEntry, finding: Finding): string {
  const points = pointsIn(language, mail, finding);
  return points === ''
    ? findingText(language, finding)
    : `${wordsOf(language).reasons[finding.reason]}: ${points}`;
}

/** Empty where the finding is not about the score. */
function pointsIn(language: string, mail: MailEntry, { reason }: Finding): string {
  if (reason !== 'spam' && reason !== 'certain-spam') return '';
  const heavy = weighty(mail).filter(({ score }) => score > 0);
  return heavy
    .slice(0, mostNamed)
    .map(({ name }) => symbolText(language, name))
    .join(', ');
}
