/** Structured fields with parameters: Content-Type, Content-Disposition (RFC 2045, 2183, 2231). */
import { decodeText } from './charset.ts';
import { decodeWords, fieldText } from './encoded-words.ts';
import { type Octets, toBytes } from './octets.ts';

export interface Structured {
  /** Before the first semicolon, lower case, without comments. */
  readonly value: string;
  /** Names in lower case; continuations joined and decoded. The first of several of one name counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

interface Section {
  readonly index: number;
  readonly encoded: boolean;
  readonly text: Octets;
}

/** Reads a field such as `text/plain; charset=utf-8; name*0*=utf-8''a%20; name*1=b`. Never throws. */
export function parseStructured(octets: Octets): Structured {
  const [value = '', ...rest] = splitOutsideQuotes(octets.slice(0, 65_536));
  const plain = new Map<string, string>();
  const sections = new Map<string, Section[]>();
  for (const piece of rest) {
    const equals = piece.indexOf('=');
    if (equals < 1) continue;
    const name = piece.slice(0, equals).trim().toLowerCase();
    const text = unquote(piece.slice(equals + 1).trim());
    const starred = /^([^*]+)\*(?:(\d{1,4}))?(\*)?$/.exec(name);
    if (starred === null) {
      if (!plain.has(name)) plain.set(name, text);
      continue;
    }
    const [, base = '', index, star] = starred;
    const list = sections.get(base) ?? [];
    list.push({ index: Number(index ?? 0), encoded: index === undefined || star === '*', text });
    sections.set(base, list);
  }
  const parameters = new Map([...plain].map(([name, text]) => [name, decodeWords(fieldText(text, ''))]));
  for (const [name, list] of sections) parameters.set(name, joinSections(list));
  return { value: stripComments(value).trim().toLowerCase(), parameters };
}

/** RFC 2231, 3 and 4: sections in order of their number, percent-decoded as octets, then read in the charset named first. */
function joinSections(list: readonly Section[]): string {
  const sorted = [...list].sort((a, b) => a.index - b.index);
  const prefix = sorted[0]?.encoded === true ? /^([^']{0,80})'([^']{0,80})'/.exec(sorted[0].text) : null;
  const octets = sorted.map((section, position) => {
    const text = position === 0 && prefix !== null ? section.text.slice(prefix[0].length) : section.text;
    return section.encoded ? percentDecode(text) : text;
  });
  const text = decodeText(toBytes(octets.join('')), prefix?.[1] ?? '').text;
  return decodeWords(text);
}

function percentDecode(text: Octets): Octets {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, pair: string) =>
    String.fromCharCode(Number.parseInt(pair, 16)),
  );
}

function splitOutsideQuotes(text: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text[at];
    if (quoted && c === '\\') at++;
    else if (c === '"') quoted = !quoted;
    else if (c === ';' && !quoted) {
      pieces.push(text.slice(start, at));
      start = at + 1;
    }
  }
  const last = text.slice(start);
  // A quotation mark that never closes swallowed the rest: read on without regard to quotes.
  return quoted ? [...pieces, ...last.split(';')] : [...pieces, last];
}

function unquote(text: string): string {
  if (text.startsWith('"')) {
    const inner = /^"((?:[^"\\]|\\[\s\S])*)/.exec(text)?.[1] ?? '';
    return inner.replace(/\\([\s\S])/g, '$1');
  }
  return text.replace(/\s+\([^()]*\)$/, '').replace(/^'(.*)'$/, '$1');
}

function stripComments(text: string): string {
  return text.replace(/\([^()]*\)/g, '');
}
