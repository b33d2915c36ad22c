/** MAPI properties as TNEF carries them (MS-OXTNEF 2.1.3.4, MS-OXCDATA 2.11), and Windows code pages. */
import { decodeText } from '../encoding/charset.ts';

export interface Property {
  /** MS-OXCDATA 2.11.1, without the flag for several values. */
  readonly type: number;
  /** The first value, undecoded. */
  readonly bytes: Buffer;
}

/** Property identifiers (MS-OXPROPS) to their values; named properties are left out. */
export type Properties = ReadonlyMap<number, Property>;

const string8 = 0x1e;
const unicode = 0x1f;
const variable = new Set([0x0d, string8, unicode, 0x102]);
const several = 0x1000;
const firstNamed = 0x8000;

/** Octets of one value; shorter ones are padded to four. */
const widths: ReadonlyMap<number, number> = new Map([
  [0x00, 0],
  [0x01, 0],
  [0x02, 4],
  [0x03, 4],
  [0x04, 4],
  [0x05, 8],
  [0x06, 8],
  [0x07, 8],
  [0x0a, 4],
  [0x0b, 4],
  [0x14, 8],
  [0x40, 8],
  [0x48, 16],
]);

/** Reads a property list; what comes behind the first broken one is left out. Never throws, copies nothing. */
export function readProperties(bytes: Buffer): Properties {
  const found = new Map<number, Property>();
  try {
    const count = bytes.readUInt32LE(0);
    let at = 4;
    for (let index = 0; index < count && at < bytes.length; index++) at = readProperty(bytes, at, found);
  } catch {
    // It ends in the middle of a property, or holds a type that is none.
  }
  return found;
}

/** Returns where the next one begins; throws where it does not fit. */
function readProperty(bytes: Buffer, from: number, found: Map<number, Property>): number {
  const declared = bytes.readUInt16LE(from);
  const id = bytes.readUInt16LE(from + 2);
  const type = declared & ~several;
  let at = id >= firstNamed ? afterName(bytes, from + 4) : from + 4;
  let count = 1;
  if (variable.has(type) || (declared & several) !== 0) {
    count = bytes.readUInt32LE(at);
    at += 4;
  }
  if (count > bytes.length) throw new RangeError('more values than octets');
  for (let index = 0; index < count; index++) {
    const long = variable.has(type);
    const width = long ? bytes.readUInt32LE(at) : widths.get(type);
    const start = long ? at + 4 : at;
    if (width === undefined || start + width > bytes.length) throw new RangeError('does not fit');
    if (index === 0 && id < firstNamed) found.set(id, { type, bytes: bytes.subarray(start, start + width) });
    at = start + padded(width);
  }
  return at;
}

/** A named property has a GUID, then a number or a UTF-16 name. */
function afterName(bytes: Buffer, at: number): number {
  const kind = bytes.readUInt32LE(at + 16);
  return at + 24 + (kind === 0 ? 0 : padded(bytes.readUInt32LE(at + 20)));
}

function padded(width: number): number {
  return Math.ceil(width / 4) * 4;
}

/** A text property; null where there is none. `codepage` is that of eight-bit strings. */
export function textOf(properties: Properties, id: number, codepage: number): string | null {
  const property = properties.get(id);
  if (property === undefined || (property.type !== string8 && property.type !== unicode)) return null;
  return property.type === unicode
    ? untilNul(property.bytes.toString('utf16le'))
    : decodeString8(property.bytes, codepage);
}

/** An eight-bit string up to its NUL. */
export function decodeString8(bytes: Buffer, codepage: number): string {
  const nul = bytes.indexOf(0);
  return decodeText(nul < 0 ? bytes : bytes.subarray(0, nul), charsetOf(codepage)).text;
}

function untilNul(text: string): string {
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}

/** A 32-bit number; null where there is none. */
export function numberOf(properties: Properties, id: number): number | null {
  const bytes = properties.get(id)?.bytes;
  return bytes?.length === 4 ? bytes.readUInt32LE(0) : null;
}

/** A binary or object property. */
export function bytesOf(properties: Properties, id: number): Buffer | null {
  return properties.get(id)?.bytes ?? null;
}

/** 100 ns since 1601 (FILETIME). */
export function dateOf(properties: Properties, id: number): Date | null {
  const property = properties.get(id);
  if (property?.type !== 0x40) return null;
  const date = new Date(Number(property.bytes.readBigUInt64LE(0) / 10_000n) - 11_644_473_600_000);
  return Number.isNaN(date.getTime()) ? null : date;
}

const charsets: Readonly<Record<number, string>> = {
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gb18030',
  949: 'euc-kr',
  950: 'big5',
  1200: 'utf-16le',
  10000: 'macintosh',
  10007: 'x-mac-cyrillic',
  20127: 'us-ascii',
  20866: 'koi8-r',
  20932: 'euc-jp',
  21866: 'koi8-u',
  50220: 'iso-2022-jp',
  50221: 'iso-2022-jp',
  50222: 'iso-2022-jp',
  50225: 'iso-2022-kr',
  51932: 'euc-jp',
  51936: 'gb18030',
  51949: 'euc-kr',
  52936: 'hz-gb-2312',
  54936: 'gb18030',
  65000: 'utf-7',
  65001: 'utf-8',
};

/** The charset of a Windows code page; `''` where it is not known. */
export function charsetOf(codepage: number): string {
  if (codepage >= 1250 && codepage <= 1258) return `windows-${codepage}`;
  if (codepage > 28590 && codepage < 28606) return `iso-8859-${codepage - 28590}`;
  if (codepage === 437 || (codepage >= 720 && codepage <= 870)) return `cp${codepage}`;
  return charsets[codepage] ?? '';
}
