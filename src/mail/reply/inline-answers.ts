/** Answers that somebody wrote into the copy of the mail that he answers, where no `>` tells them from it. */
import { restIsQuoted, unmarked } from '../html/marks.ts';
import { announcement } from './answer-words.ts';
import { headerLabel } from './quote-fields.ts';
import { introduction } from './quote-introduction.ts';
import { isQuoted } from './quote-marks.ts';
import { isMarkerLine } from './quote-separators.ts';

export interface Copy {
  readonly lines: readonly string[];
  /** What was written above it. */
  readonly note: string;
  /** The first line below what introduces it. */
  readonly from: number;
  /** Display name of who answers. */
  readonly author: string;
  /** What the HTML shows in a colour of its own, line by line. */
  readonly coloured: () => readonly string[];
}

/**
 * Indices of the lines of a copy that are answers. Where the note says that answers follow and nothing tells them from
 * the rest, all lines are: an answer is never folded away. An older mail below the copy is left out.
 */
export function answersWithin({ lines, note, from, author, coloured }: Copy): number[] {
  const marked = isQuoted(lines.slice(from).find((line) => line.trim() !== '') ?? '');
  const bare = lines.map((line) => unmarked(marked ? line.replace(/^[\s>]+/, '') : line).trim());
  const copy = extent(lines, bare, from);
  const said = announcement(note);
  if (said === null) return toldApart(bare, copy, author, coloured);
  const shown = said === 'coloured' || marked ? inColour(bare, copy, coloured()) : [];
  if (shown.length > 0 || (marked && said === 'look')) return shown;
  // Where every line asks, none answers.
  return copy.every((at) => bare[at] === '' || asksAt.test(bare[at] ?? '')) ? [] : copy;
}

/** The lines of the copy, without its header and what it quotes itself. */
function extent(lines: readonly string[], bare: readonly string[], from: number): number[] {
  let start = from;
  while (start < lines.length && (bare[start] === '' || headerLabel(bare[start] ?? '') !== null)) start++;
  const found = lines.findIndex(
    (line, at) =>
      at >= start &&
      (isMarkerLine(bare[at] ?? '') || line.includes(restIsQuoted) || introduction(bare, at) > 0),
  );
  return Array.from({ length: (found < 0 ? lines.length : found) - start }, (_, index) => start + index);
}

/** So many runs are looked for. */
const mostRuns = 300;

function inColour(bare: readonly string[], copy: readonly number[], runs: readonly string[]): number[] {
  const written = copy.filter((at) => bare[at] !== '');
  const shown = written.filter((at) => isRun(bare[at] ?? '', runs.slice(0, mostRuns)));
  return shown.length < written.length ? shown : [];
}

/** A line, or its end, is a run; or a line was wrapped out of one. */
function isRun(line: string, runs: readonly string[]): boolean {
  const flat = line.replace(/\s+/g, ' ');
  return runs.some(
    (run) => flat === run || flat.endsWith(` ${run}`) || (flat.length > 20 && run.includes(flat)),
  );
}

const sign =
  /^(?:>{2,}|-{1,2}>|={1,2}>|#{2,}|\*{2,}|\+{2,}|→|➔|»|(?:A|Answer|Antwort|Réponse|Respuesta|Risposta|Resposta|Antwoord|Svar|Odpowiedź|Ответ)\s?[:：])\s*[\p{L}\p{N}]/u;

/** Nobody said that answers follow: what stands below a question in another colour or behind a sign, or behind a name. */
function toldApart(
  bare: readonly string[],
  copy: readonly number[],
  author: string,
  coloured: Copy['coloured'],
): number[] {
  const asked = copy.filter((at) => bare[at] !== '' && isAsked(bare, at));
  const shown = new Set(asked.length === 0 ? [] : inColour(bare, copy, coloured()));
  const signed = (at: number): boolean => sign.test(bare[at] ?? '') && asksAt.test(above(bare, at));
  const starts = new Set([
    ...asked.filter((at) => shown.has(at) || signed(at)),
    ...copy.filter((at) => isNamed(bare[at] ?? '', author)),
  ]);
  const kept: number[] = [];
  for (const at of copy) {
    const goesOn = kept.at(-1) === at - 1 && bare[at] !== '' && !starts.has(at + 1);
    if (starts.has(at) || goesOn) kept.push(at);
  }
  return kept;
}

const asksAt = /[?？؟]$/;

/** A question stands above, or in the line itself. */
function isAsked(bare: readonly string[], at: number): boolean {
  return asksAt.test(above(bare, at)) || /[?？؟]\s+\S/.test(bare[at] ?? '');
}

function above(bare: readonly string[], at: number): string {
  for (let line = at - 1; line >= Math.max(0, at - 4); line--) if (bare[line] !== '') return bare[line] ?? '';
  return '';
}

/** `[Ann] Yes.`, `AF> Yes.`, `*Ann:* Yes.` */
function isNamed(line: string, author: string): boolean {
  const name = /^[[({<*#]{0,3}\s?(\p{Lu}[\p{L}. ]{0,40}?)\s?(?:[\])}>]{1,2}:?|:\*?|\*:)\s*[\p{L}\p{N}]/u.exec(
    line,
  )?.[1];
  if (name === undefined) return false;
  const words: readonly string[] = author.toLowerCase().match(/\p{L}+/gu) ?? [];
  const initials = words.map((word) => word.charAt(0)).join('');
  const said = name.toLowerCase().match(/\p{L}+/gu) ?? [];
  return said.every((word) => word.length > 1 && (words.includes(word) || word === initials));
}
