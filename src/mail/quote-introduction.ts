/** Where the mail that is answered or forwarded begins in a text. */
import {
  headerLabel,
  isAttribution,
  isDatedOpening,
  isSeparator,
  mayBeginAttribution,
} from './quote-patterns.ts';

/** A longer line introduces nothing. */
const maxLine = 1000;

/** How many lines from here introduce quoted mail: an attribution, a separator or a block of header fields; 0: none. */
export function introduction(lines: readonly string[], at: number): number {
  const line = lines[at] ?? '';
  if (line.length > maxLine || line.trim() === '') return 0;
  if (isSeparator(line)) return 1;
  const block = headerBlock(lines, at);
  if (block > 0) return block;
  if (!mayBeginAttribution(line)) return 0;
  const patient = isDatedOpening(line);
  let joined = '';
  for (let length = 1; length <= (patient ? 6 : 4) && at + length <= lines.length; length++) {
    const next = lines[at + length - 1] ?? '';
    if (next.length > maxLine || (next.trim() === '' && length > 1 && !patient)) break;
    joined = `${joined} ${next.replace(/^[>\s]+(?=\S)/, '').trim()}`.trim();
    if (isAttribution(joined)) return length;
  }
  return 0;
}

/** From:, Sent:, To:, Subject: in any of our languages, three of them in near lines, the first being From or Date. */
export function headerBlock(lines: readonly string[], at: number): number {
  const start = lines[at] ?? '';
  if (start.length > maxLine) return 0;
  const rule = /^[\s>]*[_-]{10,}\s*$/.test(start) ? 1 : 0;
  const first = headerLabel(lines[at + rule] ?? '');
  if (first !== 'from' && first !== 'sent' && first !== 'subject') return 0;
  const seen = new Set<string>([first]);
  let end = at + rule + 1;
  for (let next = end; next < Math.min(lines.length, at + rule + 12); next++) {
    const label = headerLabel(lines[next] ?? '');
    if (label === null && (lines[next] ?? '').trim() !== '' && !/^\s{2,}|[;,@>]/.test(lines[next] ?? ''))
      break;
    if (label !== null) {
      seen.add(label);
      end = next + 1;
    }
  }
  const dated = lines
    .slice(at, end)
    .some((line) => headerLabel(line) === 'sent' && /\d{1,2}:\d{2}/.test(line));
  return seen.has('from') && (seen.size >= 3 || dated) ? end - at : 0;
}
