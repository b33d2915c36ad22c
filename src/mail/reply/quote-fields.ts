/** Blocks of header fields above the original mail, as Outlook puts them: From, Sent, To, Subject in any language. */
import { fieldNames } from './quote-words.ts';

type Label = keyof typeof fieldNames;

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
