/** Allow, deny and block lists, compiled: a look-up asks for the few entries that could match, however many there are. Pure. */
import { type ListName, listNames } from '../model/sender-lists.ts';
import { networkOf, readIp } from './ip.ts';
import { asciiDomain, readPattern } from './list-pattern.ts';
import { fits, readWildcard, type Wildcard } from './wildcard.ts';

/** Who sent a mail. Null: unknown, or not shown to be true. */
export interface Sender {
  /** The author's addr-spec. */
  readonly author: string | null;
  readonly envelopeSender: string | null;
  /** IP address of the client. */
  readonly sourceAddress: string | null;
}

/** What one list holds, and until when (milliseconds). */
interface Held {
  readonly pattern: string;
  readonly until: number;
}

interface HeldWildcard extends Held {
  readonly local: Wildcard;
  readonly domain: Wildcard;
}

export interface SenderList {
  /** Addresses, `@domain` and `@.domain`. */
  readonly names: ReadonlyMap<string, Held>;
  /** By the labels that the domain surely ends in. */
  readonly wildcards: ReadonlyMap<string, readonly HeldWildcard[]>;
  /** By version and length of the prefix. */
  readonly networks: Readonly<Record<4 | 6, ReadonlyMap<number, ReadonlyMap<bigint, Held>>>>;
}

export type SenderLists = Readonly<Record<ListName, SenderList>>;

/** An entry, as the settings or the store have it. */
export interface ListLine {
  readonly pattern: string;
  readonly expiresAt: Date | null;
}

/** All lists: those of the settings, which have no end, with those of the store. What is no pattern matches nothing. */
export function compileLists(
  settings: { readonly allow: readonly string[]; readonly deny: readonly string[] },
  entries: readonly (ListLine & { readonly list: ListName })[],
): SenderLists {
  const fixed = { ...settings, block: [] };
  const compiled = listNames.map((name) => {
    const lines = fixed[name].map((pattern) => ({ pattern, expiresAt: null }));
    return [name, compileList([...lines, ...entries.filter(({ list }) => list === name)])] as const;
  });
  return Object.fromEntries(compiled) as SenderLists;
}

/** Settings stay what they are: their lists are compiled once. */
const ofSettings = new WeakMap<Parameters<typeof compileLists>[0], SenderLists>();

/** The lists of the settings alone, for where there is no store. */
export function settingsLists(settings: Parameters<typeof compileLists>[0]): SenderLists {
  const lists = ofSettings.get(settings) ?? compileLists(settings, []);
  ofSettings.set(settings, lists);
  return lists;
}

/** One list. Of entries that say the same the one that stands longest counts. */
export function compileList(lines: Iterable<ListLine>): SenderList {
  const names = new Map<string, Held>();
  const wildcards = new Map<string, HeldWildcard[]>();
  const networks = { 4: new Map<number, Map<bigint, Held>>(), 6: new Map<number, Map<bigint, Held>>() };
  for (const { pattern: given, expiresAt } of lines) {
    const pattern = readPattern(given);
    const held = { pattern: pattern?.text ?? '', until: expiresAt?.getTime() ?? Number.POSITIVE_INFINITY };
    if (pattern?.kind === 'name') keepLongest(names, pattern.text, held);
    if (pattern?.kind === 'network') {
      const { version, prefix, value } = pattern.network;
      keepLongest(
        computed(networks[version], prefix, () => new Map()),
        value,
        held,
      );
    }
    if (pattern?.kind === 'wildcard') {
      const [local, domain] = [readWildcard(pattern.local), readWildcard(pattern.domain)];
      computed(wildcards, tailOf(pattern.domain), () => []).push({ ...held, local, domain });
    }
  }
  return { names, wildcards, networks };
}

/**
 * The entry that the sender is on the list by, or null: of his addresses, then of where the mail came from. Names are
 * compared without regard to case. What has expired by `now` is not there.
 */
export function listed(list: SenderList, sender: Sender, now: Date): string | null {
  const at = now.getTime();
  for (const address of [sender.author, sender.envelopeSender]) {
    const hit = address ? ofAddress(list, address.toLowerCase(), at) : null;
    if (hit !== null) return hit;
  }
  return sender.sourceAddress ? ofSource(list, sender.sourceAddress, at) : null;
}

/** More labels than a domain name can have in 253 octets do not count (RFC 1035, 2.3.4). */
const maxLabels = 127;

function ofAddress({ names, wildcards }: SenderList, address: string, at: number): string | null {
  const local = address.slice(0, Math.max(0, address.lastIndexOf('@')));
  const written = address.slice(address.lastIndexOf('@') + 1);
  const domain = asciiDomain(written) ?? written;
  const labels = domain.split('.').slice(-maxLabels);
  const tails = labels.map((_, index) => labels.slice(index).join('.'));
  for (const name of [`${local}@${domain}`, `@${domain}`, ...tails.map((tail) => `@.${tail}`)]) {
    const held = names.get(name);
    if (held && held.until > at) return held.pattern;
  }
  if (wildcards.size === 0) return null;
  for (const tail of [...tails, ''])
    for (const held of wildcards.get(tail) ?? [])
      if (held.until > at && fits(held.domain, domain) && fits(held.local, local)) return held.pattern;
  return null;
}

/** The narrowest network first. */
function ofSource({ networks }: SenderList, source: string, at: number): string | null {
  const ip = readIp(source);
  if (ip === null) return null;
  const lengths = [...networks[ip.version].keys()].sort((one, other) => other - one);
  for (const prefix of lengths) {
    const held = networks[ip.version].get(prefix)?.get(networkOf(ip, prefix).value);
    if (held && held.until > at) return held.pattern;
  }
  return null;
}

/** The whole labels behind the last star: `*.shop.example` and `x*y.shop.example` end in `shop.example`. */
function tailOf(domain: string): string {
  const behind = domain.slice(domain.lastIndexOf('*') + 1);
  if (behind === domain) return domain;
  const dot = behind.indexOf('.');
  return dot < 0 ? '' : behind.slice(dot + 1);
}

function keepLongest<Key>(all: Map<Key, Held>, key: Key, held: Held): void {
  if ((all.get(key)?.until ?? 0) < held.until) all.set(key, held);
}

function computed<Key, Value>(all: Map<Key, Value>, key: Key, make: () => Value): Value {
  const there = all.get(key) ?? make();
  all.set(key, there);
  return there;
}
