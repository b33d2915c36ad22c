/** Decides upon past mails in a thread. Started by try-out.ts. */
import type { Mail } from '../../mail/mail.ts';
import { readMail, type Without } from '../../mail/read.ts';
import { unreadable } from '../../mail/unreadable.ts';
import type { PastMail } from '../../model/try-out.ts';
import { screenBy } from '../../screening/screen.ts';
import { type Fate, fateNow, fateThen, isSettled } from '../../screening/try-out/fate.ts';
import { pastFacts } from '../../screening/try-out/past.ts';
import type { Batch } from './batches.ts';
import { policyOf, type TryOutPlan, type TryOutPolicy } from './plan.ts';

export interface TryOutTask {
  readonly plan: TryOutPlan;
  readonly mails: Batch['mails'];
  /** False: reading them takes too long or too much memory. */
  readonly readable: boolean;
}

/** Compiled once for all tasks of a try-out. */
let inUse: { readonly id: string; readonly made: Promise<TryOutPolicy> } | null = null;

/** One fate for each mail. */
export async function tryOutTask({ plan, mails, readable }: TryOutTask): Promise<Fate[]> {
  if (inUse?.id !== plan.id) inUse = { id: plan.id, made: policyOf(plan) };
  const { policy, lists, without } = await inUse.made;
  return mails.map(({ past, raw, known }) => {
    if (isSettled(past)) return fateThen(past);
    const mail = raw === null ? null : read(past, raw, readable, without);
    const facts = pastFacts(past, { mail, known }, plan.now);
    return fateNow(past, screenBy(facts, policy(past.lane), lists), facts.mail);
  });
}

/** As it was read when it came (reader.ts). */
function read({ source, envelope }: PastMail, raw: Uint8Array, readable: boolean, without: Without): Mail {
  if (!readable) return unreadable(raw, 'it takes too long or too much memory');
  try {
    return readMail(raw, source.kind === 'import' ? null : envelope.sender, without);
  } catch {
    return unreadable(raw, 'it is malformed in an unforeseen way');
  }
}
