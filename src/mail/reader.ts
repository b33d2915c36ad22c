/** The reader: ordinary mails at once, large or hostile ones in a thread with a deadline and a memory cap. */
import { extname } from 'node:path';
import { Piscina } from 'piscina';
import { Failure } from '../failure.ts';
import { attachmentBytes } from './attachment-bytes.ts';
import type { Mail } from './mail.ts';
import { readMail } from './read.ts';
import type { AttachmentTask, attachmentTask, ReadTask, readTask } from './read-worker.ts';
import { takeTurns } from './turns.ts';
import { unreadable } from './unreadable.ts';

export interface Reader {
  /** Bytes to Mail. Never throws: what cannot be read gives a Mail with defects that says so. */
  read(raw: Uint8Array, envelopeSender: string | null): Promise<Mail>;
  /**
   * The decoded bytes of the part with this SHA-256; null where the mail has none. Throws Failure `unreadable` where taking
   * it out takes too long or too much memory.
   */
  attachment(raw: Uint8Array, sha256: string): Promise<Uint8Array | null>;
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
  const pool = new Piscina({
    filename: new URL(`./read-worker${extname(import.meta.filename)}`, import.meta.url).href,
    name: 'readTask' satisfies (typeof readTask)['name'],
    minThreads: 0,
    // One more for attachments that people open: mail that comes in does not wait for them.
    maxThreads: threads + 1,
    idleTimeout: 10_000,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16 },
  });
  // A thread that dies without a task makes this event; with nobody listening it would end the process.
  pool.on('error', () => undefined);
  const turns = takeTurns(threads);
  const fetches = takeTurns(1);

  async function readInThread(raw: Uint8Array, envelopeSender: string | null): Promise<Mail> {
    const signal = AbortSignal.timeout(deadlineMs);
    try {
      const task: ReadTask = { raw, envelopeSender };
      return await pool.run(task, { signal });
    } catch (error) {
      return unreadable(raw, signal.aborted ? `it takes longer than ${deadlineMs / 1000} s` : why(error));
    }
  }

  async function fetchInThread(raw: Uint8Array, sha256: string): Promise<Uint8Array | null> {
    const task: AttachmentTask = { raw, sha256 };
    const name = 'attachmentTask' satisfies (typeof attachmentTask)['name'];
    try {
      return await pool.run(task, { name, signal: AbortSignal.timeout(deadlineMs) });
    } catch (error) {
      throw new Failure('unreadable', 'the attachment could not be taken out of its mail', error);
    }
  }

  return {
    async attachment(raw, sha256) {
      if (isHeavy(raw, inlineBytes)) return fetches(() => fetchInThread(raw, sha256));
      return attachmentBytes(raw, sha256);
    },
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
