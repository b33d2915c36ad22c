/** Splits a text into what the writer wrote, what he quoted, and his signature. Nothing is thrown away. */
import { restIsQuoted, signatureBegins, signatureEnds, unmarked } from './html.ts';
import { introduction } from './quote-introduction.ts';
import { markerLine } from './quote-patterns.ts';
import { signatureStart } from './signature.ts';

/** Longer texts are not split; no person answers in more. */
const maxLength = 1_048_576;

/** Of a longer line only so much is looked at. */
const maxLine = 500;

export interface Split {
  readonly replyText: string;
  readonly quotedText: string;
  readonly signature: string;
}

type Kind = 'own' | 'quoted' | 'signature';

/**
 * What the author of this text wrote. Quotes are folded wherever they stand; text between and below quotes with `>`
 * (inline answers) is kept. Where nothing is left, all of it counts as written. `author` is the sender's display name.
 */
export function splitReply(text: string, author: string): Split {
  if (text.length > maxLength) return { replyText: unmarked(text), quotedText: '', signature: '' };
  const whole = { replyText: tidy(unmarked(text)), quotedText: '', signature: '' };
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const kinds = classify(lines, author);
  const pick = (kind: Kind): string =>
    tidy(unmarked(lines.filter((_, index) => kinds[index] === kind).join('\n')));
  const split = { replyText: pick('own'), quotedText: pick('quoted'), signature: pick('signature') };
  return split.replyText === '' ? whole : split;
}

function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}

function classify(lines: readonly string[], author: string): Kind[] {
  const kinds: Kind[] = lines.map(() => 'own');
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const cut =
      line.includes(restIsQuoted) || (line.length < 300 && markerLine.test(line))
        ? 1
        : introduction(lines, at);
    if (cut > 0) {
      fill(kinds, at, at + cut, 'quoted');
      if (!quoteFollows(lines, at + cut)) {
        fill(kinds, at + cut, lines.length, 'quoted');
        break;
      }
      at += cut;
    } else {
      if (isQuoted(line) || isLeftOver(lines, at)) kinds[at] = 'quoted';
      at++;
    }
  }
  joinQuotes(lines, kinds);
  markListFoot(lines, kinds);
  markFoot(lines, kinds);
  markSignature(lines, kinds, author);
  return kinds;
}

/** Empty lines between quoted ones are quoted too. */
function joinQuotes(lines: readonly string[], kinds: Kind[]): void {
  let before = -1;
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    if (before >= 0 && kinds[before] === 'quoted' && kinds[at] === 'quoted')
      fill(kinds, before, at, 'quoted');
    before = at;
  }
}

function fill(kinds: Kind[], from: number, to: number, kind: Kind): void {
  kinds.fill(kind, from, to);
}

function isQuoted(line: string): boolean {
  return /^\s{0,4}>/.test(line);
}

/** The end of a quoted line that some program on the way wrapped, so that it lost its mark. */
function isLeftOver(lines: readonly string[], at: number): boolean {
  const before = lines[at - 1] ?? '';
  const wrapped =
    before.length < 500 && isQuoted(before) && before.trim().length > 60 && !/[.!?:;]$/.test(before.trim());
  return wrapped && isQuoted(lines[at + 1] ?? '') && /^\p{Ll}/u.test(lines[at] ?? '');
}

/** True where the quoted mail is marked line by line, so that unmarked lines after it are answers. */
function quoteFollows(lines: readonly string[], from: number): boolean {
  for (let at = from; at < Math.min(lines.length, from + 4); at++) {
    const line = lines[at] ?? '';
    if (line.trim() !== '') return isQuoted(line);
  }
  return false;
}

/** The foot that list programs put below a mail: not the author's. */
function markListFoot(lines: readonly string[], kinds: Kind[]): void {
  const from = lines.findLastIndex((line) => /^(?:_{2,}|-{5,})\s*$/.test(line));
  const foot = lines.slice(from + 1);
  const short = foot.filter((line) => line.trim() !== '').length <= 8;
  if (from > 0 && short && /mailing list|\/listinfo\/|unsubscribe/i.test(foot.join(' ').slice(0, 2000)))
    fill(kinds, from, lines.length, 'quoted');
}

/** Below the quotes a signature or the foot of a list is told by its delimiter only. */
function markFoot(lines: readonly string[], kinds: Kind[]): void {
  const last = kinds.lastIndexOf('quoted');
  if (last < 0) return;
  const from = lines.findIndex((line, index) => index > last && /^(?:-- ?|-{2,}|_{2,})\s*$/.test(line));
  if (from > 0) fill(kinds, from, lines.length, 'signature');
}

function markSignature(lines: readonly string[], kinds: Kind[], author: string): void {
  const firstQuote = kinds.indexOf('quoted');
  const top = firstQuote < 0 ? lines.length : firstQuote;
  const inTop = lines.slice(0, top).some((line) => line.trim() !== '');
  const from = inTop ? 0 : kinds.findIndex((kind, index) => kind === 'own' && index > firstQuote);
  const to = inTop ? top : lines.length;
  if (from < 0) return;
  const marked = lines.findIndex((line, index) => kinds[index] === 'own' && line.includes(signatureBegins));
  if (marked >= 0) {
    const close = lines.findIndex((line, index) => index >= marked && line.includes(signatureEnds));
    for (let at = marked; at <= Math.max(marked, close); at++)
      if (kinds[at] === 'own') kinds[at] = 'signature';
    return;
  }
  const own = lines
    .slice(from, to)
    .map((line, index) => (kinds[from + index] === 'own' ? line.slice(0, maxLine) : ''));
  const start = signatureStart(own, author);
  for (let at = from + start; at < to; at++) if (kinds[at] === 'own') kinds[at] = 'signature';
}
