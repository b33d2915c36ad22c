/** Reads lists of senders in the forms that other programs keep them in. What is no entry is told with its line. Pure. */
import { isoTime } from '../model/iso-time.ts';
import type { LineFault, LineProblem, ListDefaults, ListFormat, ListLine } from '../model/sender-lists.ts';
import { csvEntries, isCsv } from './list-import-csv.ts';
import { jsonEntries } from './list-import-json.ts';
import { type LineReader, readLine } from './list-import-lines.ts';
import { readTyped } from './list-pattern.ts';
import { type ListRules, problemOf } from './list-rules.ts';

/** An entry as it is written somewhere: what it does not say is null. */
export interface GivenEntry {
  readonly line: number;
  readonly text: string;
  readonly pattern: string;
  readonly list: 'allow' | 'deny' | 'block' | null;
  readonly reason: string | null;
  /** Null: nothing is said of it; a text: a date. */
  readonly expires: string | null;
}

export type Given = GivenEntry | LineFault;
type Format = Exclude<ListFormat, 'auto'>;

/** Lines of one import. */
const mostLines = 200_000;
const longestLine = 2000;
const longestReason = 200;

export interface ReadList {
  readonly format: Format;
  readonly lines: readonly ListLine[];
  readonly faults: readonly LineFault[];
}

/** All entries of a text. The first of several that say the same counts. Never throws. */
export function readList(
  text: string,
  asked: ListFormat,
  defaults: ListDefaults,
  rules: ListRules,
): ReadList {
  const format = asked === 'auto' ? formatOf(text) : asked;
  const faults: LineFault[] = [];
  const lines = new Map<string, ListLine>();
  for (const given of givenOf(text, format, defaults)) {
    const line = 'problem' in given ? given : entryOf(given, defaults, rules);
    if ('problem' in line) faults.push(line);
    else if (!lines.has(`${line.list} ${line.pattern}`)) lines.set(`${line.list} ${line.pattern}`, line);
  }
  return { format, lines: [...lines.values()], faults };
}

function givenOf(text: string, format: Format, defaults: ListDefaults): Iterable<Given> {
  if (format === 'json') return jsonEntries(text);
  return format === 'csv' ? csvEntries(text, defaults.list) : byLine(text, readLine[format]);
}

function* byLine(text: string, read: LineReader): Generator<Given> {
  let line = 0;
  for (const whole of linesOf(text)) {
    line += 1;
    if (line > mostLines) {
      yield faultOf(line, whole, 'too-many');
      return;
    }
    if (whole.length > longestLine) yield faultOf(line, whole, 'too-long');
    else for (const given of read(whole)) yield { line, text: whole, ...given };
  }
}

/** Lines without what ends them, one by one. */
function linesOf(text: string): string[] {
  return text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
}

function entryOf(given: GivenEntry, defaults: ListDefaults, rules: ListRules): ListLine | LineFault {
  const { line, text } = given;
  const pattern = readTyped(given.pattern);
  if (pattern === null)
    return faultOf(line, text, /^\/.*\/\w*$/.test(given.pattern) ? 'expression' : 'no-pattern');
  const said = given.expires === null ? null : isoTime(given.expires);
  if (given.expires !== null && said === null) return faultOf(line, text, 'bad-date');
  const expiresAt = said ?? defaults.expiresAt;
  const list = given.list ?? defaults.list;
  const problem = problemOf({ list, pattern, expiresAt }, rules);
  if (problem !== null) return faultOf(line, text, problem);
  const reason = (given.reason?.trim() || defaults.reason).slice(0, longestReason);
  return { line, list, pattern: pattern.text, reason, expiresAt };
}

/** A line that is no entry. */
function faultOf(line: number, text: string, problem: LineProblem): LineFault {
  return { line, text: text.trim().slice(0, 120), problem };
}

/** Lines that tell the form. */
const sample = 200;

function formatOf(text: string): Format {
  if (/^\s*[[{]/.test(text)) return 'json';
  const lines = linesOf(text.slice(0, 100_000)).filter((line) => !/^\s*(?:[#;]|$)/.test(line));
  if (isCsv(lines[0] ?? '')) return 'csv';
  const some = lines.slice(0, sample);
  const most = (sign: RegExp) => some.filter((line) => sign.test(line)).length * 2 > some.length;
  if (most(/^\s*(?:un)?(?:white|welcome|allow|black|block|deny)list_\w+\s/i)) return 'spamassassin';
  if (most(/^\s*\S+\s+(?:OK|PERMIT|RELAY|REJECT|DISCARD|DUNNO|[45]\d\d)\b/)) return 'postfix';
  if (most(/^\s*(?:127\.0\.0\.1|0\.0\.0\.0|::1?)\s+\S|^[:$]|\s:127\.0\.\d+\.\d+:/)) return 'hosts';
  return 'plain';
}
