/** Content-Transfer-Encoding (RFC 2045, 6) to octets, tolerant of what real mail does to it. */
import { type Octets, toBytes } from './octets.ts';

export interface Transferred {
  readonly bytes: Buffer;
  readonly defect: string | null;
}

/** Undoes the transfer encoding of a body. What does not fit the encoding is skipped or kept as it is, with a defect. */
export function decodeTransfer(body: Octets, encoding: string): Transferred {
  if (encoding === 'base64') return decodeBase64(body);
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(body);
  if (/^x?-?uu(?:encode)?$/.test(encoding)) return decodeUuencode(body);
  const known = /^(?:|7-?bits?|8-?bits?|binary)$/.test(encoding);
  const defect = known
    ? null
    : `the transfer encoding "${encoding.slice(0, 40)}" is not known; the body was taken as it is`;
  return { bytes: toBytes(body), defect };
}

function decodeBase64(body: Octets): Transferred {
  const clean = /^[A-Za-z0-9+/\r\n]*={0,2}\s*$/.test(body);
  if (clean) return { bytes: Buffer.from(body, 'base64'), defect: null };
  // Encoders that work in pieces leave padding in the middle; each run is decoded by itself (RFC 4648, 3.2).
  const runs = body.replace(/[^A-Za-z0-9+/=]+/g, '').match(/[A-Za-z0-9+/]+/g) ?? [];
  const strange = /[^A-Za-z0-9+/=\s]/.test(body);
  return {
    bytes: Buffer.concat(runs.map((run) => Buffer.from(run, 'base64'))),
    defect: strange ? 'the base64 holds characters that are none; they were skipped' : null,
  };
}

const hexPair = /=([0-9A-Fa-f]{2})/g;

function decodeQuotedPrintable(body: Octets): Transferred {
  const joined = body
    .replace(/[ \t]+(?=\r?\n)/g, '')
    .replace(/=\r?\n/g, '')
    .replace(/=$/, '');
  const broken = /=(?![0-9A-Fa-f]{2})/.test(joined);
  const octets = joined.replace(hexPair, (_, pair: string) => String.fromCharCode(Number.parseInt(pair, 16)));
  return {
    bytes: toBytes(octets),
    defect: broken ? 'the quoted-printable holds stray equals signs; they were kept' : null,
  };
}

/** The Q encoding of encoded words (RFC 2047, 4.2). */
export function decodeQ(text: Octets): Buffer {
  return toBytes(
    text
      .replaceAll('_', ' ')
      .replace(hexPair, (_, pair: string) => String.fromCharCode(Number.parseInt(pair, 16))),
  );
}

function decodeUuencode(body: Octets): Transferred {
  const lines = body.split(/\r?\n/);
  const start = lines.findIndex((line) => /^begin(?:-base64)? [0-7]{3,4} /.test(line));
  if (start < 0)
    return { bytes: toBytes(body), defect: 'the uuencoded body has no beginning; it was taken as it is' };
  return { bytes: uudecode(lines.slice(start + 1)), defect: null };
}

/** The octets of the lines between `begin` and `end` of uuencoded matter. */
export function uudecode(lines: readonly string[]): Buffer {
  const out: Buffer[] = [];
  for (const line of lines) {
    if (line === 'end') break;
    const length = line === '' ? 0 : (line.charCodeAt(0) - 32) & 63;
    if (length > 0) out.push(uuline(line, length));
  }
  return Buffer.concat(out);
}

function uuline(line: string, length: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil(length / 3) * 3);
  const value = (at: number): number => (at < line.length ? (line.charCodeAt(at) - 32) & 63 : 0);
  for (let group = 0; group * 3 < length; group++) {
    const at = 1 + group * 4;
    const word = (value(at) << 18) | (value(at + 1) << 12) | (value(at + 2) << 6) | value(at + 3);
    bytes.writeUIntBE(word, group * 3, 3);
  }
  return bytes.subarray(0, length);
}
