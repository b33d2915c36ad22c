/** Where the signature begins in what somebody wrote. */
import { announcement, announcesData } from './answer-words.ts';
import { isClosing, isDevice, isDisclaimer, isSalutation } from './signature-words.ts';

/** Longer blocks than this are text, not a signature. */
const maxLines = 18;

const strong = /^--(?: ?|\u00a0)\s*$/;
const weak = /^(?:—|–|_{2,}|-{3,}|={3,}|\*{3,}|~{3,})\s*$/;

const contact =
  /\b(?:tel|phone|fax|mobile?|cell|office|direct|voice|telefon|handy|gsm|www\.|https?:|e-?mail|[\w.+-]+@[\w-]+\.\w)|\+?\d[\d ().\-/]{7,}\d|\bext\b|電話|电话/i;

/**
 * Index of the first line of the signature; the number of lines where there is none. `author` is the display name of
 * the sender. A closing such as `Best regards,` counts as part of it, and so does a legal notice below.
 */
export function signatureStart(lines: readonly string[], author: string): number {
  const end = lastWritten(lines, lines.length) + 1;
  const notice = byNotice(lines, end);
  const foot = notice ?? end;
  const marked = delimited(lines, foot, author);
  const limit = marked ?? foot;
  const closing =
    byClosing(lines, limit) ??
    byName(lines, limit, author) ??
    byDevice(lines, limit) ??
    byShortName(lines, limit, author);
  return closing ?? marked ?? notice ?? lines.length;
}

function lastWritten(lines: readonly string[], end: number): number {
  return lines.slice(0, end).findLastIndex((line) => line.trim() !== '');
}

function written(lines: readonly string[], from: number, to: number): string[] {
  return lines.slice(from, to).filter((line) => line.trim() !== '');
}

/** No more of them than tell that they are too many. */
function nextWritten(lines: readonly string[], from: number, to: number): string[] {
  const found: string[] = [];
  for (let at = from; at < to && found.length <= maxLines; at++)
    if ((lines[at] ?? '').trim() !== '') found.push(lines[at] ?? '');
  return found;
}

/** A legal notice with nothing but its like and little else below it. */
function byNotice(lines: readonly string[], end: number): number | null {
  let found: number | null = null;
  let others = 0;
  for (let at = end - 1; at > 0 && others <= maxLines; at--) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    if (isDisclaimer(line)) {
      found = paragraph(lines, at);
      at = found;
    } else {
      others++;
      if (found !== null) break;
    }
  }
  return found !== null && written(lines, 0, found).length > 0 ? found : null;
}

function paragraph(lines: readonly string[], at: number): number {
  let first = at;
  while (first > 0 && first > at - 4 && (lines[first - 1] ?? '').trim().length > 50) first--;
  return first;
}

function delimited(lines: readonly string[], end: number, author: string): number | null {
  for (let at = Math.max(0, end - maxLines * 2); at < end; at++)
    if (delimiterAt(lines, at, end, author)) return at;
  return null;
}

/**
 * True where the line delimits a signature: `-- ` (RFC 3676, 4.3), or another rule with what looks like one below it
 * and no colon above it. A rule that stands twice may frame what is written.
 */
export function delimiterAt(lines: readonly string[], at: number, end: number, author: string): boolean {
  const line = lines[at] ?? '';
  if (line === '-- ') return true;
  if (!strong.test(line) && !weak.test(line)) return false;
  const below = nextWritten(lines, at + 1, end);
  if (below.length > maxLines || isAnnounced(lines, at)) return false;
  if (strong.test(line) && isContact(below[0] ?? '', author)) return true;
  if (below.some(isSentence)) return false;
  if (below.length === 0 || (weak.test(line) && below.some((one) => isContact(one, author)))) return true;
  return !isFrame(lines, at, end) && (strong.test(line) || below.every(isLabel));
}

function isContact(line: string, author: string): boolean {
  return contact.test(line) || names(line, author);
}

/** A line that ends in a colon has what it announces below it: that is no signature. */
function isAnnounced(lines: readonly string[], at: number): boolean {
  return /[:：]\s*$/.test(lines[lastWritten(lines, at)] ?? '');
}

/** A frame goes over no more lines. */
const maxFrame = 60;

/** Another rule of its kind stands near. */
function isFrame(lines: readonly string[], at: number, end: number): boolean {
  const near = lines.slice(Math.max(0, at - maxFrame), Math.min(end, at + maxFrame));
  return near.filter((line) => line.trim() === lines[at]?.trim()).length > 1;
}

