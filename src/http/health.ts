/** Readiness: whether the parts that mail needs work right now. */
import { Failure } from '../failure.ts';
import { within } from '../within.ts';

export interface Readiness {
  readonly ok: boolean;
  /** `ok`, or in public words what is wrong, by part. */
  readonly checks: Readonly<Record<string, string>>;
}

export interface Health {
  ready(): Promise<Readiness>;
}

async function check(part: () => Promise<void>, ms: number): Promise<string> {
  try {
    const works = async () => {
      await part();
      return 'ok';
    };
    return await within(ms, works(), () => `no answer within ${ms} ms`);
  } catch (error) {
    // Unexpected errors may name hosts; they are for the log.
    return error instanceof Failure ? error.message : 'failed';
  }
}

/**
 * Health made of parts (store, listener, outbox), each of which throws when it does not work, and each of which gets
 * `ms` milliseconds. Asked while a check runs, it gives the answer of that one: probes cannot pile up.
 */
export function makeHealth(parts: Readonly<Record<string, () => Promise<void>>>, ms = 2000): Health {
  let running: Promise<Readiness> | null = null;
  const ask = async (): Promise<Readiness> => {
    const names = Object.keys(parts);
    const words = await Promise.all(Object.values(parts).map((part) => check(part, ms)));
    const checks = Object.fromEntries(names.map((name, i) => [name, words[i] ?? 'failed']));
    return { ok: words.every((word) => word === 'ok'), checks };
  };
  return {
    ready() {
      running ??= ask().finally(() => {
        running = null;
      });
      return running;
    },
  };
}
