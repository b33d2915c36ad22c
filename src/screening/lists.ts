/** Allow and deny lists: addresses, domains and networks. Pure. */
import { BlockList, isIP } from 'node:net';

/** Who sent a mail. Null: unknown, or not shown to be true. */
export interface Sender {
  /** The author's addr-spec. */
  readonly author: string | null;
  readonly envelopeSender: string | null;
  /** IP address of the client. */
  readonly sourceAddress: string | null;
}

interface List {
  readonly names: ReadonlySet<string>;
  readonly networks: BlockList;
}

/** Lists are settings and stay what they are: each is compiled once. */
const compiled = new WeakMap<readonly string[], List>();

/**
 * What of the sender is on the list, or null. Entries: `user@example.com`; `@example.com`, the domain alone;
 * `@.example.com`, the domain and all below it; an IP address; a network in CIDR notation. What is none of these matches
 * nothing. Names are compared without regard to case.
 */
export function listed(entries: readonly string[], sender: Sender): string | null {
  const list = compiled.get(entries) ?? compile(entries);
  compiled.set(entries, list);
  for (const address of [sender.author, sender.envelopeSender]) {
    const hit = address && namesOf(address.toLowerCase()).find((name) => list.names.has(name));
    if (hit) return hit;
  }
  const source = sender.sourceAddress ?? '';
  const version = isIP(source);
  return version !== 0 && list.networks.check(source, family(version)) ? source : null;
}

/** The entries that would match an address: itself, its domain, and each domain above. */
function namesOf(address: string): string[] {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const labels = domain.split('.').slice(-maxLabels);
  const above = labels.map((_, index) => `@.${labels.slice(index).join('.')}`);
  return [address, `@${domain}`, ...above];
}

/** More labels than a domain name can have in 253 octets do not count (RFC 1035, 2.3.4). */
const maxLabels = 127;

function compile(entries: readonly string[]): List {
  const names = new Set<string>();
  const networks = new BlockList();
  for (const entry of entries.map((text) => text.trim().toLowerCase())) {
    if (entry.includes('@')) names.add(entry);
    else addNetwork(networks, entry);
  }
  return { names, networks };
}

function addNetwork(networks: BlockList, entry: string): void {
  const [address = '', prefix, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return;
  const bits = version === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (length <= bits) networks.addSubnet(address, length, family(version));
}

function family(version: number): 'ipv4' | 'ipv6' {
  return version === 4 ? 'ipv4' : 'ipv6';
}
