/** Splits a text into what the writer wrote, what he quoted, and his signature. Nothing is thrown away. */
import { restIsQuoted, signatureBegins, signatureEnds, unmarked } from '../html/marks.ts';
import { answersWithin } from './inline-answers.ts';
import { headerLabel } from './quote-fields.ts';
import { introduction } from './quote-introduction.ts';
import { isLeftOver, isQuoted, isShown, quoteStyle, withoutEscapes } from './quote-marks.ts';
import { isBanner, isListFoot, isMarkerLine } from './quote-separators.ts';
import { delimiterAt, signatureStart } from './signature.ts';
import { isThanks } from './signature-words.ts';

/** Longer texts are not split; no person answers in more. */
const maxLength = 1_048_576;
const maxLines = 20_000;

/** Of a longer line only so much is looked at. */
const maxLine = 1001;

export interface Split {
  readonly replyText: string;
  readonly quotedText: string;
  readonly signature: string;
}

/** `answer`: own words within what is quoted. */
type Kind = 'own' | 'quoted' | 'signature' | 'answer';

/** What is known of a mail beside its text. */
export interface Known {
  /** The sender's address. */
  readonly address?: string;
  /** What its HTML shows in a colour of its own, line by line. */
  readonly coloured?: () => readonly string[];
}

const noColour = (): readonly string[] => [];

/**
 * What the author of this text wrote. Quotes are folded wherever they stand; text between and below quotes with `>`
 * (inline answers) is kept. Where nothing is left, all of it counts as written. `author` is the sender's display name;
 * `answers`: the mail answers another. One that does not has no quote before it is introduced: its `>` are its own, and
 * a form that looks like a header is its own, too. Answers within an unmarked copy are told by note, colour or sign.
 */
export function splitReply(text: string, author: string, answers = true, known: Known = {}): Split {
  if (text.length > maxLength) return { replyText: unmarked(text), quotedText: '', signature: '' };
  const whole = { replyText: tidy(unmarked(text)), quotedText: '', signature: '' };
  const lines = withoutEscapes(text.replace(/\r\n?/g, '\n').split('\n'));
  if (lines.length > maxLines) return whole;
  const kinds = classify(lines.map(legible), author, answers, known);
  const pick = (...some: Kind[]): string =>
    tidy(unmarked(lines.filter((_, index) => some.includes(kinds[index] ?? 'own')).join('\n')));
  const split = {
    replyText: pick('own', 'answer'),
    quotedText: pick('quoted'),
    signature: pick('signature'),
  };
  if (split.replyText !== '') return split;
  if (split.signature.split('\n').some(isThanks))
    return { ...split, replyText: split.signature, signature: '' };
  return whole;
}

/** A line as patterns read it: without marks of direction and width, its digits and spaces plain. */
function legible(line: string): string {
  return line
    .slice(0, maxLine)
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/\u00a0|&nbsp;/g, ' ')
    .replace(/(?![0-9])\p{Nd}/gu, (digit) => plainDigit(digit.codePointAt(0) ?? 0));
}

/** The digits of the scripts of India begin at a sixth place, those of others at a round one. */
function plainDigit(code: number): string {
  return String((code - (code >= 0x900 && code < 0xe00 ? 6 : 0)) & 15);
}

function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}

function classify(lines: readonly string[], author: string, answers: boolean, known: Known): Kind[] {
  const kinds: Kind[] = lines.map(() => 'own');
  markBanner(lines, kinds);
  const copy = markQuotes(lines, kinds, answers, answers ? null : (known.address ?? ''));
  if (copy !== null) markAnswers(lines, kinds, copy, author, known.coloured ?? noColour);
  joinQuotes(lines, kinds);
  markListFoot(lines, kinds);
  markFoot(lines, kinds, author);
  markSignature(lines, kinds, author);
  return kinds;
}

/** Gives the first line below the first introduction that has own words above it; null where there is none. */
function markQuotes(
  lines: readonly string[],
  kinds: Kind[],
  answers: boolean,
  formOf: string | null,
): number | null {
  let style: RegExp | null = answers ? /^\s{0,4}>/ : null;
  let own = false;
  let copy: number | null = null;
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const cut = introduced(lines, at, own, formOf);
    if (cut > 0) {
      markRule(lines, kinds, at);
      kinds.fill('quoted', at, at + cut);
      at += cut;
      copy ??= own ? at : null;
      const next = quoteStyle(lines, at);
      style = next ?? style ?? /^\s{0,4}>/;
      if (next === null && (own || !isMarkerLine(line))) {
        kinds.fill('quoted', at);
        break;
      }
    } else if (style !== null && isQuoted(line) && isShown(lines, at)) {
      own = true;
      while (at < lines.length && isQuoted(lines[at] ?? '')) at++;
    } else {
      if (style?.test(line) || (style !== null && isLeftOver(lines, at))) kinds[at] = 'quoted';
      else own ||= kinds[at] === 'own' && line.trim() !== '';
      at++;
    }
  }
  return copy;
}

