/** Forwarded mail in the body: whose it was, and the note above it. */
import EmailForwardParser from 'email-forward-parser';
import { parseAddresses } from '../addresses.ts';
import type { Address, Forwarded } from '../mail.ts';
import { subjectMark } from '../subject.ts';
import { headerBlock } from './quote-fields.ts';
import { isForwardSeparator } from './quote-separators.ts';

/** The library's expressions take more than linear time: what it gets to see is bounded (measured: 0.12 s at worst). */
const maxLength = 65_536;
const maxLine = 998;

const parser = new EmailForwardParser();

export interface ForwardedMail {
  readonly forwarded: Forwarded;
  /** What was written above. */
  readonly note: string;
}

/**
 * The forwarded mail that the text holds; null where it holds none. `answers`: the header says that this is an answer,
 * so that a block of header fields alone is a quote. Never throws.
 */
export function readForwarded(text: string, subject: string, answers: boolean): ForwardedMail | null {
  const mark = subjectMark(subject);
  const bounded = guard(text);
  const lines = bounded.split('\n');
  const answer = mark === 'reply' || (answers && mark === null);
  const marked = mark === 'forward' || lines.some(isForwardSeparator);
  if (!marked && (answer || !lines.some((_, at) => headerBlock(lines, at) > 0))) return null;
  try {
    const result = parse(bounded, mark === 'forward' ? subject : null);
    if (result === null) return null;
    const { email, message } = result;
    return {
      note: (message ?? '').trim(),
      forwarded: {
        from: address(email.from),
        to: people(email.to),
        cc: people(email.cc),
        subject: email.subject ?? '',
        date: email.date ?? null,
        text: (email.body ?? '').trim(),
      },
    };
  } catch {
    return null;
  }
}

/** Without a separator the library looks for a block of header fields only when the subject is that of a forward. */
function parse(text: string, subject: string | null): ReturnType<EmailForwardParser['read']> | null {
  const plain = parser.read(text, subject);
  if (plain.forwarded) return plain;
  const tried = parser.read(text, 'Fwd: -');
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
