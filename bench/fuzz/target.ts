/** What can be fuzzed: something that reads octets from outside, and what must hold whatever they are. */
import type { Random } from './random.ts';

/** One try: what was fed, and what was wrong; null where all held. What a try throws is a fault too. */
export interface Attempt {
  readonly input: Uint8Array | string;
  readonly fault: string | null;
  /** What took too long by its own measure; counts where time is measured. */
  readonly slow?: string | null;
}

export interface Session {
  attempt(random: Random): Attempt | Promise<Attempt>;
  stop?(): Promise<void>;
}

export interface Target {
  readonly name: string;
  /** What must hold, in a few words. */
  readonly promise: string;
  /** A try that takes more ms of processor time in this process is a find where time is measured; default 1000. */
  readonly slowMs?: number;
  start(): Session | Promise<Session>;
}

/** A fault where the check throws. */
export function faultOf(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