/** Answers within a copy that no `>` tells from it; where own words stand apart in it, they are the answers. */
function markAnswers(
  lines: readonly string[],
  kinds: Kind[],
  from: number,
  author: string,
  coloured: () => readonly string[],
): void {
  if (lines.some((line, at) => at >= from && kinds[at] === 'own' && line.trim() !== '')) return;
  const note = lines.filter((_, at) => at < from && kinds[at] === 'own').join('\n');
  for (const at of answersWithin({ lines, note, from, author, coloured })) kinds[at] = 'answer';
}

function introduced(lines: readonly string[], at: number, own: boolean, formOf: string | null): number {
  const line = lines[at] ?? '';
  if (line.includes(restIsQuoted) && !isQuoted(line)) {
    const marked = markedLines(lines, at);
    // Some programs wrap the whole mail like a quote: with nothing written above, it must look like one.
    if (own || (marked > 1 && looksIntroductory(lines.slice(at, at + marked)))) return marked;
  }
  return isMarkerLine(line) ? 1 : introduction(lines, at, formOf);
}

/** An introduction goes over no more lines, empty ones counted. */
const maxIntroduction = 20;

/** What introduces a quote ends in a colon, or is a header; or there is nothing but the mark. */
function looksIntroductory(lines: readonly string[]): boolean {
  const last = lines.map(unmarked).findLast((line) => line.trim() !== '');
  return last === undefined || /[:：]\W{0,4}$/.test(last) || headerLabel(last) !== null;
}

/** A rule right above the mark parts the two mails. */
function markRule(lines: readonly string[], kinds: Kind[], at: number): void {
  if (lines[at]?.includes(restIsQuoted) !== true) return;
  const from = Math.max(0, at - 4);
  const above = from + lines.slice(from, at).findLastIndex((line) => line.trim() !== '');
  if (/^\s*[-_]{10,}\s*$/.test(lines[above] ?? '')) kinds.fill('quoted', above, at);
}

/**
 * HTML marks the first line of an introduction; where a marked quote follows the fields of a header, or stands within
 * two more lines, they belong to it.
 */
function markedLines(lines: readonly string[], at: number): number {
  let more = 0;
  let fields = headerLabel(unmarked(lines[at] ?? '')) !== null;
  for (let next = at + 1; next < Math.min(lines.length, at + maxIntroduction) && more <= 2; next++) {
    const line = unmarked(lines[next] ?? '');
    if (isQuoted(line)) return next - at;
    if (line.trim() === '') continue;
    const field = headerLabel(line) !== null;
    if (fields && !field) break;
    fields ||= field;
    if (!field) more++;
  }
  return 1;
}

/** Empty lines between quoted ones are quoted too. */
function joinQuotes(lines: readonly string[], kinds: Kind[]): void {
  let before = -1;
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    if (before >= 0 && kinds[before] === 'quoted' && kinds[at] === 'quoted') kinds.fill('quoted', before, at);
    before = at;
  }
}

/** What a gateway on the way put on top: `CAUTION: This email originated from outside of the organization.` */
function markBanner(lines: readonly string[], kinds: Kind[]): void {
  const from = lines.findIndex((line) => line.trim() !== '');
  const stop = lines.findIndex((line, at) => at > from && line.trim() === '');
  if (from < 0 || stop < 0 || stop - from > 5) return;
  if (isBanner(lines.slice(from, stop).join(' '))) kinds.fill('quoted', from, stop);
}

/** The foot that list programs put below a mail: not the author's. */
function markListFoot(lines: readonly string[], kinds: Kind[]): void {
  const from = lines.findLastIndex((line) => /^(?:_{2,}|-{2,} ?)\s*$/.test(line));
  const foot = lines.slice(from + 1);
  const short = foot.filter((line) => line.trim() !== '').length <= 8;
  if (from > 0 && short && isListFoot(foot.join(' '))) kinds.fill('quoted', from);
}

/** Below the quotes a signature or the foot of a list is told by its delimiter only. */
function markFoot(lines: readonly string[], kinds: Kind[], author: string): void {
  const last = kinds.lastIndexOf('quoted');
  if (last < 0) return;
  const from = lines.findIndex((_, at) => at > last && delimiterAt(lines, at, lines.length, author));
  if (from < 0) return;
  for (let at = from; at < lines.length; at++) if (kinds[at] !== 'answer') kinds[at] = 'signature';
}

function markSignature(lines: readonly string[], kinds: Kind[], author: string): void {
  const marked = lines.findIndex((line, at) => kinds[at] === 'own' && line.includes(signatureBegins));
  if (marked >= 0) {
    const close = lines.findIndex((line, at) => at >= marked && line.includes(signatureEnds));
    for (let at = marked; at <= Math.max(marked, close); at++)
      if (kinds[at] === 'own') kinds[at] = 'signature';
    return;
  }
  const own = (at: number): boolean => kinds[at] === 'own' && (lines[at] ?? '').trim() !== '';
  const from = lines.findIndex((_, at) => own(at));
  if (from < 0) return;
  const quote = kinds.indexOf('quoted', from);
  const to = quote < 0 ? lines.length : quote;
  const block = lines.slice(from, to).map((line, at) => (kinds[from + at] === 'own' ? line : ''));
  for (let at = from + signatureStart(block, author); at < to; at++)
    if (kinds[at] === 'own') kinds[at] = 'signature';
}
