/** The head of a message or part (RFC 5322, 2.2), as lenient as real mail needs. */

import type { Octets } from './encoding/octets.ts';
import type { HeaderField } from './mail.ts';

/** A header longer than this is cut: mail servers refuse far shorter ones (Postfix `header_size_limit` is 102400). */
const maxHead = 1_048_576;

export interface Head {
  /** Names in lower case; values unfolded, still octets. */
  readonly fields: readonly HeaderField[];
  /** Where the body begins. */
  readonly bodyAt: number;
  readonly defects: readonly string[];
}

const fieldStart = /^([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:/;

/** Reads header fields up to the empty line, or up to the first line that cannot be one. */
export function parseHead(octets: Octets, from = 0): Head {
  const fields: { name: string; lines: string[] }[] = [];
  const defects: string[] = [];
  let at = behindPostmark(octets, from);
  if (at > from) defects.push('the mail begins with the "From " line of a mailbox file, which was left out');
  let bodyAt = octets.length;
  while (at < octets.length) {
    const lf = octets.indexOf('\n', at);
    const next = lf < 0 ? octets.length : lf + 1;
    const line = octets.slice(at, lf < 0 ? next : octets.charCodeAt(lf - 1) === 13 && lf > at ? lf - 1 : lf);
    if (line === '') {
      bodyAt = next;
      break;
    }
    if (next - from > maxHead) {
      defects.push('the header is longer than 1 MiB; the rest of it was left out');
      bodyAt = endOfHead(octets, at);
      break;
    }
    const last = fields.at(-1);
    const start = fieldStart.exec(line);
    if (/^[ \t]/.test(line) || (last !== undefined && isParameter(line, last.lines))) {
      if (last !== undefined) last.lines.push(line);
      else if (line.trim() === '') {
        bodyAt = next;
        break;
      }
    } else if (start !== null) {
      fields.push({ name: (start[1] ?? '').toLowerCase(), lines: [line.slice(start[0].length)] });
    } else if (
      !fieldStart.test(octets.slice(next, next + 300)) ||
      line.startsWith('--') ||
      last === undefined
    ) {
      defects.push('the header is not followed by an empty line');
      bodyAt = at;
      break;
    } else {
      defects.push('a line of the header belongs to no field');
      last.lines.push(` ${line}`);
    }
    at = next;
  }
  return { fields: fields.map(({ name, lines }) => ({ name, value: unfold(lines) })), bodyAt, defects };
}

/** A mailbox file puts a line before each mail (RFC 4155), and some programs hand it on. */
function behindPostmark(octets: Octets, from: number): number {
  const line =
    /^>?From [^\s:]\S{0,300} [^\n]{0,200}\d{4}[^\n]{0,20}\n/.exec(octets.slice(from, from + 600))?.[0] ?? '';
  return from + line.length;
}

/** A parameter on a line of its own that should have been indented. */
function isParameter(line: string, before: readonly string[]): boolean {
  return /^[\w*-]{1,40}=\S/.test(line) && (before.at(-1) ?? '').trimEnd().endsWith(';');
}

/** RFC 5322, 2.2.3: the line end goes, the white space stays. */
function unfold(lines: readonly string[]): string {
  return lines
    .join('')
    .replace(/[\r\0]/g, '')
    .trim();
}

function endOfHead(octets: Octets, from: number): number {
  const end = /\r?\n\r?\n/g;
  end.lastIndex = from;
  return end.exec(octets) === null ? octets.length : end.lastIndex;
}

/** The value of the first field of that name (lower case); null where there is none. */
export function firstValue(fields: readonly HeaderField[], name: string): string | null {
  return fields.find((field) => field.name === name)?.value ?? null;
}

/** Message identifiers of a field value, without angle brackets (RFC 5322, 3.6.4); bare words where there are none. */
export function messageIds(value: string): string[] {
  const bracketed = [...value.matchAll(/<([^<>]{1,2000})>/g)].map((match) =>
    (match[1] ?? '').replace(/\s+/g, ''),
  );
  const found = bracketed.length > 0 ? bracketed : value.split(/[\s,]+/).map(unwrapped);
  const bare = bracketed.length === 0 && !found.every((word) => word === '' || word.includes('@'));
  return bare ? [] : found.filter((id) => id !== '').slice(0, 1000);
}

/** Without brackets and quotation marks around it. By hand: an expression anchored at the end takes quadratic time. */
function unwrapped(word: string): string {
  let [from, to] = [0, word.length];
  while (from < to && '<"\''.includes(word.charAt(from))) from++;
  while (to > from && '>"\''.includes(word.charAt(to - 1))) to--;
  return word.slice(from, to);
}

/** The mail that an In-Reply-To field names. MH says whose it was first: `Message from Ann <a@b> of "…" <1@b>`. */
export function answeredId(value: string): string | null {
  const ids = messageIds(value);
  return (/^\s*(?:your )?message (?:from|of)\b/i.test(value) ? ids.at(-1) : ids[0]) ?? null;
}
