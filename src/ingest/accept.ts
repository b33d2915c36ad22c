/** The identity of a mail, and the rows that make it durable (DESIGN 2, accept). Pure. */
import { createHash } from 'node:crypto';
import { headerValues, type Mail } from '../mail/mail.ts';
import type { Delivery } from '../model/facts.ts';
import type { NewMail } from '../model/mail-store.ts';

const longestSubject = 200;

/** The row of one delivery. */
export function newMail(delivery: Delivery, mail: Mail, raw: Uint8Array): NewMail {
  const { id, lane, recipient, envelope, source, acceptedAt, known } = delivery;
  return {
    id,
    key: mailKey(lane, mail, raw),
    lane,
    recipient,
    envelope,
    source,
    acceptedAt,
    messageId: mail.messageId,
    from: mail.from?.address ?? envelope.sender,
    subject: mail.subject.slice(0, longestSubject),
    known,
  };
}

/**
 * Same key, same mail, whichever way it came: lane, Message-ID, From, Date and the body, hashed (hex). Message-ID alone
 * would not do: it may be missing, reused, or guessed by somebody who wants a mail suppressed.
 */
export function mailKey(
  lane: string,
  mail: Pick<Mail, 'headers' | 'messageId' | 'from'>,
  raw: Uint8Array,
): string {
  const hash = createHash('sha256').update(lane).update('\0');
  if (mail.messageId === null) return hash.update(raw).digest('hex');
  const date = headerValues(mail, 'date')[0]?.trim() ?? '';
  hash.update(`${mail.messageId}\0${mail.from?.address.toLowerCase() ?? ''}\0${date}\0`);
  return hash.update(body(raw)).digest('hex');
}

/** Larger bodies are hashed as they came: to copy one would hold up all other mail. */
const largestCopied = 1_048_576;

/** The body without what transports change: CR, and white space at the end. */
function body(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const rest = bytes.subarray(bodyStart(bytes), trimmedEnd(bytes));
  return rest.byteLength > largestCopied
    ? rest
    : Buffer.from(rest.toString('latin1').replaceAll('\r', ''), 'latin1');
}

/** Behind the first empty line; the end where there is none. */
function bodyStart(bytes: Buffer): number {
  const [crlf, lf] = [bytes.indexOf('\r\n\r\n'), bytes.indexOf('\n\n')];
  if (crlf === -1 && lf === -1) return bytes.length;
  return lf === -1 || (crlf !== -1 && crlf < lf) ? crlf + 4 : lf + 2;
}

function trimmedEnd(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] ?? 0) <= 0x20) end -= 1;
  return end;
}
