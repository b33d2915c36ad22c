/** Files that old programs wrote into the text: uuencode (POSIX.1, `uuencode`) and yEnc (yenc-draft 1.3). */
import { decodeText } from './charset.ts';
import { type Octets, toBytes } from './octets.ts';

export interface EncodedFile {
  /** As given; `''` where none is. */
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Separated {
  /** The text without the blocks. */
  readonly text: Octets;
  readonly files: readonly EncodedFile[];
  readonly defects: readonly string[];
}

interface Block extends EncodedFile {
  readonly end: number;
  readonly defect: string | null;
}

const maxFiles = 500;
/** Each look for an end that is not there takes a pass over the rest. */
const maxMisses = 20;
const opening = /^(?:begin(-base64)? [0-7]{3,4} ?([^\r\n]{0,500})|=ybegin ([^\r\n]{0,500}))\r?\n/gm;

/** Takes encoded files out of a text. What merely looks like the beginning of one stays. Linear; never throws. */
export function separateFiles(text: Octets): Separated {
  const kept: Octets[] = [];
  const files: EncodedFile[] = [];
  const defects = new Set<string>();
  let at = 0;
  let misses = 0;
  for (const match of text.matchAll(opening)) {
    if (match.index < at) continue;
    if (files.length >= maxFiles || misses >= maxMisses) break;
    const block = readBlock(text, match.index + match[0].length, match);
    if (block === null) {
      misses += 1;
      continue;
    }
    kept.push(text.slice(at, match.index));
    files.push({ name: block.name, bytes: block.bytes });
    if (block.defect !== null) defects.add(block.defect);
    at = block.end;
  }
  return { text: kept.join('') + text.slice(at), files, defects: [...defects] };
}

function readBlock(text: Octets, from: number, match: RegExpExecArray): Block | null {
  const [, base64, name = '', yenc] = match;
  if (yenc !== undefined) return yencBlock(text, from, yenc);
  return base64 === undefined ? uuBlock(text, from, name) : base64Block(text, from, name);
}

function nameOf(octets: Octets): string {
  return decodeText(toBytes(octets.trim()), '').text.replace(/^"(.*)"$/, '$1');
}

function lineEnd(text: Octets, at: number): number {
  const lf = text.indexOf('\n', at);
  return lf < 0 ? text.length : lf;
}

/** Lines as long as their first character says, up to `end`; mail programs cut spaces off their ends. */
function uuBlock(text: Octets, from: number, name: Octets): Block | null {
  let at = from;
  let full = false;
  while (at < text.length && isUuLine(text, at, lineEnd(text, at))) {
    full = true;
    at = lineEnd(text, at) + 1;
  }
  const closed = /^end[ \t]*\r?(?:\n|$)/.exec(text.slice(at, at + 80));
  if (!full && closed === null) return null;
  return {
    name: nameOf(name),
    bytes: uudecode(text.slice(from, at), 0),
    end: closed === null ? Math.min(at, text.length) : at + closed[0].length,
    defect: closed === null ? 'a uuencoded file has no end' : null,
  };
}

const uuLine = /^[ -`]+$/;

function isUuLine(text: Octets, at: number, end: number): boolean {
  const line = text.slice(at, Math.min(end, at + 100)).replace(/\r$/, '');
  if (line === '' || !uuLine.test(line)) return false;
  const needed = Math.ceil(((line.charCodeAt(0) - 32) & 63) / 3) * 4 + 1;
  const trimmed = line.trimEnd().length;
  return trimmed <= needed + 2 && (line.length >= needed || trimmed > needed / 2 || needed === 1);
}

/** The octets of uuencoded lines up to `end`. Each begins with its length; four characters stand for three octets. */
export function uudecode(body: Octets, from: number): Buffer {
  const bytes = Buffer.alloc(body.length - Math.min(from, body.length));
  let length = 0;
  for (let at = from; at < body.length; ) {
    const next = lineEnd(body, at);
    if (body.startsWith('end', at) && next - at < 5) break;
    length += uuOctets(body, at, next, bytes, length);
    at = next + 1;
  }
  return bytes.subarray(0, length);
}

function uuOctets(body: Octets, at: number, end: number, bytes: Buffer, offset: number): number {
  const value = (index: number): number => (index < end ? (body.charCodeAt(index) - 32) & 63 : 0);
  const count = Math.min(at < end && body[at] !== '\r' ? value(at) : 0, end - at);
  for (let octet = 0; octet < count; octet++) {
    const first = at + 1 + Math.floor(octet / 3) * 4 + (octet % 3);
    const shift = 2 + (octet % 3) * 2;
    bytes[offset + octet] = ((value(first) << shift) | (value(first + 1) >> (6 - shift))) & 255;
  }
  return count;
}

function base64Block(text: Octets, from: number, name: Octets): Block | null {
  const close = /^====[ \t]*\r?(?:\n|$)/gm;
  close.lastIndex = from;
  const found = close.exec(text);
  const inner = text.slice(from, found?.index ?? from);
  if (found === null || !/^[A-Za-z0-9+/=\s]*$/.test(inner)) return null;
  return { name: nameOf(name), bytes: Buffer.from(inner, 'base64'), end: close.lastIndex, defect: null };
}

function yencBlock(text: Octets, from: number, head: Octets): Block | null {
  const close = /^=yend([^\r\n]{0,500})\r?(?:\n|$)/gm;
  close.lastIndex = from;
  const found = close.exec(text);
  if (found === null) return null;
  const part = /^=ypart [^\r\n]{0,500}\r?\n/.exec(text.slice(from, from + 512));
  const bytes = ydecode(text.slice(from + (part?.[0].length ?? 0), found.index));
  const size = Number(/\bsize=(\d{1,12})/.exec(found[1] ?? '')?.[1] ?? bytes.length);
  return {
    name: nameOf(/\bname=([^\r\n]*)/.exec(head)?.[1] ?? ''),
    bytes,
    end: close.lastIndex,
    defect: size === bytes.length ? null : 'a yEnc file is not as long as it says',
  };
}

/** Each octet raised by 42; `=` before one raised by 64 more. */
function ydecode(body: Octets): Buffer {
  const bytes = Buffer.alloc(body.length);
  let length = 0;
  for (let at = 0; at < body.length; at++) {
    let code = body.charCodeAt(at);
    if (code === 10 || code === 13) continue;
    if (code === 61) code = body.charCodeAt(++at) - 64;
    bytes[length++] = (code - 42) & 255;
  }
  return bytes.subarray(0, length);
}