/** A name or a title. */
function isLabel(line: string): boolean {
  return /^\W{0,3}\p{Lu}[^?!:=]{0,50}$/u.test(line) && line.trim().split(/\s+/).length <= 5;
}

/** Words with a meaning of their own: a question, a postscript, a long sentence. */
function isSentence(line: string): boolean {
  if (/^\W*p\.? ?s\.?\b/i.test(line) || /[?？]\s*$/.test(line)) return true;
  return line.trim().split(/\s+/).length >= 12 && !contact.test(line);
}

function byDevice(lines: readonly string[], end: number): number | null {
  for (let at = end - 1; at >= Math.max(0, end - 4); at--)
    if (isDevice(lines[at] ?? ''))
      return isAnnounced(lines, at) || !written(lines, at + 1, end).every(isFoot) ? null : at;
  return null;
}

/** What may stand below the line of a device: no sentence. */
function isFoot(line: string): boolean {
  if (
    isDevice(line) ||
    isDisclaimer(line) ||
    isClosing(line) ||
    isSalutation(line) ||
    !/[\p{L}\p{N}]/u.test(line)
  )
    return true;
  if (isSentence(line)) return false;
  return contact.test(line) || (isLabel(line) && !/[.…。]\s*$/.test(line));
}

/** A closing with nothing but short lines behind it. */
function byClosing(lines: readonly string[], end: number): number | null {
  let seen = 0;
  for (let at = end - 1; at >= 0 && seen < maxLines; at--) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    seen++;
    if (isClosing(line) && tail(lines, at + 1, end)) return at;
    if (line.length > 100 && !contact.test(line)) return null;
  }
  return null;
}

function tail(lines: readonly string[], from: number, to: number): boolean {
  const rest = written(lines, from, to);
  return rest.length > 0 && rest.every((line) => line.trim().length <= 100 && !isSentence(line));
}

/** The author's own name on a line of its own, near the end. */
function byName(lines: readonly string[], end: number, author: string): number | null {
  let found: number | null = null;
  let seen = 0;
  for (let at = end - 1; at > 0 && seen < 12; at--) {
    const line = (lines[at] ?? '').trim();
    if (line === '') continue;
    seen++;
    if (line.length > 80 || isSentence(line) || (seen > 1 && isSalutation(line))) break;
    if (
      names(line, author) &&
      names(nameOf(line), author) &&
      !/[?:]$/.test(line) &&
      !isAsked(lines, at, author)
    )
      found = at;
  }
  return found;
}

/** `From: Ann` is no signature, `Ann, phone: 7` may be one. */
function nameOf(line: string): string {
  return line.replace(/[:：].*$/su, '');
}

/** The author's own data, as a line above them says. */
function isAsked(lines: readonly string[], at: number, author: string): boolean {
  let first = at;
  while (first > at - maxLines && isContact(lines[first - 1] ?? '', author)) first--;
  const above = lines[lastWritten(lines, first)] ?? '';
  return isAnnounced(lines, first) || (announcesData(above) && announcement(above) === null);
}

/** True where a short line holds one of the author's names. */
function names(line: string, author: string): boolean {
  const own = wordsOf(author).filter((name) => name.length > 1);
  const words = wordsOf(line);
  return words.length <= 4 && words.some((word) => own.includes(word));
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
}

/** `Thanks, Bert` in one line. */
const closingAndName =
  /^[\s*]*(?:many thanks|thanks|thank you|(?:best |kind |warm )?regards|best|cheers|sincerely|gruß|grüße|(?:viele |liebe |beste )grüße|lg|vg|merci|gracias|saludos|grazie|hilsen|mvh)[,.!]?\s+(?:\p{Lu}[\p{L}.]{0,20}\s?){1,3}\s*$/iu;
const noName =
  /^(?:yes|no|ok|okay|thanks|please|done|help|hello|hi|sure|great|good|never|maybe|ja|nein|danke|bitte|oui|non|merci)\b/i;

/** A name alone in the last line, apart from the text; not where a sentence waits for its end. */
function byShortName(lines: readonly string[], end: number, author: string): number | null {
  const last = lastWritten(lines, end);
  const line = (lines[last] ?? '').trim();
  if (last < 2) return null;
  if (closingAndName.test(line) && /\s\p{Lu}/u.test(line)) return last;
  const before = lines[lastWritten(lines, last)] ?? '';
  const ended = /[.!?)…。！]\s*$/.test(before) || author === '';
  const alone = (lines[last - 1] ?? '').trim() === '' && !noName.test(line) && ended;
  return alone && /^[-–~*]?\s?\p{Lu}[\p{L}'-]{1,20}(?: \p{Lu}[\p{L}'-]{0,20})?$/u.test(line) ? last : null;
}
