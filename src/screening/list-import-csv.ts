/** Lists as tables with a header (RFC 4180), with commas, semicolons or tabs. Pure. */
import type { ListName } from '../model/sender-lists.ts';
import type { Given } from './list-import.ts';

/** Names of columns, as programs call them. */
const columns = {
  pattern:
    /^(?:pattern|entry|value|address|e-?mail(?: address)?|mail|sender|from|domain|ip(?: address)?|network)$/,
  list: /^(?:list|type|action|policy|kind)$/,
  reason: /^(?:reason|comment|comments|note|notes|description)$/,
  expires: /^(?:expires|expires ?at|expiry|until|end|ends)$/,
} as const;

const separators = [',', ';', '\t'] as const;

/** True where a line names the columns of a list. */
export function isCsv(line: string): boolean {
  return headerOf(line) !== null;
}

function headerOf(line: string): { separator: string; places: Record<keyof typeof columns, number> } | null {
  for (const separator of separators) {
    const names = line.split(separator).map((name) => name.trim().replace(/^"|"$/g, '').toLowerCase());
    const place = (sign: RegExp) => names.findIndex((name) => sign.test(name));
    const { pattern, list, reason, expires } = columns;
    const places = {
      pattern: place(pattern),
      list: place(list),
      reason: place(reason),
      expires: place(expires),
    };
    if (places.pattern >= 0 && names.every((name) => /^[\w -]*$/.test(name))) return { separator, places };
  }
  return null;
}

/** Entries of the rows. `usual`: the list that is imported to. */
export function* csvEntries(text: string, usual: ListName): Generator<Given> {
  const [first = ''] = text.replace(/^\ufeff/, '').split(/\r?\n/, 1);
  const header = headerOf(first);
  if (header === null) {
    yield { line: 1, text: first.slice(0, 120), problem: 'no-pattern' };
    return;
  }
  const { places, separator } = header;
  for (const { line, cells } of rows(text, separator)) {
    const cell = (name: keyof typeof places) => cells[places[name]]?.trim() || null;
    const whole = cells.join(separator);
    if (line === 1 || whole.trim() === '') continue;
    const list = listOf(cell('list'), usual);
    if (list === undefined) yield { line, text: whole.slice(0, 120), problem: 'no-action' };
    else {
      const said = { pattern: cell('pattern') ?? '', reason: cell('reason'), expires: cell('expires') };
      yield { line, text: whole, ...said, list };
    }
  }
}

/** In lists of others to block means to deny. Undefined for what is no word of these. */
function listOf(word: string | null, usual: ListName): ListName | null | undefined {
  if (word === null) return null;
  if (/^(?:allow(?:ed|list)?|white(?:list)?|welcome(?:list)?|ok|permit|pass|accept)$/i.test(word))
    return 'allow';
  if (/^block$/i.test(word) && usual === 'block') return 'block';
  return /^(?:den(?:y|ied)|block(?:ed|list)?|black(?:list)?|reject|spam)$/i.test(word) ? 'deny' : undefined;
}

/** Rows with the line that each begins on; a cell in quotation marks may hold anything, two of them being one. */
function* rows(text: string, separator: string): Generator<{ line: number; cells: string[] }> {
  const cell = new RegExp(`("(?:[^"]|"")*"|[^${separator}\r\n]*)(${separator}|\r\n|\n|\r|$)`, 'y');
  let cells: string[] = [];
  let [line, at] = [1, 1];
  cell.lastIndex = text.startsWith('\ufeff') ? 1 : 0;
  for (let match = cell.exec(text); match !== null; match = cell.exec(text)) {
    const [whole, value = '', end = ''] = match;
    cells.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    at += whole.split(/\r\n|\n|\r/).length - 1;
    if (end === separator) continue;
    yield { line, cells };
    cells = [];
    line = at;
    if (end === '') return;
  }
}
