/** Tries a draft on the past mail of the store: reads it in pieces, decides upon them in threads, counts what would change. */
import { randomUUID } from 'node:crypto';
import { Failure } from '../../failure.ts';
import { codeEnding, makeThreads, type Threads } from '../../mail/threads.ts';
import type { Store } from '../../model/ports.ts';
import type { Forecast, RuleDraft, TryOut, TryOutOptions } from '../../model/rules.ts';
import { type Fate, fateThen, verdictOf } from '../../screening/try-out/fate.ts';
import { Tally } from '../../screening/try-out/tally.ts';
import { type Asks, type Batch, batches } from './batches.ts';
import { asksBytes, policyOf, type TryOutPlan } from './plan.ts';
import type { TryOutTask, tryOutTask } from './worker.ts';

export interface TryOutParts {
  readonly store: Pick<Store, 'past' | 'judgements' | 'lists'>;
  /** As they are now. */
  settings(): TryOutPlan['settings'];
  /** Addresses of staff, lower case. */
  staff(): readonly string[];
  now(): Date;
  /** So many threads read and decide. */
  readonly threads: number;
  /** Old generation of the heap of one, in MiB. */
  readonly memoryMb?: number;
}

/** One mail may take as long as when it comes in (reader.ts), and a thread may have to start for it; several together so long. */
const deadlineMs = { one: 20_000, several: 60_000 };
const usualMemoryMb = 256;

type Running = Threads<TryOutTask, Fate[]>;

/**
 * TryOut over a store. Throws Failure `bad-usage` for a draft that cannot be read, `store-unavailable`, or what the signal
 * gives as its reason.
 */
export function makeTryOut(parts: TryOutParts): TryOut {
  return async (draft, options) => {
    const plan = await planOf(parts, draft);
    const { rules, problems } = await policyOf(plan);
    if (problems.length > 0) throw new Failure('bad-usage', problems.join('; '));
    const threads: Running = makeThreads({
      module: new URL(`./worker${codeEnding}`, import.meta.url),
      name: 'tryOutTask' satisfies (typeof tryOutTask)['name'],
      count: parts.threads,
      memoryMb: parts.memoryMb ?? usualMemoryMb,
    });
    try {
      return await tried(
        parts,
        plan,
        { bytes: asksBytes(rules), known: rules.needs.known },
        threads,
        options,
      );
    } finally {
      await threads.close();
    }
  };
}

/** `draft` as plain data: what else stands in it is not copied to threads. */
async function planOf(
  { store, settings, staff, now }: TryOutParts,
  { rules, thresholds }: RuleDraft,
): Promise<TryOutPlan> {
  const { screening, departments } = settings();
  const lines = await store.lists.lines();
  const draft = { rules, thresholds };
  return { id: randomUUID(), draft, settings: { screening, departments }, lines, staff: staff(), now: now() };
}

async function tried(
  { store, threads: count }: TryOutParts,
  plan: TryOutPlan,
  asks: Asks,
  threads: Running,
  { signal = new AbortController().signal, progress, ...span }: TryOutOptions,
): Promise<Forecast> {
  const all = await store.past.count(span);
  const tally = new Tally();
  const underWay: { readonly batch: Batch; readonly fates: Promise<Fate[]> }[] = [];
  let done = 0;
  progress?.(0, all);
  const finish = async () => {
    const next = underWay.shift();
    if (next === undefined) return;
    add(tally, next.batch, await next.fates);
    done += next.batch.mails.length;
    progress?.(done, Math.max(done, all));
  };
  for await (const batch of batches(store, span, asks)) {
    signal.throwIfAborted();
    const fates = decided(threads, plan, batch.mails, signal);
    // Looked at in its turn; until then its failure must not end the process.
    fates.catch(() => undefined);
    underWay.push({ batch, fates });
    // One more than are worked upon at once, so that the next lies ready.
    if (underWay.length > count) await finish();
  }
  while (underWay.length > 0) await finish();
  return tally.forecast();
}

function add(tally: Tally, { mails, judgements }: Batch, fates: readonly Fate[]): void {
  for (const [at, { past }] of mails.entries()) {
    const then = fateThen(past);
    const verdict = verdictOf(past, judgements.get(past.id));
    tally.add({ id: past.id, then, now: fates[at] ?? then, verdict });
  }
}

/** Together; where that fails, one by one, since one mail may have cost the others their thread. */
async function decided(
  threads: Running,
  plan: TryOutPlan,
  mails: Batch['mails'],
  signal: AbortSignal,
): Promise<Fate[]> {
  const run = (some: Batch['mails'], readable: boolean, deadline: number) =>
    threads.run({ plan, mails: some, readable }, { deadlineMs: deadline, signal });
  try {
    return await run(mails, true, deadlineMs.several);
  } catch {
    signal.throwIfAborted();
  }
  const fates: Fate[] = [];
  for (const mail of mails) {
    const fate = await run([mail], true, deadlineMs.one).catch(() => {
      signal.throwIfAborted();
      // As the reader takes such a mail when it comes in.
      return run([mail], false, deadlineMs.one);
    });
    fates.push(...fate);
  }
  return fates;
}
