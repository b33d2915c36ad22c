/** Folds what we wrote ourselves: the mail that is answered is known, however its quote is marked or wrapped. */
import { mayBeginAttribution } from './quote-attribution.ts';

/** So many words in a row are ours, not the writer's; of a shorter text of ours, all its words. */
const leastWords = 12;
/** A text of ours with fewer words is not looked for: `Yes, please.` is anybody's. */
const leastText = 5;
/** Words by which a place in our texts is looked up; so many of its places are tried. */
const keyWords = 4;
const mostPlaces = 8;
/** Of longer texts, ours or the writer's, only so many words are compared. */
const mostWords = 50_000;

interface Line {
  /** Index of its first word among all words of the text, and of the first behind it. */
  readonly from: number;
  readonly to: number;
}

interface Words {
  readonly words: readonly string[];
  readonly lines: readonly Line[];
}

export interface Folded {
  readonly replyText: string;
  readonly quotedText: string;
}

/**
 * Parts `text` into what is new and what stands in one of the `known` texts, by whole lines; quote marks, wrapping,
 * case and punctuation do not count. Lines between that are not ours (inline answers) stay. Where nothing would be
 * left, all of it is new. Time is linear in the texts.
 */
export function foldKnown(text: string, known: readonly string[]): Folded {
  const source = text.split('\n');
  const read = wordsOf(source);
  const folded = read.lines.map(() => false);
  for (const ours of known) markKnown(read, wordsOf(ours.split('\n')).words, folded);
  markBetween(read, folded);
  markRules(source, read, folded);
  markAbove(source, folded);
  const pick = (which: boolean): string => tidy(source.filter((_, at) => folded[at] === which));
  const split = { replyText: pick(false), quotedText: pick(true) };
  return split.replyText === '' ? { replyText: text, quotedText: '' } : split;
}

function tidy(lines: readonly string[]): string {
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}

function wordsOf(source: readonly string[]): Words {
  const words: string[] = [];
  const lines = source.map((line) => {
    const from = words.length;
    if (from < mostWords)
      words.push(
        ...(line
          .slice(0, 10_000)
          .toLowerCase()
          .match(/[\p{L}\p{N}]+/gu) ?? []),
      );
    return { from, to: words.length };
  });
  return { words, lines };
}

function markKnown({ words, lines }: Words, known: readonly string[], folded: boolean[]): void {
  if (known.length < leastText) return;
  const least = Math.min(leastWords, known.length);
  const places = placesOf(known);
  const ours = words.map(() => false);
  const starts: { at: number; place: number; length: number }[] = [];
  for (let at = 0; at < words.length; ) {
    const { place, length } = longest(words, at, known, places);
    if (length < least) {
      at++;
      continue;
    }
    ours.fill(true, at, at + length);
    starts.push({ at, place, length });
    at += length;
  }
  for (const [at, { from, to }] of lines.entries())
    if (to > from && ours.slice(from, to).every((one) => one)) folded[at] = true;
  for (const [at, { at: from, place, length }] of starts.entries())
    markGaps({ words, lines }, known.slice(place + length), from + length, starts[at + 1]?.at, folded);
}

function placesOf(known: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (let at = 0; at + keyWords <= known.length; at++) {
    const key = known.slice(at, at + keyWords).join(' ');
    const found = places.get(key) ?? [];
    if (found.length < mostPlaces) places.set(key, [...found, at]);
  }
  return places;
}

function longest(
  words: readonly string[],
  at: number,
  known: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
): { place: number; length: number } {
  let best = { place: 0, length: 0 };
  for (const place of places.get(words.slice(at, at + keyWords).join(' ')) ?? []) {
    let length = 0;
    while (at + length < words.length && words[at + length] === known[place + length]) length++;
    if (length > best.length) best = { place, length };
  }
  return best;
}

/** Below what was found, our text may go on between answers: lines that are, as a whole, what comes next in it. */
function markGaps(
  { words, lines }: Words,
  rest: readonly string[],
  from: number,
  to: number | undefined,
  folded: boolean[],
): void {
  let next = 0;
  for (const [at, line] of lines.entries()) {
    const length = line.to - line.from;
    if (line.from < from || length < 2 || (to !== undefined && line.to > to)) continue;
    if (rest.length === next) return;
    if (words.slice(line.from, line.to).some((word, index) => word !== rest[next + index])) continue;
    folded[at] = true;
    next += length;
  }
}

/** Lines without a word between two that are folded. */
function markBetween({ lines }: Words, folded: boolean[]): void {
  let before = -1;
  for (const [at, { from, to }] of lines.entries()) {
    if (from === to && folded[at] === false) continue;
    if (before >= 0 && folded[before] === true && folded[at] === true) folded.fill(true, before, at);
    before = at;
  }
}

/** A rule directly above what is folded, as `-- ` is. */
function markRules(source: readonly string[], { lines }: Words, folded: boolean[]): void {
  for (const [at, { from, to }] of lines.entries())
    if (from === to && (source[at] ?? '').trim() !== '' && folded[at + 1] === true) folded[at] = true;
}

/** The line that introduces the quote, in whatever language: it ends in a colon and names a time or an address. */
function markAbove(source: readonly string[], folded: boolean[]): void {
  const first = folded.indexOf(true);
  const above = source.slice(0, Math.max(0, first)).findLastIndex((line) => line.trim() !== '');
  const line = source[above] ?? '';
  const introduces =
    /[:：]\W{0,4}$/.test(line) && /\d{1,2}[:.]\d{2}|@/.test(line) && mayBeginAttribution(line);
  if (first - above <= 3 && line.length < 300 && introduces) folded.fill(true, above, first);
}
