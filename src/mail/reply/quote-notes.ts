/** The block of Lotus Notes: name, date, and the names of the fields on lines of their own, values below them. */
import { fieldNames } from './quote-words.ts';

/** A block goes over no more lines; so many may stand between name and date. */
const maxLines = 24;
const maxLine = 300;

const dateAndTime =
  /^[>\s]*(?:\p{L}{2,12}[.,]? )?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? {1,2}\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]m)?(?: [A-Z]{2,5}\d?)?\s*$/iu;
const to = new RegExp(`^[>\\s]*(?:${fieldNames.to})\\s*[:：]?\\s*$`, 'iu');
const subject = new RegExp(`^[>\\s]*(?:${fieldNames.subject})\\s*[:：]?\\s*$`, 'iu');

/** How many lines from here are such a block; 0: none. */
export function notesBlock(lines: readonly string[], at: number): number {
  const name = lines[at] ?? '';
  if (name.length > maxLine || name.trim() === '' || /[.!?:]\s*$/.test(name)) return 0;
  const dated = [at + 1, at + 2, at + 3].find((line) =>
    dateAndTime.test((lines[line] ?? '').slice(0, maxLine)),
  );
  if (dated === undefined) return 0;
  const block = lines.slice(at, at + maxLines).map((line) => line.slice(0, maxLine));
  const addressed = block.findIndex((line) => to.test(line));
  const named = block.findIndex((line, index) => index > addressed && subject.test(line));
  if (at + addressed < dated || addressed < 0 || named < 0) return 0;
  const value = block.findIndex((line, index) => index > named && line.trim() !== '');
  return (value < 0 ? named : value) + 1;
}
