/** Commands in the first lines of a mail by staff: read off the text, without doing anything. Pure. */
import { type CommandName, commandOf, takesLine } from './command-words.ts';

/** One command as it was written. */
export interface Order {
  /** `#assign bob` */
  readonly text: string;
  /** Null: there is none of that name. */
  readonly name: CommandName | null;
  readonly argument: string;
}

export interface Orders {
  readonly orders: readonly Order[];
  /** What is left to be sent, or to be noted. */
  readonly rest: string;
}

/** More are no commands of a person. */
const mostOrders = 20;

/**
 * Takes the commands off the top: lines that begin with `#` and a letter, up to the first other line; empty lines between
 * do not count. A line may hold several. `#note` keeps the words behind it as text, and so does an unknown word: nothing
 * that may have been meant for somebody is lost.
 */
export function readOrders(text: string): Orders {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const orders: Order[] = [];
  const kept: string[] = [];
  let at = 0;
  for (; at < lines.length && orders.length < mostOrders; at += 1) {
    const line = (lines[at] ?? '').replace(/[\u200b\ufeff\u00a0]/g, ' ').trim();
    if (line === '') continue;
    if (!/^#\p{L}/u.test(line)) break;
    const read = ofLine(line);
    orders.push(...read);
    kept.push(...read.filter(({ name }) => name === 'note').map(({ argument }) => argument));
  }
  if (orders.length === 0) return { orders, rest: text.trim() };
  const rest = [...kept.filter((words) => words !== ''), ...lines.slice(at)].join('\n').trim();
  return { orders, rest };
}

/** `#note #solved`: words of a note do not begin with a command. */
const noteThenCommand = /^\s+#\p{L}/u;

/** `#solved #tag vip, fire` */
function ofLine(line: string): Order[] {
  const orders: Order[] = [];
  let left = line;
  while (left !== '') {
    const [, word = '', behind = ''] = /^#(\p{L}[\p{L}\p{M}\p{N}_-]*)[:.,;]?(.*)$/u.exec(left) ?? [];
    const name = commandOf(word);
    const next = behind.search(name !== null && takesLine.has(name) ? noteThenCommand : /\s#\p{L}/u);
    const argument = (next < 0 ? behind : behind.slice(0, next)).trim();
    orders.push({ text: `#${word}${argument === '' ? '' : ` ${argument}`}`, name, argument });
    left = next < 0 ? '' : behind.slice(next).trim();
  }
  return orders;
}
