/** Brings what is said of mails to the spam filter: one mail at a time, each judgement once, for as long as it takes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe } from './failure.ts';
import type { JudgementKind, LearningClaim, LearningOutcome, LearningStore } from './model/judgements.ts';
import type { MailStore } from './model/mail-store.ts';
import type { Log, Teacher } from './model/ports.ts';
import { afterFailure } from './screening/teach-retry.ts';
import { within } from './within.ts';

export interface LearningParts {
  readonly judgements: LearningStore;
  readonly mails: Pick<MailStore, 'find' | 'raw'>;
  readonly log: Log;
  /** As they are now; null where nothing is to be learned. */
  teacher(): Teacher | null;
  /** A judgement rests for so long before it is learned. */
  restMs(): number;
  learned(kind: JudgementKind): void;
  /** Nothing could be learned for a day. */
  stuck(detail: string): void;
  now(): Date;
  random(): number;
  /** How often to look for work. */
  readonly pollMs?: number;
}

export interface Learning {
  /** Ends after the mail in hand; what was claimed and not settled is claimed again after its lease. */
  stop(graceMs: number): Promise<void>;
}

const usualPollMs = 2000;
/** After a failure all others wait so long: it is hardly about one mail. */
const breathMs = 5000;
/** A claim older than this is not acted upon: its lease (a minute) might end before the filter has answered. */
const oldestClaimMs = 20_000;
const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Starts at once. */
export function startLearning(parts: LearningParts): Learning {
  const ended = new AbortController();
  const { pollMs = usualPollMs } = parts;
  const rest = (ms: number) => sleep(ms, undefined, { signal: ended.signal }).catch(() => undefined);
  let hurried = false;
  let lookedAt = Number.NEGATIVE_INFINITY;

  const one = async (teacher: Teacher): Promise<'more' | 'none' | 'failed'> => {
    const claim = await parts.judgements.claim(parts.restMs());
    if (claim === null) return 'none';
    const outcome = await taught(parts, teacher, claim);
    await parts.judgements.settle(claim, outcome);
    tell(parts, claim, outcome);
    if (outcome.outcome === 'again') {
      hurried = false;
      return 'failed';
    }
    // The filter is back: what waits after a failure waits no longer.
    if (outcome.outcome === 'learned' && !hurried) {
      hurried = true;
      await parts.judgements.hurry();
    }
    return 'more';
  };

  const look = async () => {
    if (performance.now() - lookedAt < minuteMs) return;
    lookedAt = performance.now();
    const since = await parts.judgements.failingSince();
    if (since !== null && parts.now().getTime() - since.getTime() > dayMs)
      parts.stuck(`since ${since.toISOString()}`);
  };

  const round = async (): Promise<number> => {
    const teacher = parts.teacher();
    if (teacher === null) return pollMs;
    await look();
    const came = await one(teacher);
    return came === 'more' ? 0 : came === 'none' ? pollMs : breathMs;
  };

  const working = (async () => {
    while (!ended.signal.aborted) {
      const pause = await round().catch((error: unknown) => {
        parts.log.warn('learning was interrupted', { cause: describe(error) });
        return breathMs;
      });
      if (pause > 0) await rest(pause);
    }
  })();

  return {
    async stop(graceMs) {
      ended.abort();
      await within(graceMs, working, () => undefined);
    },
  };
}

/** Teaches one mail, or makes the filter forget it. Never throws. */
async function taught(
  { mails, now, random }: LearningParts,
  teacher: Teacher,
  claim: LearningClaim,
): Promise<LearningOutcome> {
  const started = performance.now();
  try {
    const mail = await mails.find(claim.mail);
    if (mail === null) return { outcome: 'failed', trouble: 'there is no such mail' };
    const raw = await mails.raw(claim.mail);
    if (performance.now() - started > oldestClaimMs)
      return { outcome: 'again', until: now(), trouble: 'the store was slow' };
    const { envelope, source } = mail;
    if (claim.kind !== null) {
      const result = await teacher.learn(raw, claim.kind, envelope, source);
      return { outcome: result === 'nothing' ? 'nothing' : 'learned' };
    }
    if (claim.learned === null) return { outcome: 'learned' };
    const result = await teacher.forget(raw, claim.learned, envelope, source);
    return { outcome: result === 'kept' ? 'kept' : 'learned' };
  } catch (failure) {
    return afterFailure(failure, claim, now(), random());
  }
}

function tell(
  { log, learned }: LearningParts,
  { mail, kind, learned: held }: LearningClaim,
  outcome: LearningOutcome,
): void {
  const fields = { mail, class: kind ?? 'none', was: held ?? 'none', outcome: outcome.outcome };
  if ('trouble' in outcome) log.warn('mail was not learned', { ...fields, why: outcome.trouble });
  else log.info('mail learned', fields);
  if (outcome.outcome === 'learned' && kind !== null) learned(kind);
}
