/** Target: long runs of few characters, which expressions with nested repeats take quadratic time over: none does. */
import { parseAddresses } from '../../src/mail/addresses.ts';
import { parseDate } from '../../src/mail/date.ts';
import { charsetName } from '../../src/mail/encoding/charset.ts';
import { displayText, fieldText } from '../../src/mail/encoding/encoded-words.ts';
import { parseStructured } from '../../src/mail/encoding/parameters.ts';
import { messageIds } from '../../src/mail/headers.ts';
import { htmlToText, sanitise } from '../../src/mail/html/html.ts';
import { bodyLines, echoedSubject, oneLine, plainSubject, validRecipient } from '../../src/mail/outgoing.ts';
import { readMail } from '../../src/mail/read.ts';
import { baseSubject } from '../../src/mail/subject.ts';
import { findTicketIds, parseTicketName } from '../../src/threading/ticket-id.ts';
import { below, pick, type Random } from './random.ts';
import type { Target } from './target.ts';

const mail = (head: string, body = '') => readMail(Buffer.from(`${head}\r\n\r\n${body}\r\n`), null);
const report = 'From: MAILER-DAEMON@x.example\r\nSubject: Undelivered Mail Returned to Sender';

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  parseAddresses,
  parseDate,
  charsetName,
  displayText,
  parseStructured,
  messageIds,
  baseSubject,
  plainSubject,
  echoedSubject,
  validRecipient,
  bodyLines,
  findTicketIds,
  parseTicketName,
  htmlToText,
  sanitise,
  fieldText: (text) => fieldText(text, 'utf-8'),
  oneLine: (text) => oneLine(text, 200),
  'a subject': (text) => mail(`Subject: ${text}`),
  references: (text) => mail(`Message-ID: ${text}\r\nIn-Reply-To: ${text}\r\nReferences: ${text}`),
  'a content type': (text) =>
    mail(`Content-Type: text/plain; charset=${text}; name=${text}\r\nFrom: ${text}`),
  'a boundary': (text) => mail(`Content-Type: multipart/mixed; boundary="${text.slice(0, 5000)}"`, text),
  'a text': (text) => mail('From: a@x.example\r\nSubject: x', text),
  'an answer': (text) =>
    mail('From: a@x.example\r\nIn-Reply-To: <a@x.example>', `x\r\n\r\nOn ${text}\r\n> y`),
  'a page': (text) => mail('Content-Type: text/html', `<p>${text}</p>`),
  'a report': (text) => mail(report, text),
  'a field of a report': (text) =>
    mail(
      `${report}\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b`,
      `--b\r\n\r\nx\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: ${text}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; ${text}\r\n--b--`,
    ),
};

const units = [
  ...' \t.,:;<>()[]{}"\'\\/@#*_-=+|&%?!~^$a0AÀ'.split(''),
  ...[
    '\r\n',
    '\n',
    '\n ',
    '> ',
    '>>',
    '--',
    '=?',
    '?=',
    '=?utf-8?q?',
    'Re: ',
    'Fwd: ',
    '(',
    '((',
    'a.',
    'a@',
    '@a.',
    '1-',
    '1 ',
    '#1',
  ],
  ...[
    '<a',
    '</a',
    '<!--',
    '&#',
    '&lt',
    'on ',
    'wrote:',
    '\n>',
    '\n-',
    '\n--\n',
    ':\n',
    'a: b\n',
    '\u00a0',
    '\u3000',
    'a=b;',
    '*0*=',
    "''",
  ],
];
/** Octets: no longer a field is let in (setting `limits.headerLine`). */
const longest = 65_000;
/** Milliseconds of processor time for the longest. */
const allowed = 700;

export const long: Target = {
  name: 'long',
  promise: `${longest} octets in ${allowed} ms, by each reader`,
  start: () => ({
    attempt(random) {
      const text = run(random);
      const [name, read] = pick(random, Object.entries(readers), ['none', () => undefined]);
      const before = process.cpuUsage();
      read(text);
      const { user, system } = process.cpuUsage(before);
      const ms = Math.round((user + system) / 1000);
      return { input: text, fault: null, slow: ms > allowed ? `${name} took ${ms} ms` : null };
    },
  }),
};

/** One or two units again and again, between other words. */
function run(random: Random): string {
  const some = () => Array.from({ length: 1 + below(random, 2) }, () => pick(random, units, '')).join('');
  const unit = some();
  const between = random() < 0.3 ? some() : '';
  const half = unit.repeat(Math.ceil(longest / unit.length / (between === '' ? 1 : 2)));
  return `${random() < 0.5 ? some() : ''}${half}${between === '' ? '' : between + half}${random() < 0.7 ? 'x' : ''}`.slice(
    0,
    longest,
  );
}
