/** Takes in the bytes of one mail: bounded in size, memory and time. */
import type { SMTPServerDataStream } from 'smtp-server';
import type { Reservation } from './budget.ts';
import { Refusal } from './smtp-reply.ts';

export interface ReceiveLimits {
  /** Octets of a mail. */
  readonly maxSize: number;
  /** How long to wait for room in the budget, at each step. */
  readonly roomMs: number;
  /** Deadline for the whole mail. */
  readonly dataMs: number;
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
  const refuse = (refusal: Refusal) => {
    refused = refusal;
    chunks.length = 0;
    room.release();
  };
  const take = (chunk: Buffer) => {
    size += chunk.length;
    if (refused) return;
    if (size > limits.maxSize) return refuse(tooBig(limits.maxSize));
    const granted = room.grow(chunk.length, limits.roomMs);
    if (granted === true) return void chunks.push(chunk);
    stream.pause();
    void granted.then((had) => {
      if (had) chunks.push(chunk);
      else refuse(noRoom());
      stream.resume();
    });
  };
  return new Promise((resolve, reject) => {
    let ended = false;
    const deadline = setTimeout(() => {
      refuse(new Refusal(421, '4.4.2', 'The mail took too long'));
      stream.destroy();
    }, limits.dataMs).unref();
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

/** RFC 5321, 4.2.3; RFC 3463, 3.4. */
export function noRoom(): Refusal {
  return new Refusal(452, '4.3.1', 'Too much mail at once, try again later');
}
