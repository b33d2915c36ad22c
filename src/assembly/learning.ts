/** Joins the settings and the store to learning: who is taught, what is learned without a word, and what pages show of it. */
import { hostname as machineName } from 'node:os';
import type { Settings } from '../config/schema.ts';
import type { Decision } from '../decision.ts';
import { describe } from '../failure.ts';
import { type Learning, type LearningParts, startLearning } from '../learning.ts';
import type { Facts } from '../model/facts.ts';
import type { JudgementKind, LearningCounts, LearningStatus, LearningStore } from '../model/judgements.ts';
import type { Log, Teacher } from '../model/ports.ts';
import { balanceOf, leastForBalance } from '../screening/teach-balance.ts';
import { isGoodReply } from '../screening/teach-replies.ts';
import { makeRspamdTeacher } from '../screening/teach-rspamd.ts';
import type { Alarms } from '../watching/alarms.ts';
import { spamdTeacher } from './scorer.ts';

/** For one question to the filter; a claim lasts a minute. */
const timeoutMs = 30_000;
/** What the filter holds is asked for again after so long. */
const heldMs = 30_000;
/** A page does not wait longer for that. */
const askMs = 3000;

/** The filter that the settings name; null where they name none that learns. */
export function makeTeacher(settings: Settings, patienceMs = timeoutMs): Teacher | null {
  const { controller, controllerPassword } = settings.screening.rspamd;
  const hostname = settings.hostname ?? machineName();
  const spamd = spamdTeacher(settings, hostname);
  if (spamd !== null || controller === '') return spamd;
  return makeRspamdTeacher({
    url: controller,
    password: controllerPassword ?? null,
    timeoutMs: patienceMs,
    mtaName: hostname,
  });
}

export interface LearningDesk {
  /** Who is to be taught now. */
  teacher(): Teacher | null;
  status(): Promise<LearningStatus>;
  /** Learns a mail that reached its end as ham, where the settings say so and it is a good reply. Never throws. */
  settled(facts: Facts, decision: Decision): void;
}

export interface LearnParts extends LearningDeskParts {
  readonly mails: LearningParts['mails'];
  readonly metrics: { learned(kind: JudgementKind): void };
  readonly alarms: Pick<Alarms, 'raise'>;
}

/** Starts learning by the settings of the hour. */
export function learn({ metrics, alarms, ...parts }: LearnParts): LearningDesk & Learning {
  const desk = makeLearningDesk(parts);
  const worker = startLearning({
    ...parts,
    teacher: desk.teacher,
    restMs: () => parts.settings().screening.learning.restSeconds * 1000,
    learned: (kind) => metrics.learned(kind),
    stuck: (detail) => void alarms.raise('learning-stuck', detail),
    now: () => new Date(),
    random: Math.random,
  });
  return { ...desk, stop: (graceMs) => worker.stop(graceMs) };
}

interface LearningDeskParts {
  readonly judgements: LearningStore;
  readonly log: Log;
  settings(): Settings;
}

/** Follows the settings. */
export function makeLearningDesk({ judgements, log, settings }: LearningDeskParts): LearningDesk {
  const held = heldBy(settings, log);
  const standing = async () => {
    const [counts, filter] = await Promise.all([judgements.counts(), held()]);
    const { mostRatio } = settings().screening.learning;
    return { counts, filter, balance: balanceOf(filter.held ?? oursIn(counts), mostRatio) };
  };
  const learnHam = async (mail: string) => {
    if ((await standing()).balance.lopsided === 'ham') return;
    if (await judgements.addHam(mail)) log.debug('reply is learned as ham', { mail });
  };
  return {
    teacher: () => makeTeacher(settings()),
    async status() {
      const { counts, filter, balance } = await standing();
      const { learning } = settings().screening;
      const on = makeTeacher(settings()) !== null;
      return { on, counts, ...filter, lopsided: balance.lopsided, leastForBalance, ...learning };
    },
    settled(facts, decision) {
      const { learning, quarantineAt } = settings().screening;
      if (!learning.hamFromReplies || makeTeacher(settings()) === null) return;
      if (!isGoodReply(facts, decision, quarantineAt)) return;
      learnHam(facts.delivery.id).catch((error: unknown) => {
        log.warn('reply could not be learned', { mail: facts.delivery.id, cause: describe(error) });
      });
    },
  };
}

function oursIn({ taught }: LearningCounts): Record<JudgementKind, number> {
  return { spam: taught.spam.count, ham: taught.ham.count };
}

type Held = Pick<LearningStatus, 'held' | 'heldTrouble'>;

/** What the filter holds, asked for now and then. */
function heldBy(settings: () => Settings, log: Log): () => Promise<Held> {
  let known: { readonly at: number; readonly url: string; readonly answer: Promise<Held> } | null = null;
  const ask = async (): Promise<Held> => {
    try {
      return { held: (await makeTeacher(settings(), askMs)?.held()) ?? null, heldTrouble: null };
    } catch (error) {
      log.debug('the filter did not tell what it holds', { cause: describe(error) });
      return { held: null, heldTrouble: error instanceof Error ? error.message : String(error) };
    }
  };
  return () => {
    const url = settings().screening.rspamd.controller;
    const now = performance.now();
    if (known === null || known.url !== url || now - known.at > heldMs)
      known = { at: now, url, answer: ask() };
    return known.answer;
  };
}
