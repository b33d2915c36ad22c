/** What became of a mail, and what staff said it is. Pure. */
import type { Decision, Outcome } from '../../decision.ts';
import type { Mail } from '../../mail/mail.ts';
import type { Screened } from '../../model/facts.ts';
import type { Judgement, JudgementKind } from '../../model/judgements.ts';
import type { PastMail } from '../../model/try-out.ts';

export interface Fate {
  readonly outcome: Outcome;
  /** Screening kept it from staff; automatic mail that is set aside is not kept back. */
  readonly keptBack: boolean;
}

/** The fate that a decision means. */
export function fateOf({ outcome, reasons }: Pick<Decision, 'outcome' | 'reasons'>): Fate {
  const setAside = outcome === 'discard' && reasons.some(({ reason }) => reason === 'set-aside');
  return { outcome, keptBack: outcome !== 'file' && !setAside };
}

/** What was decided when the mail came. Releasing it is the work of staff: it had lain in quarantine. */
export function fateThen({ decision, released }: Pick<PastMail, 'decision' | 'released'>): Fate {
  return released ? { outcome: 'quarantine', keptBack: true } : fateOf(decision);
}

/** What screening by another policy makes of the mail. What is filed and what is set aside did not change since. */
export function fateNow(
  past: Pick<PastMail, 'decision'>,
  { verdict }: Pick<Screened, 'verdict'>,
  mail: Pick<Mail, 'nature'>,
): Fate {
  if (verdict === 'hold') return { outcome: 'quarantine', keptBack: true };
  if (verdict !== 'pass') return { outcome: verdict, keptBack: true };
  const { outcome, ticket, author } = past.decision;
  const { kind } = mail.nature;
  const isFiled =
    outcome === 'file' || ticket !== null || author === 'staff' || kind === 'person' || kind === 'list';
  return { outcome: isFiled ? 'file' : 'discard', keptBack: false };
}

/** Loops, and mail of our own, end before all that a draft may change. */
export function isSettled({ decision }: Pick<PastMail, 'decision'>): boolean {
  return decision.reasons.some(({ reason }) => reason === 'loop');
}

/** The word of staff; without one, what they did: what they released is ham, what they deleted in quarantine is spam. */
export function verdictOf(
  { released, deleted, decision }: Pick<PastMail, 'released' | 'deleted' | 'decision'>,
  judgement: Judgement | undefined,
): JudgementKind | null {
  if (judgement !== undefined) return judgement.kind;
  if (deleted && decision.outcome === 'quarantine') return 'spam';
  return released ? 'ham' : null;
}
