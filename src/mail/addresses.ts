/** Addresses of header fields (RFC 5322, 3.4, with the obsolete forms of 4.4). */
import { displayText } from './encoding/encoded-words.ts';
import type { Address } from './mail.ts';

interface Token {
  readonly kind: 'word' | 'quoted' | 'comment' | 'angle' | 'mark';
  readonly text: string;
  /** White space stood before it. */
  readonly spaced: boolean;
}

/** A field with more addresses than this is cut. Postfix takes 1000 recipients by default. */
const maxAddresses = 2000;

/**
 * The mailboxes of an unfolded field value, in order, groups flattened. Encoded words are decoded in names only: they
 * never make an address (RFC 2047, 5). A name without an address has the address `''`.
 */
export function parseAddresses(value: string): Address[] {
  const found: Address[] = [];
  let current: Token[] = [];
  const flush = (): void => {
    const address = mailbox(current);
    if (address !== null) found.push(address);
    current = [];
  };
  for (const token of tokens(value.slice(0, 262_144))) {
    if (found.length >= maxAddresses) break;
    if (token.kind !== 'mark') {
      if (token.kind === 'angle' && current.some((other) => other.kind === 'angle')) flush();
      current.push(token);
    } else if (token.text === ':') current = [];
    else flush();
  }
  flush();
  return found;
}

function* tokens(value: string): Generator<Token> {
  let at = 0;
  let spaced = false;
  while (at < value.length) {
    const c = value[at] ?? '';
    if (/\s/.test(c)) {
      spaced = true;
      at++;
      continue;
    }
    const token = read(value, at, c);
    yield { ...token, spaced };
    at = token.end;
    spaced = false;
  }
}

function read(value: string, at: number, c: string): Omit<Token, 'spaced'> & { end: number } {
  if (c === '"') {
    const end = closing(value, at, '"');
    if (end > 0)
      return { kind: 'quoted', text: value.slice(at + 1, end).replace(/\\(.)/g, '$1'), end: end + 1 };
    return { kind: 'word', text: '', end: at + 1 };
  }
  if (c === '(') {
    const end = comment(value, at);
    return { kind: 'comment', text: value.slice(at + 1, end).replace(/\\(.)/g, '$1'), end: end + 1 };
  }
  if (c === '<') {
    const end = value.indexOf('>', at);
    const stop = end < 0 ? value.length : end;
    return { kind: 'angle', text: value.slice(at + 1, stop).replace(/^<+/, ''), end: stop + 1 };
  }
  if (c === ',' || c === ';' || c === ':') return { kind: 'mark', text: c, end: at + 1 };
  if (c === '>') return { kind: 'word', text: '', end: at + 1 };
  const word = /^(?:=\?[^?\s]{1,80}\?[bqBQ]\?[^?\s]*\?=|\[[^\]\s]*\]|[^\s"(<,;:>])+/.exec(
    value.slice(at, at + 2000),
  );
  return { kind: 'word', text: word?.[0] ?? c, end: at + (word?.[0].length ?? 1) };
}

/** No name in quotation marks is longer; where none closes, each would be looked for to the end of the field. */
const longestQuoted = 2000;

function closing(value: string, from: number, mark: string): number {
  const end = Math.min(value.length, from + longestQuoted);
  for (let at = from + 1; at < end; at++) {
    if (value[at] === '\\') at++;
    else if (value[at] === mark) return at;
  }
  return -1;
}

function comment(value: string, from: number): number {
  let depth = 0;
  for (let at = from; at < value.length; at++) {
    if (value[at] === '\\') at++;
    else if (value[at] === '(') depth++;
    else if (value[at] === ')' && --depth === 0) return at;
  }
  return value.length;
}

function mailbox(tokens: readonly Token[]): Address | null {
  const angle = tokens.find((token) => token.kind === 'angle');
  const comments = tokens.filter((token) => token.kind === 'comment').map((token) => token.text);
  const words = tokens.filter((token) => token.kind === 'word' || token.kind === 'quoted');
  if (angle !== undefined) {
    const name = phrase(words) || displayText(comments.join(' '));
    const address = addrSpec(angle.text);
    return address === '' && name === '' ? null : { name, address };
  }
  const at = words.findIndex((token) => token.text.includes('@') && !token.text.includes('=?'));
  if (at < 0) {
    const name = phrase(words) || displayText(comments.join(' '));
    return name === '' ? null : { name, address: '' };
  }
  const { text, rest } = bareAddress(words, at);
  return { name: phrase(rest) || displayText(comments.join(' ')), address: addrSpec(text) };
}

/** `user @ host` and `"quoted user"@host` come in several tokens; what is left is the name. */
function bareAddress(words: readonly Token[], at: number): { text: string; rest: Token[] } {
  let from = at;
  let to = at;
  const text = words[at]?.text ?? '';
  if (text.startsWith('@') && at > 0) from = at - 1;
  if (text.endsWith('@') && at + 1 < words.length) to = at + 1;
  const used = words.slice(from, to + 1);
  const joined = used.map((token) =>
    token.kind === 'quoted' && /[^\w.+-]/.test(token.text) ? `"${token.text}"` : token.text,
  );
  return { text: joined.join(''), rest: words.filter((_, index) => index < from || index > to) };
}

function phrase(words: readonly Token[]): string {
  const joined = words.map((token, index) => (index > 0 && token.spaced ? ' ' : '') + token.text).join('');
  return displayText(joined).replace(/^'(.*)'$/, '$1');
}

/** Drops source routes (RFC 5322, 4.4) and white space around the dots and the at sign; the domain in lower case. */
function addrSpec(text: string): string {
  const bare = text
    .trim()
    .replace(/^mailto:/i, '')
    .replace(/^@[^:]*:/, '')
    .replace(/\([^()]*\)/g, '');
  const spec = bare.startsWith('"') ? bare.trim() : bare.replace(/\s+/g, '');
  const at = spec.lastIndexOf('@');
  return at < 0 ? spec : spec.slice(0, at) + spec.slice(at).toLowerCase().replace(/\.$/, '');
}
