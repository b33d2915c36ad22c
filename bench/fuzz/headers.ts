/** Target: header fields, each by the function that reads it: no exception, and what comes out is text on one line. */
import { parseAddresses } from '../../src/mail/addresses.ts';
import { parseDate } from '../../src/mail/date.ts';
import { displayText, fieldText } from '../../src/mail/encoding/encoded-words.ts';
import { toOctets } from '../../src/mail/encoding/octets.ts';
import { parseStructured } from '../../src/mail/encoding/parameters.ts';
import { messageIds, parseHead } from '../../src/mail/headers.ts';
import { readHead } from '../../src/mail/read.ts';
import { baseSubject } from '../../src/mail/subject.ts';
import { damaged } from './damage.ts';
import { corpora, fixtures } from './samples.ts';
import { faultOf, type Target } from './target.ts';

/** No longer a header is let in (setting `limits.headerBytes`). */
const longest = 262_144;

export const headers: Target = {
  name: 'headers',
  promise: 'fields are read, as single lines',
  start() {
    const heads = [...fixtures(), ...corpora()].map((mail) => mail.subarray(0, endOfHead(mail)));
    return {
      attempt(random) {
        const input = damaged(heads, random).subarray(0, longest);
        return { input, fault: faultOf(() => read(input)) };
      },
    };
  },
};

function endOfHead(mail: Uint8Array): number {
  const at = Buffer.from(mail)
    .toString('latin1')
    .search(/\r?\n\r?\n/);
  return at < 0 ? mail.length : at + 2;
}

function read(raw: Uint8Array): void {
  const { fields } = parseHead(toOctets(raw));
  const decoded = fields.map(({ name, value }) => ({ name, value: fieldText(value, '') }));
  for (const { name, value } of decoded) {
    oneLine(name, name);
    parseAddresses(value);
    messageIds(value);
    parseDate(value);
    parseStructured(value);
    oneLine(name, baseSubject(displayText(value)));
  }
  const head = readHead(decoded);
  for (const address of [head.from, head.sender, ...head.replyTo, ...head.to, ...head.cc]) {
    if (address === null) continue;
    oneLine('address', address.address);
    oneLine('display name', address.name);
  }
  for (const id of [head.messageId ?? '', head.inReplyTo ?? '', ...head.references])
    oneLine('Message-ID', id);
  oneLine('subject', head.subject);
  if (head.date !== null && Number.isNaN(head.date.getTime())) throw new Error('a date that is none');
}

function oneLine(what: string, text: string): void {
  if (/[\r\n]/.test(text))
    throw new Error(`${what} has several lines: ${JSON.stringify(text.slice(0, 200))}`);
  if (!text.isWellFormed()) throw new Error(`${what} is no text: ${JSON.stringify(text.slice(0, 200))}`);
}
