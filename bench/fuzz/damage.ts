/** Damage done to mails, and to whatever else is octets, by a seeded source of chance. Bytes stand as latin1. */
import { below, pick, type Random } from './random.ts';

/** A mail grows no longer than this. */
const maxLength = 4_194_304;

type Mutation = (mail: string, random: Random, other: string) => string;

const range = (mail: string, random: Random): readonly [number, number] => {
  const from = below(random, mail.length);
  return [from, Math.min(mail.length, from + 1 + below(random, Math.min(2000, mail.length)))];
};

const flipBits: Mutation = (mail, random) => {
  const bytes = Buffer.from(mail, 'latin1');
  for (let count = 1 + below(random, 20); count > 0 && bytes.length > 0; count--) {
    const at = below(random, bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8));
  }
  return bytes.toString('latin1');
};

const remove: Mutation = (mail, random) => {
  const [from, to] = range(mail, random);
  return mail.slice(0, from) + mail.slice(to);
};

const repeat: Mutation = (mail, random) => {
  const [from, to] = range(mail, random);
  const times = Math.min(
    1 + below(random, random() < 0.1 ? 2000 : 5),
    Math.floor(maxLength / (to - from + 1)),
  );
  return mail.slice(0, to) + mail.slice(from, to).repeat(times) + mail.slice(to);
};

const truncate: Mutation = (mail, random) => mail.slice(0, below(random, mail.length));

const swapLines: Mutation = (mail, random) => {
  const end = mail.search(/\r?\n\r?\n/);
  const stop = end < 0 ? mail.length : end;
  const lines = mail.slice(0, stop).split('\n');
  const [one, two] = [below(random, lines.length), below(random, lines.length)];
  [lines[one], lines[two]] = [lines[two] ?? '', lines[one] ?? ''];
  return lines.join('\n') + mail.slice(stop);
};

const splice: Mutation = (mail, random, other) => {
  const from = below(random, mail.length);
  return mail.slice(0, from) + other.slice(below(random, other.length));
};

const insertOther: Mutation = (mail, random, other) => {
  const [from, to] = range(other, random);
  const at = below(random, mail.length);
  return mail.slice(0, at) + other.slice(from, to) + mail.slice(at);
};

const damageBoundary: Mutation = (mail, random) => {
  const marks = [...mail.matchAll(/^--\S{2,70}$|boundary="?[^"\s;]{1,70}/gm)].slice(0, 1000);
  const mark = marks[below(random, marks.length)];
  if (mark === undefined) return remove(mail, random, '');
  const damaged = pick(
    random,
    [mark[0].slice(0, -1), `${mark[0]}--`, '', `${mark[0]}\n${mark[0]}`, `-${mark[0]}`],
    '',
  );
  return mail.slice(0, mark.index) + damaged + mail.slice(mark.index + mark[0].length);
};

const charsets = (
  'utf-8 utf-7 utf-16 utf-16le iso-8859-1 windows-1252 windows-1258 koi8-r gb2312 gb18030 big5 shift_jis iso-2022-jp euc-kr ' +
  'ks_c_5601-1987 x-unknown x-mac-roman binary us-ascii iso-2022-kr hz-gb-2312 tis-620 ibm850 constructor __proto__'
).split(' ');
const encodings = [
  '7bit',
  '8bit',
  'base64',
  'quoted-printable',
  'x-uuencode',
  'binary',
  'x-yenc',
  'nonsense',
];
const types = [
  'text/plain',
  'text/html',
  'multipart/mixed',
  'multipart/alternative',
  'multipart/report',
  'message/rfc822',
].concat([
  'application/ms-tnef',
  'text/calendar',
  'message/partial',
  'message/delivery-status',
  'multipart/signed',
]);

const swap =
  (pattern: RegExp, words: readonly string[]): Mutation =>
  (mail, random) =>
    mail.replace(pattern, (all: string, name: string) =>
      random() < 0.6 ? name + pick(random, words, '') : all,
    );

const tokens = (
  '\r|\n|\r\n\r\n|\0|--|=|==|=?|?=|=?utf-8?B?|=?utf-8?Q?=|"|<|>|>>>>|(((|)))|;;;|,,,|\\|%|%00|*0*=|charset=|boundary=|\xff\xfe|\xef\xbb\xbf|' +
  '\x1b$B|\x1b(B|+AGE-|<table>|</table>|<div>|<blockquote>|<!--|-->|<style>|&#x1F600;|&#0;|begin 644 a|=ybegin line=128 size=9 name=a|end|' +
  'From: |Content-Type: |\n\t|On 3 March 2026 at 10:00, Ann <a@b.example> wrote:|-----Original Message-----|-- \n|> > > |____________'
).split('|');

const insertToken: Mutation = (mail, random) => {
  const at = below(random, mail.length);
  const times = random() < 0.1 ? 1 + below(random, 20_000) : 1 + below(random, 4);
  return mail.slice(0, at) + pick(random, tokens, '').repeat(times) + mail.slice(at);
};

const mutations: readonly Mutation[] = [
  flipBits,
  remove,
  repeat,
  truncate,
  swapLines,
  splice,
  insertOther,
  damageBoundary,
  insertToken,
  insertToken,
  swap(/(charset=)"?[\w-]+"?/gi, charsets),
  swap(/(content-transfer-encoding:\s*)[\w-]+/gi, encodings),
  swap(/(content-type:\s*)[\w/.+-]+/gi, types),
];

/** One of the mails, damaged up to six times. */
export function damaged(mails: readonly Uint8Array[], random: Random): Uint8Array {
  const read = (): string => Buffer.from(pick(random, mails, new Uint8Array())).toString('latin1');
  let mail = read();
  for (let count = 1 + below(random, 6); count > 0 && mail.length < maxLength; count--)
    mail = pick(random, mutations, flipBits)(mail, random, read());
  return Buffer.from(mail.slice(0, maxLength), 'latin1');
}
