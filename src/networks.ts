/** Networks of IP addresses: who counts as one client, and who is one of ours. */
import { BlockList, isIPv6 } from 'node:net';

/** Bits of an address that make one client. */
export interface Prefixes {
  readonly ipv4: number;
  readonly ipv6: number;
}

/** The network that a client is counted under, such as `192.0.2.7/32` or `2001:db8:0:1::/64`. */
export function networkOf(address: string, prefixes: Prefixes = { ipv4: 32, ipv6: 64 }): string {
  const ip = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(ip)) return `${masked(ip.split('.').map(Number), 8, prefixes.ipv4).join('.')}/${prefixes.ipv4}`;
  const groups = masked(groupsOf(ip.toLowerCase()), 16, prefixes.ipv6);
  const kept = groups.slice(0, Math.ceil(prefixes.ipv6 / 16)).map((group) => group.toString(16));
  return `${kept.join(':')}${kept.length < 8 ? '::' : ''}/${prefixes.ipv6}`;
}

/** Says of an IP address whether it lies in one of these (`192.0.2.0/24`, `::1`). Throws for what is no network. */
export function withinNetworks(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [ip = '', prefix] = network.split('/');
    const six = isIPv6(ip);
    list.addSubnet(ip, prefix === undefined ? (six ? 128 : 32) : Number(prefix), six ? 'ipv6' : 'ipv4');
  }
  return (address) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** The eight groups of an IPv6 address; an IPv4 address at its end makes two (RFC 4291, 2.2). */
function groupsOf(ip: string): number[] {
  const [head = [], tail] = ip.split('::').map((part) => part.split(':').filter(Boolean).flatMap(group));
  if (tail === undefined) return head;
  return [...head, ...Array<number>(Math.max(0, 8 - head.length - tail.length)).fill(0), ...tail];
}

function group(text: string): number[] {
  const [a, b, c, d] = text.split('.').map(Number);
  if (d === undefined) return [Number.parseInt(text, 16)];
  return [(a ?? 0) * 256 + (b ?? 0), (c ?? 0) * 256 + d];
}

/** Words of so many bits each, with all behind `prefix` bits set to zero. */
function masked(words: readonly number[], bits: number, prefix: number): number[] {
  return words.map((word, i) => {
    const kept = Math.min(bits, Math.max(0, prefix - i * bits));
    return word & (2 ** bits - 2 ** (bits - kept));
  });
}
