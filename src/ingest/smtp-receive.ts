/** Takes in the bytes of one mail: bounded in size, memory and time. */
import type { SMTPServerDataStream } from 'smtp-server';
import type { Reservation } from './budget.ts';
import { limited, Refusal } from './smtp-reply.ts';

export interface ReceiveLimits {
  /** Octets of a mail. */
  readonly maxSize: number;
  /** How long to wait for room in the budget, all steps together: mails that each hold a part wait for one another. */
  readonly roomMs: number;
  /** Deadline for the whole mail, however it trickles. */
  readonly dataMs: number;
  /** Octets a second that a mail must come in at, once it has taken `dataRateAfterMs`. */
  readonly dataRate: number;
  readonly dataRateAfterMs: number;
}

/** Thrown where the client went away before the end of its mail: there is nobody to answer. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';
}

/**
 * Reads a mail to its end and gives its octets. What is too big, or finds no room, is drained and not kept. Throws
 * Refusal (552 5.3.4 too big, 452 4.3.1 no room, 421 4.4.2 too slow) or Abandoned. The caller releases `room`.
 */
export function receive(
  stream: SMTPServerDataStream,
  room: Reservation,
  limits: ReceiveLimits,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  let refused: Refusal | null = null;
  let patience = limits.roomMs;
  const refuse = (refusal: Refusal) => {
    refused = refusal;
    chunks.length = 0;
    room.release();
  };
  const take = (chunk: Buffer) => {
    size += chunk.length;
    if (refused) return;
    if (size > limits.maxSize) return refuse(tooBig(limits.maxSize));
    const asked = performance.now();
    const granted = room.grow(chunk.length, patience);
    if (granted === true) return void chunks.push(chunk);
    stream.pause();
    void granted.then((had) => {
      patience = Math.max(0, patience - (performance.now() - asked));
      if (had) chunks.push(chunk);
      else refuse(limited('bytes-in-flight'));
      stream.resume();
    });
  };
  return new Promise((resolve, reject) => {
    let ended = false;
    const started = performance.now();
    const check = () => {
      const late = performance.now() - started;
      const due = limits.dataRateAfterMs + (size * 1000) / limits.dataRate;
      if (late < due && late < limits.dataMs) {
        deadline = setTimeout(check, Math.min(due, limits.dataMs) - late).unref();
        return;
      }
      refuse(limited(late < limits.dataMs ? 'data-rate' : 'data-time'));
      stream.destroy();
    };
    let deadline = setTimeout(check, Math.min(limits.dataRateAfterMs, limits.dataMs)).unref();
    stream.on('data', take);
    // Without a listener a connection that breaks would end the process.
    stream.on('error', () => undefined);
    stream.once('end', () => {
      ended = true;
      clearTimeout(deadline);
      if (refused) reject(refused);
      else resolve(joined(chunks));
    });
    stream.once('close', () => {
      clearTimeout(deadline);
      if (!ended) reject(refused ?? new Abandoned('the connection closed before the end of the mail'));
    });
  });
}

/** One buffer of the chunks, which are let go: while the mail is filed it is in memory once. */
function joined(chunks: Buffer[]): Buffer {
  const [only] = chunks;
  const raw = chunks.length === 1 && only ? only : Buffer.concat(chunks);
  chunks.length = 0;
  return raw;
}

/** RFC 1870, 6.3; the words are those of smtp-server’s answer to a SIZE that is too big. */
function tooBig(maxSize: number): Refusal {
  return new Refusal(552, '5.3.4', `Error: message exceeds fixed maximum message size ${maxSize}`);
}
