/** Replies of the SMTP listener that refuse something: code, enhanced status code and text (RFC 5321, 4.2; RFC 3463). */
import { Failure } from '../failure.ts';
import { type LimitName, limitReplies } from '../model/smtp.ts';

/** Longest text of ours: with codes it stays within the 512 octets of RFC 5321, 4.5.3.1.5. */
const longestText = 400;

/** A refusal in the shape that smtp-server takes: the message begins with the enhanced status code. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly responseCode: number;
  readonly status: string;
  /** The limit that was reached, where it was one. */
  readonly limit: LimitName | null;

  /** `reply`: three digits; 421 also closes the connection. `text` is cut and made printable ASCII. */
  constructor(reply: number, status: string, text: string, cause?: unknown, limit: LimitName | null = null) {
    const plain = text
      .slice(0, longestText)
      .replace(/[’‘]/g, "'")
      .replace(/[^\x20-\x7e]/g, '?');
    super(`${status} ${plain}`, cause === undefined ? undefined : { cause });
    this.responseCode = reply;
    this.status = status;
    this.limit = limit;
  }
}

/** What a client is told that reaches a limit. */
export function limited(limit: LimitName): Refusal {
  const [reply, status, text] = limitReplies[limit];
  return new Refusal(reply, status, text, undefined, limit);
}

/** What a client is told of any thrown value: a Failure its own reply, all else `451 4.3.0` without particulars. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof Failure) return new Refusal(error.reply, error.status, error.message, error);
  return new Refusal(451, '4.3.0', 'Local error in processing, try again later', error);
}

/** True for a reply text that brings its own enhanced status code. */
export function hasStatus(text: string): boolean {
  return /^[245]\.\d{1,3}\.\d{1,3} /.test(text);
}

/** True where it was refused by what was decided upon the mail: whoever decided tells of it. */
export function isDecided({ cause }: Refusal): boolean {
  return cause instanceof Failure && (cause.code === 'rejected' || cause.code === 'policy');
}

/** How loud to log it. What is the client’s doing is no news; what is ours is. */
export function levelOf({ cause }: Refusal): 'info' | 'warn' | 'error' {
  if (cause === undefined) return 'info';
  if (!(cause instanceof Failure)) return 'error';
  return cause.temporary ? 'warn' : 'info';
}
