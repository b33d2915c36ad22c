/** Blocks of header fields above the original mail, as Outlook puts them: From, Sent, To, Subject in any language. */
import { fieldNames } from './quote-words.ts';

export type Label = keyof typeof fieldNames;

const field = (names: string): RegExp =>
  new RegExp(`^[>|\\s*_]*(?:${names})[\\s*]*(?:[:：]|\\|(?=.*\\|))`, 'iu');
const fields: readonly (readonly [Label, RegExp])[] = [
  ['from', field(fieldNames.from)],
  ['sent', field(fieldNames.sent)],
  ['subject', field(fieldNames.subject)],
  ['to', field(fieldNames.to)],
  ['cc', field(fieldNames.cc)],
];

/** Which field of a header block a line is, as `From: Ann` or `*Von:* Ann` or `| From | Ann |`; null where it is none. */
export function headerLabel(line: string): Label | null {
  if (line.length > 2000 || !/[:：|]/.test(line.slice(0, 80))) return null;
  return fields.find(([, pattern]) => pattern.test(line))?.[0] ?? null;
}

export interface QuotedHeader {
  /** Values as they stand, lines joined. */
  readonly values: ReadonlyMap<Label, string>;
  /** The first line behind the block. */
  readonly end: number;
}

/** The fields of the block that begins at this line, in any language; the first of each name counts. */
export function quotedHeader(lines: readonly string[], at: number): QuotedHeader {
  const values = new Map<Label, string>();
  let end = at;
  let last: Label | 'other' | null = null;
  for (; end < Math.min(lines.length, at + 2 * maxLines); end++) {
    const line = (lines[end] ?? '').slice(0, maxLine);
    const label = headerLabel(line);
    if (label === null && otherField.test(line)) last = 'other';
    else if (label !== null && !values.has(label)) values.set(label, fieldValue(line));
    else if (label === null && last !== null && continues(line)) {
      if (last !== 'other') values.set(last, `${values.get(last) ?? ''} ${line.trim()}`);
      continue;
    } else if (label === null) break;
    last = label ?? last;
  }
  return { values, end };
}

/** eM Client writes no colons: `From "Ann" <ann@example.com>`, and below it `Subject Printer`. */
const bareFrom = new RegExp(`^(?:${fieldNames.from})\\s+"?[^<>:]{0,100}<[^<>\\s]+@[^<>\\s]+>$`, 'iu');
const bareField = new RegExp(`^(${Object.values(fieldNames).join('|')})\\s+(?=\\S)`, 'iu');

/** The lines with colons behind the names of a block that has none; it begins at this line. */
export function withColons(lines: readonly string[], at: number): readonly string[] {
  if (!bareFrom.test((lines[at] ?? '').slice(0, maxLine))) return lines;
  const end = lines.findIndex((line, index) => index > at && line.trim() === '');
  return lines.map((line, index) => (index >= at && index < end ? line.replace(bareField, '$1: ') : line));
}

/** Fields that say nothing of use here: `Reply-To`, `Bcc`, `Importance`, `Attachments`. */
const otherField =
  /^[>\s*_]*(?:reply-to|antwort an|répondre à|responder a|rispondi a|antwoord aan|svar(?:a)? til+|odpověď na|ответ-кому|bcc|cci|cco|importance|wichtigkeit|priorit(?:y|ät|é)|attachments?|anlagen?|pièces jointes)[\s*]*[:：]/iu;

function continues(line: string): boolean {
  return line.trim() !== '' && /^\s{2,}\S|^[^\s:]{0,60}<[^<>\s]+@|^[^:]{0,200}[;,]\s*$/.test(line);
}

function fieldValue(line: string): string {
  return line
    .replace(/^[^:：|]*[:：|]/, '')
    .replace(/^[\s*_|]+|[\s*_|]+$/g, '')
    .trim();
}

/** Somebody who shows the header of a mail to be looked at pastes these too; mail programs leave them out. */
const technical =
  /^(?:received|return-path|message-id|mime-version|content-type|delivered-to|dkim-signature|authentication-results|x-[\w-]+|arc-[\w-]+|list-id|in-reply-to|references):/i;

/** A longer line introduces nothing. */
const maxLine = 1000;
/** A block goes over no more lines. */
const maxLines = 12;

/**
 * How many lines from here are such a block; 0: none. It names the sender and two more fields, of which one is the
 * subject, or an address stands in it: a journey From Berlin To Hamburg is none.
 */
export function headerBlock(lines: readonly string[], at: number): number {
  const start = lines[at] ?? '';
  if (start.length > maxLine) return 0;
  const rule = /^[\s>]*[_-]{10,}\s*$/.test(start) ? 1 : 0;
  const first = headerLabel(lines[at + rule] ?? '');
  if (first === null || first === 'cc') return 0;
  const { seen, end } = labelsFrom(lines, at + rule, first);
  const block = lines.slice(at + rule, end);
  if (!seen.has('from') || isPasted(lines, at + rule, end)) return 0;
  const addressed = block.some((line) => /\S@[\w-]+\.|mailto:/.test(line));
  const dated = block.some((line) => headerLabel(line) === 'sent' && /\d{1,2}[:.]\d{2}/.test(line));
  if (seen.size >= 3) return seen.has('subject') || addressed ? end - at : 0;
  return dated && (addressed || rule === 1) ? end - at : 0;
}

/**
 * True for a block that somebody typed, or that a form of a page gave, in a mail that neither answers nor forwards: it
 * names no sender's address and no time of day, or its sender is the author himself.
 */
export function isForm(lines: readonly string[], at: number, author: string): boolean {
  const start = /^[\s>]*[_-]{10,}\s*$/.test(lines[at] ?? '') ? at + 1 : at;
  const { values } = quotedHeader(lines, start);
  const from = (values.get('from') ?? '').toLowerCase();
  if (author !== '' && from.includes(author.toLowerCase())) return true;
  return !/\S@[\w-]+\.|mailto:/.test(from) && !/\d{1,2}[:.]\d{2}(?![.\d])/.test(values.get('sent') ?? '');
}

function labelsFrom(lines: readonly string[], at: number, first: Label): { seen: Set<Label>; end: number } {
  const seen = new Set<Label>([first]);
  let end = at + 1;
  for (let next = end; next < Math.min(lines.length, at + maxLines); next++) {
    const line = lines[next] ?? '';
    const label = headerLabel(line);
    if (label === null && line.trim() !== '' && !/^\s{2,}|[;,@>]/.test(line)) break;
    if (label === null) continue;
    seen.add(label);
    end = next + 1;
  }
  return { seen, end };
}

function isPasted(lines: readonly string[], from: number, to: number): boolean {
  let start = from;
  while (start > 0 && start > from - maxLines && (lines[start - 1] ?? '').trim() !== '') start--;
  let stop = to;
  while (stop < lines.length && stop < to + maxLines && (lines[stop] ?? '').trim() !== '') stop++;
  return lines.slice(start, stop).some((line) => technical.test(line.slice(0, 100)));
}
