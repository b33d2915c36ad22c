/** Forwarded mail in the body: whose it was, and the note above it. */
import EmailForwardParser from 'email-forward-parser';
import { parseAddresses } from '../addresses.ts';
import type { Address, Forwarded } from '../mail.ts';
import { baseSubject, subjectMark } from '../subject.ts';
import { attribution } from './quote-attribution.ts';
import { headerBlock, isForm, type QuotedHeader, quotedHeader, withColons } from './quote-fields.ts';
import { isQuoted } from './quote-marks.ts';
import { isForwardSeparator, isSeparator } from './quote-separators.ts';

/** The library's expressions take more than linear time: what it gets to see is bounded (measured: 0.12 s at worst). */
const maxLength = 65_536;
const maxLine = 998;

const parser = new EmailForwardParser();

export interface ForwardedMail {
  readonly forwarded: Forwarded;
  /** What was written above. */
  readonly note: string;
  /** Subject or separator says that it was forwarded; else a block of header fields alone does. */
  readonly said: boolean;
}

type Found = Omit<ForwardedMail, 'said'>;

/**
 * The forwarded mail that the text holds; null where it holds none. `answers`: the header says that this is an answer,
 * so that a block of header fields alone is a quote. `author`: the sender's address. Never throws.
 */
export function readForwarded(
  text: string,
  subject: string,
  answers: boolean,
  author = '',
): ForwardedMail | null {
  const mark = subjectMark(subject);
  const bounded = guard(text);
  const lines = bounded.split('\n');
  const answer = mark === 'reply' || (answers && mark === null);
  const said = mark === 'forward' || lines.some(isForwardSeparator);
  const isBlock = (at: number): boolean => headerBlock(lines, at) > 0 && (said || !isForm(lines, at, author));
  if (!said && (answer || !lines.some((_, at) => isBlock(at)))) return null;
  try {
    const found = byBlock(lines, isBlock) ?? byLibrary(bounded, baseSubject(subject), mark === 'forward');
    const parted = lines.some((line) => isSeparator(line) || isRule(line));
    return found === null ? null : { ...found, said: said || parted };
  } catch {
    return null;
  }
}

/** The first block of header fields, behind a separator or alone. The library reads it in one form and language. */
function byBlock(lines: readonly string[], isBlock: (at: number) => boolean): Found | null {
  const start = lines.findIndex((line, at) => isForwardSeparator(line) || isBlock(at));
  if (start < 0) return null;
  const quoted = isQuoted(lines[start] ?? '');
  const inner = lines.slice(start).map((line) => (quoted ? line.replace(/^\s?> ?/, '') : line));
  const from = inner.findIndex(
    (line, at) => (at > 0 || !isRule(line)) && line.trim() !== '' && !isForwardSeparator(line),
  );
  const { values, end } = headerOf(inner, Math.max(0, from));
  if (!values.has('from') || values.size < 2) return null;
  const names = { From: 'from', Date: 'sent', Subject: 'subject', To: 'to', Cc: 'cc' } as const;
  const header = Object.entries(names).flatMap(([name, label]) =>
    values.has(label) ? [`${name}: ${values.get(label)}`] : [],
  );
  const plain = ['---------- Forwarded message ---------', ...header, '', '-'].join('\n');
  const read = told(parser.read(plain));
  return {
    note: withoutSeparator(lines.slice(0, start)).join('\n').trim(),
    forwarded: { ...read, text: withoutFrame(inner.slice(end)).join('\n').trim() },
  };
}

/** The block of fields; of Yandex, whose separator has an attribution below, what that tells. */
function headerOf(lines: readonly string[], at: number): QuotedHeader {
  const found = quotedHeader(at === 0 ? lines : withColons(lines, at), at);
  if (found.values.has('from') || at === 0) return found;
  const line = lines[at] ?? '';
  const person = /(?:"[^"<>]{1,100}"|[\p{L} .'-]{1,100})?\s*<[^<>\s]+@[^<>\s]+>/u.exec(line);
  if (person === null || attribution(line) === null) return found;
  const before = line.slice(0, person.index).replace(/[\s,;]+$/, '');
  return {
    values: new Map([
      ['from', person[0].trim()],
      ['sent', before],
    ]),
    end: at + 1,
  };
}

/** Some repeat the separator below the fields, or say where the forwarded mail ends. */
function withoutFrame(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  const inner = isForwardSeparator(lines[first] ?? '') ? lines.slice(first + 1) : lines;
  return withoutSeparator(inner);
}

/** Above a block of header fields, words between dashes are its separator in whatever language. */
function withoutSeparator(above: readonly string[]): readonly string[] {
  const last = above.findLastIndex((line) => line.trim() !== '');
  return /^[\s>]*[-_=]{3,}\s?[^\n]{0,60}[-_=]{3,}\s*$/.test(above[last] ?? '') ? above.slice(0, last) : above;
}

function isRule(line: string): boolean {
  return /^[\s>]*[-_]{5,}\s*$/.test(line);
}

/** Outlook 2019 and others forward below an attribution. */
function byLibrary(text: string, subject: string, marked: boolean): Found | null {
  const result = parse(text, subject, marked);
  if (result === null) return null;
  const forwarded = told(result);
  return forwarded.from === null && forwarded.text === ''
    ? null
    : { note: (result.message ?? '').trim(), forwarded };
}

function told({ email }: Result): Forwarded {
  return {
    from: address(email.from),
    to: people(email.to),
    cc: people(email.cc),
    subject: email.subject ?? '',
    date: email.date ?? null,
    text: (email.body ?? '').trim(),
  };
}

type Result = ReturnType<EmailForwardParser['read']>;

/**
 * Without a separator the library looks for a block of header fields only when the subject is that of a forward, by a
 * mark that it knows; and it takes the subject of the forwarded mail from there.
 */
function parse(text: string, subject: string, marked: boolean): Result | null {
  const known = `Fwd: ${subject}`;
  const plain = parser.read(text, marked ? known : null);
  if (plain.forwarded) return plain;
  const tried = parser.read(text, known);
  return tried.forwarded && (tried.email.from.address ?? '') !== '' ? tried : null;
}

function guard(text: string): string {
  return text
    .slice(0, maxLength)
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t\u00a0]{8,}/g, ' ')
    .split('\n')
    .map((line) => line.slice(0, maxLine).trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/[-_=]{100,}/g, '----------');
}

interface Mailbox {
  readonly name: string | null;
  readonly address: string | null;
}

function address(mailbox: Mailbox | null | undefined): Address | null {
  const name = (mailbox?.name ?? '').trim();
  const spec = (mailbox?.address ?? '').trim();
  if (name === '' && spec === '') return null;
  const found = parseAddresses(`<${spec}>`)[0];
  return { name, address: found?.address ?? '' };
}

function people(list: Mailbox | Mailbox[] | null | undefined): Address[] {
  return (Array.isArray(list) ? list : [list]).map(address).filter((one) => one !== null);
}
