/** What an entry of a list of senders says, in its one written form. Pure. */
import { domainToASCII } from 'node:url';
import { type Network, readNetwork, writeNetwork } from './ip.ts';

/**
 * `text` is the form in which it is kept: lower case, the domain in ASCII, a network with no bits behind its prefix.
 * `name`: an address, `@domain`, or `@.domain` with all below it. `wildcard`: `*` in the local part, the domain or both.
 */
export type Pattern =
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'wildcard'; readonly text: string; readonly local: string; readonly domain: string }
  | { readonly kind: 'network'; readonly text: string; readonly network: Network };

/** RFC 5321, 4.5.3.1.3: a path of 256 octets, less its brackets. */
const longest = 254;

/** The pattern that a text writes; null where it writes none. */
export function readPattern(text: string): Pattern | null {
  const given = text.trim().toLowerCase();
  if (!given.includes('@')) {
    const network = readNetwork(given);
    return network && { kind: 'network', text: writeNetwork(network), network };
  }
  const at = given.lastIndexOf('@');
  const local = given.slice(0, at);
  const domain = asciiDomain(given.slice(at + 1));
  const written = `${local}@${domain}`;
  if (domain === null || /[\s,;<>]/.test(local) || written.length > longest) return null;
  if (local !== '' && domain.startsWith('.')) return null;
  if (!written.includes('*')) return { kind: 'name', text: written };
  if (local.replaceAll('*', '') === '' && !domain.includes('*')) return nameOf(domain);
  return domain.startsWith('.') ? null : { kind: 'wildcard', text: written, local: local || '*', domain };
}

/** `*@example.com` says what `@example.com` says. */
function nameOf(domain: string): Pattern {
  return { kind: 'name', text: `@${domain}` };
}

/** As nearly all are written. */
const plainDomain = /^\.?[a-z0-9_*-]{1,63}(?:\.[a-z0-9_*-]{1,63})*$/;

/** A domain in lower-case ASCII, without the dot that may end it; null where it is none. A dot before it, and stars, stay. */
export function asciiDomain(text: string): string | null {
  const whole = text.replace(/\.$/, '');
  if (plainDomain.test(whole) || /^\[[\w.:]+\]$/.test(whole)) return whole;
  const labels = whole.split('.').map((label) => (isAscii(label) ? label : domainToASCII(label)));
  const written = labels.join('.');
  return plainDomain.test(written) ? written : null;
}

function isAscii(text: string): boolean {
  return /^[\x21-\x7e]*$/.test(text);
}

/** Bits of the widest networks: wider ones are shares of the world. */
const widest = { 4: 8, 6: 16 } as const;

/** True for what would stand for everybody, or nearly: no letter or digit of a domain, or hardly a bit of a network. */
export function isEverybody(pattern: Pattern): boolean {
  if (pattern.kind === 'network') return pattern.network.prefix < widest[pattern.network.version];
  return pattern.kind === 'wildcard' && !/[a-z0-9]/.test(pattern.domain);
}

/** The same from what people type: also `example.com` and `.example.com` alone, an address in angle brackets, and a link to one. */
export function readTyped(text: string): Pattern | null {
  const given = text
    .trim()
    .replace(/^<(.*)>$/, '$1')
    .replace(/^mailto:([^?]*).*$/i, '$1');
  const strict = readPattern(given);
  if (strict !== null || given.includes('@') || !/\.[^\d.]*\p{L}[^.]*\.?$/u.test(given)) return strict;
  // `*.example.com` means what lies below it, as in other programs’ lists.
  return readPattern(given.startsWith('*.') ? `*@${given}` : `@${given}`);
}
