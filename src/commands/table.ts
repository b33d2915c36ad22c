/** What people read on a terminal: aligned columns without borders, short times, and no control characters of strangers. */
import type { createColors } from 'picocolors';
import stringWidth from 'string-width';
import { bodyLines, oneLine } from '../mail/outgoing.ts';
import type { Output } from './context.ts';

export type Paint = ReturnType<typeof createColors>;

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Cut where the terminal is too narrow. */
  readonly flexible?: boolean;
  readonly paint?: (text: string, row: Row) => string;
}

const gap = '  ';
/** Flexible columns keep so much. */
const narrowest = 8;
const longestCell = 1000;

/** A line of titles and one for each row. Cut to the width of a terminal; whole where it goes elsewhere. */
export function table<Row>(
  output: Output,
  paint: Paint,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): string {
  const cells = rows.map((row) => columns.map((column) => oneLine(column.text(row), longestCell)));
  const natural = columns.map(({ title }, i) =>
    Math.max(stringWidth(title), ...cells.map((line) => stringWidth(line[i] ?? ''))),
  );
  const widths = output.isTTY === true ? fitted(natural, columns, output.columns ?? 80) : natural;
  const titles = line(
    columns.map(({ title }) => [title, paint.gray]),
    widths,
  );
  const lines = rows.map((row, n) =>
    line(
      columns.map((column, i) => [cells[n]?.[i] ?? '', (text) => column.paint?.(text, row) ?? text]),
      widths,
    ),
  );
  return [titles, ...lines].join('');
}

function line(
  cells: readonly (readonly [text: string, paint: (text: string) => string])[],
  widths: readonly number[],
): string {
  const padded = cells.map(([text, paint], i) => {
    const width = widths[i] ?? 0;
    const shown = cut(text, width);
    const isLast = i === cells.length - 1;
    return `${paint(shown)}${isLast ? '' : ' '.repeat(width - stringWidth(shown))}`;
  });
  return `${padded.join(gap).trimEnd()}\n`;
}

/** Takes from the widest flexible column until all fit. */
function fitted(natural: readonly number[], columns: readonly Column<never>[], most: number): number[] {
  const widths = [...natural];
  const total = () => widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1));
  for (let over = total() - most; over > 0; over -= 1) {
    const flexible = widths.flatMap((width, i) => (columns[i]?.flexible && width > narrowest ? [i] : []));
    const [widest] = flexible.sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0));
    if (widest === undefined) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

/** The text in so many columns of a terminal, with an ellipsis where something is left out. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

export type Field = readonly [name: string, value: string, paint?: (text: string) => string];

/** Names and values, one a line, the values in one column; those without a value are left out. */
export function fields(paint: Paint, rows: readonly Field[]): string {
  const told = rows.filter(([, value]) => value !== '');
  const width = Math.max(0, ...told.map(([name]) => stringWidth(name)));
  const text = (value: string) => oneLine(value, longestCell);
  return told
    .map(([name, value, colour]) => {
      const shown = colour === undefined ? text(value) : colour(text(value));
      return `  ${paint.gray(name.padEnd(width))}${gap}${shown}\n`;
    })
    .join('');
}

/** Text as it may stand on a terminal: without control characters, and in the direction that it is written in. */
export function steerless(text: string): string {
  return bodyLines(text).replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}

/** Text of strangers as it may stand on a terminal, behind a bar. */
export function quoted(paint: Paint, text: string): string {
  return steerless(text)
    .trim()
    .split('\n')
    .map((each) => `    ${paint.gray('|')} ${each.trimEnd()}`.trimEnd())
    .map((each) => `${each}\n`)
    .join('');
}

/** The local time, as short as it can be told apart: `14:05` today, `Mar 3 14:05` this year, else `2025-03-03`. */
export function shortTime(at: Date, now = new Date()): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (at.getFullYear() !== now.getFullYear())
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const isToday = at.getMonth() === now.getMonth() && at.getDate() === now.getDate();
  return isToday ? clock : `${at.toLocaleString('en', { month: 'short' })} ${at.getDate()} ${clock}`;
}

/** Octets as people say them. */
export function shortSize(octets: number): string {
  if (octets < 1000) return `${octets} B`;
  return octets < 1_000_000 ? `${Math.round(octets / 1000)} kB` : `${(octets / 1_000_000).toFixed(1)} MB`;
}

const bad = ['failed', 'bounced', 'fail'];
const doubtful = ['quarantined', 'deferred', 'held', 'warn', 'discarded'];
const good = ['filed', 'sent', 'ok'];

/** A word for a state in its colour. */
export function paintState(paint: Paint, text: string, state: string): string {
  if (bad.includes(state)) return paint.red(text);
  if (doubtful.includes(state)) return paint.yellow(text);
  return good.includes(state) ? paint.green(text) : text;
}
