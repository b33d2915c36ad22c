/** The reader: ordinary mails at once, large or hostile ones in a thread with a deadline and a memory cap. */
import { extname } from 'node:path';
import { Piscina } from 'piscina';
import type { Mail } from './mail.ts';
import { readMail } from './read.ts';
import type { ReadTask, readTask } from './read-worker.ts';
import { unreadable } from './unreadable.ts';

export interface Reader {
  /** Bytes to Mail. Never throws: what cannot be read gives a Mail with defects that says so. */
  read(raw: Uint8Array, envelopeSender: string | null): Promise<Mail>;
  close(): Promise<void>;
}

export interface ReaderOptions {
  /** A mail that takes longer is given up. */
  readonly deadlineMs?: number;
  /** Old generation of the heap of one reading thread, in MiB. */
  readonly memoryMb?: number;
  /** Larger mails, in octets, go to a thread. */
  readonly inlineBytes?: number;
  /** Reading threads; started when needed, stopped when idle. */
  readonly threads?: number;
}

/**
 * Makes a reader. At most `threads` mails are read in threads at once; others wait their turn, and the deadline counts
 * from then. What waits is bounded by the intake (`smtp.bytesInFlight`).
 */
export function makeReader(options: ReaderOptions = {}): Reader {
  const { deadlineMs = 10_000, memoryMb = 256, inlineBytes = 262_144, threads = 1 } = options;
  const pool = new Piscina<ReadTask, Mail>({
    filename: new URL(`./read-worker${extname(import.meta.filename)}`, import.meta.url).href,
    name: 'readTask' satisfies (typeof readTask)['name'],
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 10_000,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16 },
  });
  // A thread that dies without a task makes this event; with nobody listening it would end the process.
  pool.on('error', () => undefined);
  const turns = takeTurns(threads);

  async function readInThread(raw: Uint8Array, envelopeSender: string | null): Promise<Mail> {
    const signal = AbortSignal.timeout(deadlineMs);
    try {
      return await pool.run({ raw, envelopeSender }, { signal });
    } catch (error) {
      return unreadable(raw, signal.aborted ? `it takes longer than ${deadlineMs / 1000} s` : why(error));
    }
  }

  return {
    async read(raw, envelopeSender) {
      if (isHeavy(raw, inlineBytes)) return turns(() => readInThread(raw, envelopeSender));
      try {
        return readMail(raw, envelopeSender);
      } catch (error) {
        return unreadable(raw, why(error));
      }
    },
    close: () => pool.destroy(),
  };
}

function why(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'it takes too much memory'
    : 'it is malformed in an unforeseen way';
}

/** Parts and tags beyond these make reading take longer than a moment. */
const manyParts = 200;
const manyTags = 4000;

/** True where reading might hold up everybody else. One pass over at most `inlineBytes`. */
export function isHeavy(raw: Uint8Array, inlineBytes: number): boolean {
  if (raw.length > inlineBytes) return true;
  const octets = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');
  return count(octets, '\n--', manyParts) || count(octets, '<', manyTags);
}

function count(octets: string, needle: string, limit: number): boolean {
  let found = 0;
  for (let at = octets.indexOf(needle); at >= 0; at = octets.indexOf(needle, at + 1))
    if (++found > limit) return true;
  return false;
}

/** Runs at most so many at once; the others wait in order. */
function takeTurns(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
