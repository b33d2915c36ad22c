/** Where the mail that is answered or forwarded begins in a text. */
import { attribution, isDatedOpening, mayBeginAttribution } from './quote-attribution.ts';
import { headerBlock, isForm } from './quote-fields.ts';
import { quoteStyle } from './quote-marks.ts';
import { notesBlock } from './quote-notes.ts';
import { isDashedAttribution, isSeparator } from './quote-separators.ts';

/** A longer line introduces nothing. */
const maxLine = 1000;

/**
 * How many lines from here introduce quoted mail: an attribution, a separator or a block of header fields; 0: none.
 * `formOf`: in a mail that answers nothing, its author's address.
 */
export function introduction(lines: readonly string[], at: number, formOf: string | null = null): number {
  const line = lines[at] ?? '';
  if (line.length > maxLine || line.trim() === '') return 0;
  if (isSeparator(line)) return 1;
  const block = headerBlock(lines, at) || notesBlock(lines, at);
  if (block > 0) return formOf !== null && isForm(lines, at, formOf) ? 0 : block;
  return attributionLines(lines, at);
}

/** A line that names somebody so does not stand alone before the date. */
const named = /<[^<>\s]+@[^<>\s]+>/;

function attributionLines(lines: readonly string[], at: number): number {
  const line = lines[at] ?? '';
  if (!mayBeginAttribution(line) && !isNameAbove(lines, at)) return 0;
  const patient = isDatedOpening(line);
  let joined = '';
  for (let length = 1; length <= (patient ? 6 : 4) && at + length <= lines.length; length++) {
    const next = lines[at + length - 1] ?? '';
    if (next.length > maxLine || (next.trim() === '' && length > 1 && !patient)) break;
    if (length > 1 && !patient && isDatedOpening(next) && !named.test(joined)) break;
    joined = `${joined} ${next.replace(/^[>\s]+(?=\S)/, '').trim()}`.trim();
    if (length > 1 && isDashedAttribution(joined)) return length;
    const found = attribution(length === 1 ? line : joined);
    if (found === 'sure' || (found === 'weak' && isApart(lines, at, at + length))) return length;
  }
  return 0;
}

/** Some wrap between the name and the address, so that the name stands alone. */
function isNameAbove(lines: readonly string[], at: number): boolean {
  const alone =
    (lines[at - 1] ?? '').trim() === '' &&
    /^[>\s]*"?[\p{L}\p{N}][^.!?。！？:：]{0,60}$/u.test(lines[at] ?? '');
  return alone && /^[>\s]*<[^<>\s]+@[^<>\s]+>/.test((lines[at + 1] ?? '').slice(0, 300));
}

/** A sentence such as `On 3 March 2026 the driver wrote:` goes on in the next line; an attribution stands apart, or marks follow. */
function isApart(lines: readonly string[], from: number, to: number): boolean {
  if (quoteStyle(lines, to) !== null) return true;
  const empty = (at: number): boolean => (lines[at] ?? '').trim() === '';
  return isDatedOpening(lines[from] ?? '') && empty(from - 1) && empty(to) && to < lines.length;
}
