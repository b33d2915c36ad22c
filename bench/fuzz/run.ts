/** Tries one target again and again, from one seed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from './random.ts';
import type { Attempt, Session, Target } from './target.ts';

export interface Find {
  readonly round: number;
  readonly input: Uint8Array | string;
  readonly fault: string;
}

export interface Outcome {
  readonly rounds: number;
  readonly finds: readonly Find[];
  readonly slowestMs: number;
}

export interface Extent {
  readonly seed: number;
  /** The first round; that of a find repeats it. */
  readonly from: number;
  readonly rounds: number;
  readonly ms: number;
  /** False: what is slow is no find, for a machine that does other work beside. */
  readonly timed: boolean;
  onFind?(find: Find): void;
}

/** A try that is not over by then never will be. */
const deadlineMs = 60_000;

/** Runs it until rounds or time are used up. Throws nothing: what was thrown, also past a try, is a find. */
export async function runTarget(
  target: Target,
  { seed, from, rounds, ms, timed, onFind }: Extent,
): Promise<Outcome> {
  const finds: Find[] = [];
  const stray: string[] = [];
  const strayed = (error: unknown) => void stray.push(`thrown past the try: ${textOf(error)}`);
  process.on('uncaughtException', strayed).on('unhandledRejection', strayed);
  const session = await target.start();
  const end = performance.now() + ms;
  let [round, slowestMs] = [from, 0];
  try {
    for (; round < from + rounds && performance.now() < end; round++) {
      const before = process.cpuUsage();
      const { input, fault, slow: told = null } = await tried(session, seed * 1_000_003 + round);
      // Processor time, so that a busy machine does not count.
      const { user, system } = process.cpuUsage(before);
      const took = (user + system) / 1000;
      slowestMs = Math.max(slowestMs, took);
      const slow = told ?? (took > (target.slowMs ?? 1000) ? `took ${Math.round(took)} ms` : null);
      for (const what of [fault ?? (timed ? slow : null), ...stray.splice(0)].filter((one) => one !== null)) {
        finds.push({ round, input, fault: what });
        onFind?.({ round, input, fault: what });
      }
    }
  } finally {
    await session.stop?.();
    process.off('uncaughtException', strayed).off('unhandledRejection', strayed);
  }
  for (const fault of stray) finds.push({ round, input: '', fault });
  return { rounds: round - from, finds, slowestMs };
}

async function tried(session: Session, seed: number): Promise<Attempt> {
  const over = new AbortController();
  const late = sleep(
    deadlineMs,
    { input: '', fault: `not over after ${deadlineMs} ms` },
    { signal: over.signal },
  );
  late.catch(() => undefined);
  try {
    return await Promise.race([session.attempt(randomFrom(seed)), late]);
  } catch (error) {
    return { input: '', fault: textOf(error) };
  } finally {
    over.abort();
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
