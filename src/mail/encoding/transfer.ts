/** Content-Transfer-Encoding (RFC 2045, 6) to octets, tolerant of what real mail does to it. */
import { isUtf8 } from 'node:buffer';
import { type Octets, toBytes } from './octets.ts';
import { uudecode } from './uuencode.ts';

export interface Transferred {
  readonly bytes: Buffer;
  readonly defect: string | null;
  /** Plain lines behind the encoded ones, such as the foot of a list that some server added. */
  readonly tail?: Octets;
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

/** The same of text that people shall read: it is taken for what it is where it is not encoded as it says. */
export function decodeTextTransfer(body: Octets, encoding: string): Transferred {
  if (encoding === 'base64' && isPlain(body))
    return { bytes: toBytes(body), defect: 'the body is not base64 as declared; it was taken as it is' };
  if (encoding === 'quoted-printable' && longLines.test(body)) {
    const bytes = Buffer.from(body, 'base64');
    if (isText(bytes)) return { bytes, defect: 'the body is base64, not quoted-printable as declared' };
  }
  return decodeTransfer(body, encoding);
}

/** Words and signs of text, or a tag, stand where it begins: no damage makes base64 look like that. */
function isPlain(body: Octets): boolean {
  const start = body.slice(0, 4096).trimStart();
  const line = start.split('\n', 1)[0] ?? '';
  const words =
    /^\S{1,40}(?: \S{1,40})+\s*$/.test(line.slice(0, 400)) && /[.,:;!?'")\x80-\xff-](?:\s|$)/.test(start);
  return words || /^<(?:!doctype|html|head|body|div|p|table|span|br)\b/i.test(line);
}

/** Nobody writes such lines by hand. */
const longLines = /^(?:[A-Za-z0-9+/]{60,76}\r?\n)+[A-Za-z0-9+/]*={0,2}\s*$/;

function isText(bytes: Uint8Array): boolean {
  return (
    isUtf8(bytes) && !bytes.some((octet) => octet < space && octet !== tab && octet !== lf && octet !== cr)
  );
}

function decodeBase64(body: Octets): Transferred {
  if (/^[A-Za-z0-9+/\r\n]*={0,2}\s*$/.test(body)) return { bytes: Buffer.from(body, 'base64'), defect: null };
  const foot = footStart(body);
  if (foot < 0) return decodeRuns(body);
  const { bytes } = decodeRuns(body.slice(0, foot));
  return { bytes, tail: body.slice(foot), defect: 'plain text follows the base64' };
}

/** A foot is not longer than this. */
const maxFoot = 4096;

/** Where plain lines begin behind base64 that is whole; -1 where none do. A damaged base64 line has no spaces. */
function footStart(body: Octets): number {
  const strange = body.search(/[^A-Za-z0-9+/=\s]|[A-Za-z0-9+/=][ \t]+[A-Za-z0-9+/=]/);
  const start = body.lastIndexOf('\n', strange) + 1;
  if (strange < 0 || start === 0 || body.length - start > maxFoot) return -1;
  const line = body.slice(start).split('\n', 1)[0]?.trim() ?? '';
  const isPlain = /\s/.test(line) || /^[-_=*]{3,}$/.test(line);
  return isPlain && body.slice(0, start).replace(/\s+/g, '').length % 4 === 0 ? start : -1;
}

/** What is no base64 is skipped. */
function decodeRuns(body: Octets): Transferred {
  const bytes = Buffer.alloc(body.length);
  let length = 0;
  let bits = 0;
  let held = 0;
  let strange = false;
  for (let at = 0; at < body.length; at++) {
    const code = body.charCodeAt(at);
    const value = sextet(code);
    if (value >= 0) {
      held = ((held << 6) | value) & 0xffffff;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        bytes[length++] = held >> bits;
      }
    } else if (code === equals) {
      // Encoders that work in pieces leave padding in the middle; each run is decoded by itself (RFC 4648, 3.2).
      bits = 0;
    } else strange ||= code > space;
  }
  const defect = strange ? 'the base64 holds characters that are none; they were skipped' : null;
  return { bytes: bytes.subarray(0, length), defect };
}

function sextet(code: number): number {
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 48 && code <= 57) return code + 4;
  if (code === 43) return 62;
  return code === 47 ? 63 : -1;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const upper = code & ~32;
  return upper >= 65 && upper <= 70 ? upper - 55 : -1;
}

const tab = 9;
const lf = 10;
const cr = 13;
const space = 32;
const equals = 61;

/** RFC 2045, 6.7. White space at line ends was added on the way and goes; octet by octet, so that time is linear. */
function decodeQuotedPrintable(body: Octets): Transferred {
  const bytes = Buffer.alloc(body.length);
  let length = 0;
  let kept = 0;
  let broken = false;
  for (let at = 0; at < body.length; at++) {
    const code = body.charCodeAt(at);
    if (code === equals) {
      const octet = hexDigit(body.charCodeAt(at + 1)) * 16 + hexDigit(body.charCodeAt(at + 2));
      const end = softBreak(body, at + 1);
      if (end >= 0) at = end;
      else if (
        octet >= 0 &&
        hexDigit(body.charCodeAt(at + 1)) >= 0 &&
        hexDigit(body.charCodeAt(at + 2)) >= 0
      ) {
        bytes[length++] = octet;
        at += 2;
      } else {
        bytes[length++] = code;
        broken = true;
      }
      kept = length;
    } else {
      if (code === lf) length = lineEnd(bytes, length, kept);
      bytes[length++] = code;
    }
  }
  const defect = broken ? 'the quoted-printable holds stray equals signs; they were kept' : null;
  return { bytes: bytes.subarray(0, length), defect };
}

/** Where a line break that `=` makes soft ends; -1 where there is none. */
function softBreak(body: Octets, from: number): number {
  let at = from;
  while (body.charCodeAt(at) === space || body.charCodeAt(at) === tab) at++;
  if (body.charCodeAt(at) === cr) at++;
  return at >= body.length || body.charCodeAt(at) === lf ? at : -1;
}

/** Drops white space before a line end, down to what must be kept; a CR stays. */
function lineEnd(bytes: Buffer, length: number, kept: number): number {
  const hasCr = length > kept && bytes[length - 1] === cr;
  let end = hasCr ? length - 1 : length;
  while (end > kept && (bytes[end - 1] === space || bytes[end - 1] === tab)) end--;
  if (hasCr) bytes[end++] = cr;
  return end;
}

/** The Q encoding of encoded words (RFC 2047, 4.2). */
export function decodeQ(text: Octets): Buffer {
  return toBytes(
    text
      .replaceAll('_', ' ')
      .replace(/=([0-9A-Fa-f]{2})/g, (_, pair: string) => String.fromCharCode(Number.parseInt(pair, 16))),
  );
}

function decodeUuencode(body: Octets): Transferred {
  const begin = /^begin(?:-base64)? [0-7]{3,4} .*\n/m.exec(body);
  if (begin === null)
    return { bytes: toBytes(body), defect: 'the uuencoded body has no beginning; it was taken as it is' };
  return { bytes: uudecode(body, begin.index + begin[0].length), defect: null };
}
