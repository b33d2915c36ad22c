/** IP addresses and networks as numbers, so that a network is found by its first bits. Pure. */
import { isIP } from 'node:net';

export interface IpAddress {
  readonly version: 4 | 6;
  readonly value: bigint;
}

export interface Network extends IpAddress {
  /** Bits that count, from the left. */
  readonly prefix: number;
}

const width = { 4: 32, 6: 128 } as const;
/** `::ffff:192.0.2.1` is an IPv4 address in IPv6 clothes (RFC 4291, 2.5.5.2). */
const mapped = 0xffffn;

/** The address that a text writes; null where it writes none. */
export function readIp(text: string): IpAddress | null {
  const version = isIP(text);
  if (version === 4) return { version, value: ofParts(text.split('.').map(Number), 8n) };
  if (version !== 6 || text.includes('%')) return null;
  const value = ofParts(groupsOf(text), 16n);
  return value >> 32n === mapped ? { version: 4, value: value & 0xffffffffn } : { version, value };
}

/** The network of an address, or of one in CIDR notation; bits behind the prefix do not count. Null where it is none. */
export function readNetwork(text: string): Network | null {
  const [address = '', prefix, ...rest] = text.split('/');
  const ip = rest.length === 0 ? readIp(address) : null;
  if (ip === null) return null;
  const bits = width[ip.version];
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return null;
  // The prefix of a mapped address counts its clothes too.
  const given =
    prefix === undefined ? bits : Number(prefix) - (ip.version === 4 && isIP(address) === 6 ? 96 : 0);
  return given < 0 || given > bits ? null : networkOf(ip, given);
}

/** The network of so many bits that an address lies in. */
export function networkOf({ version, value }: IpAddress, prefix: number): Network {
  const behind = BigInt(width[version] - prefix);
  return { version, value: (value >> behind) << behind, prefix };
}

/** What stands for a client: an IPv4 address or the /64 of an IPv6 one, or, wide, its /24 or /48. Null for what is no address. */
export function blockOf(source: string, scope: 'narrow' | 'wide'): string | null {
  const ip = readIp(source);
  return ip && writeNetwork(networkOf(ip, blocked[scope][ip.version]));
}

const blocked = { narrow: { 4: 32, 6: 64 }, wide: { 4: 24, 6: 48 } } as const;

/** True where one of the two lies in the other. */
export function overlap(one: Network, other: Network): boolean {
  const prefix = Math.min(one.prefix, other.prefix);
  return one.version === other.version && networkOf(one, prefix).value === networkOf(other, prefix).value;
}

/** `192.0.2.0/24`, `2001:db8::/32`; a single address without its prefix. */
export function writeNetwork({ version, value, prefix }: Network): string {
  const address = version === 4 ? partsOf(value, 4, 8n).join('.') : writeIpv6(value);
  return prefix === width[version] ? address : `${address}/${prefix}`;
}

/** In the one form that RFC 5952 recommends, which the parser of URLs writes. */
function writeIpv6(value: bigint): string {
  const groups = partsOf(value, 8, 16n).map((group) => group.toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

function groupsOf(text: string): number[] {
  const [head = [], tail] = text.split('::').map((part) => part.split(':').filter(Boolean).flatMap(group));
  if (tail === undefined) return head;
  return [...head, ...Array<number>(Math.max(0, 8 - head.length - tail.length)).fill(0), ...tail];
}

/** An IPv4 address at the end makes two groups (RFC 4291, 2.2). */
function group(text: string): number[] {
  const [a = 0, b = 0, c = 0, d] = text.split('.').map(Number);
  return d === undefined ? [Number.parseInt(text, 16)] : [a * 256 + b, c * 256 + d];
}

function ofParts(parts: readonly number[], bits: bigint): bigint {
  return parts.reduce((value, part) => (value << bits) | BigInt(part), 0n);
}

function partsOf(value: bigint, count: number, bits: bigint): number[] {
  const mask = (1n << bits) - 1n;
  return Array.from({ length: count }, (_, i) => Number((value >> (BigInt(count - 1 - i) * bits)) & mask));
}
