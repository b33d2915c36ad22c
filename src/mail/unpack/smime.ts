/** What an S/MIME object is and holds (CMS, RFC 5652), without any cryptography. */
import { inflateSync } from 'node:zlib';

export interface Cms {
  readonly kind: 'signed' | 'encrypted' | 'compressed' | 'unknown';
  /** What was signed or compressed, where it lies within and is no larger than 16 MiB; null where it does not. */
  readonly content: Buffer | null;
}

/** Object identifiers, DER. */
const kinds: readonly (readonly [string, Cms['kind']])[] = [
  ['2a864886f70d010702', 'signed'],
  ['2a864886f70d010703', 'encrypted'],
  ['2a864886f70d0109100117', 'encrypted'],
  ['2a864886f70d0109100109', 'compressed'],
];

interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
  /** Behind it, its end mark included. */
  readonly next: number;
}

const sequence = 0x30;
const set = 0x31;
const integer = 0x02;
const identifier = 0x06;
const octetString = 0x04;
const constructed = 0x20;
const explicit0 = 0xa0;
const maxDepth = 16;

/** Reads a ContentInfo in DER or BER; null where it is none. Never throws. */
export function readCms(bytes: Buffer): Cms | null {
  const outer = element(bytes, 0, bytes.length, 0);
  const [type, wrapped] = outer?.tag === sequence ? children(bytes, outer, 2) : [];
  if (type?.tag !== identifier) return null;
  const oid = bytes.toString('hex', type.start, type.end);
  const kind = kinds.find(([known]) => known === oid)?.[1] ?? 'unknown';
  if (wrapped?.tag !== explicit0) return { kind, content: null };
  if (kind === 'signed') return { kind, content: contentOf(bytes, wrapped, set) };
  if (kind === 'compressed') return { kind, content: inflated(contentOf(bytes, wrapped, sequence)) };
  return { kind, content: null };
}

/** More than any mail server lets through once it is packed for the way. */
const mostInflated = 16_777_216;

/** RFC 3274: zlib is the one algorithm. */
function inflated(octets: Buffer | null): Buffer | null {
  try {
    return octets === null ? null : inflateSync(octets, { maxOutputLength: mostInflated });
  } catch {
    return null;
  }
}

/**
 * SignedData (RFC 5652, 5.1) and CompressedData (RFC 3274): version, algorithms, then encapContentInfo with its type and
 * the octets.
 */
function contentOf(bytes: Buffer, wrapped: Element, algorithmsTag: number): Buffer | null {
  const [data] = children(bytes, wrapped, 1);
  if (data?.tag !== sequence) return null;
  const [version, algorithms, info] = children(bytes, data, 3);
  if (version?.tag !== integer || algorithms?.tag !== algorithmsTag || info?.tag !== sequence) return null;
  const [, content] = children(bytes, info, 2);
  if (content?.tag !== explicit0) return null;
  const [octets] = children(bytes, content, 1);
  return octets === undefined ? null : octetsOf(bytes, octets, 0);
}

/** An octet string may come in pieces (X.690, 8.7.3). */
function octetsOf(bytes: Buffer, { tag, start, end, ...rest }: Element, depth: number): Buffer | null {
  if (tag === octetString) return bytes.subarray(start, end);
  if (tag !== (octetString | constructed) || depth > maxDepth) return null;
  const pieces = children(bytes, { tag, start, end, ...rest }, Number.POSITIVE_INFINITY);
  return Buffer.concat(pieces.map((piece) => octetsOf(bytes, piece, depth + 1) ?? Buffer.alloc(0)));
}

function children(bytes: Buffer, parent: Element, limit: number): Element[] {
  const found: Element[] = [];
  for (let at = parent.start; at < parent.end && found.length < limit; ) {
    const child = element(bytes, at, parent.end, 0);
    if (child === null) break;
    found.push(child);
    at = child.next;
  }
  return found;
}

/** One element (X.690, 8.1). A length that goes beyond the end is cut; an indefinite one is looked for. */
function element(bytes: Buffer, at: number, limit: number, depth: number): Element | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || at + 2 > limit || (tag & 31) === 31) return null;
  if (first === 0x80) return indefinite(bytes, tag, at + 2, limit, depth);
  const width = first < 0x80 ? 0 : first & 0x7f;
  if (width > 4 || at + 2 + width > limit) return null;
  const length = width === 0 ? first : bytes.readUIntBE(at + 2, width);
  const start = at + 2 + width;
  const end = Math.min(start + length, limit);
  return { tag, start, end, next: end };
}

function indefinite(bytes: Buffer, tag: number, start: number, limit: number, depth: number): Element | null {
  if (depth > maxDepth) return null;
  for (let at = start; at < limit; ) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) return { tag, start, end: at, next: at + 2 };
    const child = element(bytes, at, limit, depth + 1);
    if (child === null) return null;
    at = child.next;
  }
  return { tag, start, end: limit, next: limit };
}
