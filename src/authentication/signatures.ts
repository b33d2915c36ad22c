/** The part of a mail that the checks need: cut down so that a hostile one cannot make them long. */

import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

/** Of a mail with more signatures the topmost count: each costs a look-up and a verification (RFC 6376, 8.4). */
const maxSignatures = 10;
/** Octets. Far over any real header (Postfix reads 102,400); its reading must not hold up the mails of others. */
const maxHeader = 262_144;

/**
 * The bytes to authenticate: with at most ten DKIM signatures, and without the body where nothing signs it. Of a header
 * too long to be looked into only the authors are left, so that SPF and DMARC still have their say.
 */
export function signedPart(raw: Uint8Array): Buffer {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const end = headerEnd(bytes);
  const header = bytes.toString('latin1', 0, end);
  if (end > maxHeader) return Buffer.from(`${authors(header)}\r\n`, 'latin1');
  const signatures = header.match(/^DKIM-Signature[ \t]*:/gim)?.length ?? 0;
  if (signatures === 0 && !/^ARC-Message-Signature[ \t]*:/im.test(header)) return bytes.subarray(0, end);
  if (signatures <= maxSignatures) return bytes;
  return Buffer.concat([Buffer.from(cutSignatures(header), 'latin1'), bytes.subarray(end)]);
}

/** The first From fields, which decide whether there is one author (RFC 9989, 5.3.1), each at a sane length. */
function authors(header: string): string {
  const fields = header.match(/^From[ \t]*:.*(?:\r?\n[ \t].*)*/gim) ?? [];
  return fields
    .slice(0, 10)
    .map((field) => `${field.slice(0, 4096).trimEnd()}\r\n`)
    .join('');
}

function cutSignatures(header: string): string {
  let seen = 0;
  return header
    .split(/(?<=\n)(?![ \t])/)
    .filter((field) => !/^DKIM-Signature[ \t]*:/i.test(field) || ++seen <= maxSignatures)
    .join('');
}

/** Index behind the empty line that ends the header; the length where there is none. */
function headerEnd(bytes: Buffer): number {
  const regular = bytes.indexOf('\n\r\n');
  const head = regular < 0 ? bytes : bytes.subarray(0, regular);
  const bare = head.indexOf('\n\n');
  if (bare >= 0) return bare + 2;
  return regular < 0 ? bytes.length : regular + 3;
}

/** Octets that are hashed before others get their turn: about two milliseconds' work. */
const pace = 65_536;

/** The bytes as a stream that lets the event loop turn between its pieces: hashing 25 MB takes most of a second. */
export function paced(bytes: Buffer): Readable {
  return Readable.from(pieces(bytes), { objectMode: false });
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += pace) {
    yield bytes.subarray(at, at + pace);
    await setImmediate();
  }
}
