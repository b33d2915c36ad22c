/** Forwarded mail in the body: whose it was, and the note above it. */
import EmailForwardParser from 'email-forward-parser';
import { parseAddresses } from './addresses.ts';
import type { Address, Forwarded } from './mail.ts';
import { isMarked } from './subject.ts';

/** The library's expressions take more than linear time: what it gets to see is bounded (measured: 0.12 s at worst). */
const maxLength = 65_536;
const maxLine = 998;

const parser = new EmailForwardParser();

export interface ForwardedMail {
  readonly forwarded: Forwarded;
  /** What was written above. */
  readonly note: string;
}

/** The forwarded mail that the text holds; null where it holds none. Never throws. */
export function readForwarded(text: string, subject: string): ForwardedMail | null {
  const bounded = guard(text);
  if (!/[:：]/.test(bounded) || (!hints.test(bounded) && !isMarked(subject))) return null;
  try {
    const bySubject = parser.read(bounded, subject);
    const result = bySubject.forwarded ? bySubject : parser.read(bounded);
    if (!result.forwarded) return null;
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

/** Words of forwarding that programs write; without any of them the library is not asked. */
const hints =
  /forward|fwd|weitergeleitet|transf[ée]r|reenviad|inoltrat|encaminhad|reencaminhad|doorgestuurd|vidarebefordra|videresend|välitetty|przekazan|přeposlan|preposlan|továbbított|redirecționat|iletilen|пересыла|переслан|переадрес|переслане|转发|轉寄|転送|전달|^[-_=* ]{5,}|original|^\s*\*?(?:from|von|de|da|van|od|fra|från|lähettäjä|od|de la|feladó|kimden|от|від)\s?\*?\s?:/imu;

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
