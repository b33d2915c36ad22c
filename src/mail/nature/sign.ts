/** What the judges of a mail's nature share: the evidence they give, and the header as they read it. */
import type { HeaderField, NatureKind } from '../mail.ts';

export interface NatureParts {
  readonly headers: readonly HeaderField[];
  /** Address of the author, `''` where there is none. */
  readonly author: string;
  readonly subject: string;
  readonly text: string;
  /** `''` is the null sender; null where the envelope is not known. */
  readonly envelopeSender: string | null;
  readonly report: 'delivery-status' | 'feedback-report' | 'disposition-notification' | null;
  /** Another mail, or its header, is part of this one. */
  readonly holdsMail: boolean;
}

/** One piece of evidence for a nature. */
export interface Sign {
  readonly kind: NatureKind;
  readonly why: string;
  /** A weak sign never decides alone. */
  readonly weak?: boolean;
}

/** The values of all fields of that name (lower case), trimmed. */
export function values(headers: readonly HeaderField[], name: string): string[] {
  return headers.filter((field) => field.name === name).map((field) => field.value.trim());
}

/** True where a field of that name is there and does not say no. */
export function says(headers: readonly HeaderField[], name: string): boolean {
  return values(headers, name).some((value) => !/^(?:no|none|false|0)?$/i.test(value));
}

/** The keyword of Auto-Submitted in lower case (RFC 3834, 5), comments and parameters ignored; `''` without one. */
export function autoSubmitted(headers: readonly HeaderField[]): string {
  const value = (values(headers, 'auto-submitted')[0] ?? '').slice(0, 500).replace(/\([^()]*\)/g, '');
  return /^[\w-]+/.exec(value.trim().toLowerCase())?.[0] ?? '';
}

/** True where the envelope sender is null (RFC 5321, 4.5.5): by the envelope itself, else by Return-Path. */
export function isNullSender({ headers, envelopeSender }: NatureParts): boolean {
  if (envelopeSender !== null) return envelopeSender === '';
  return values(headers, 'return-path').some((value) => /^<\s*>$|^<?mailer-daemon/i.test(value));
}

/** Local parts of programs that write to people. */
export const robot =
  /^(?:(?:do[-_.]?)?(?:no|not|non)[-_.]?reply.{0,30}|ne[-_.]?pas[-_.]?repondre|no[-_.]?responder|nicht[-_.]?antworten|auto(?:mat(?:ic|ed))?[-_.]?(?:reply|respon\w{1,10}|mailer)?|notifications?|alerts?)(?:[+-].{0,60})?@/i;

/** Local parts that mail servers write their reports from. */
export const daemon =
  /^(?:mailer-?d(?:a|ae)?emon|mail-?daemon|mdaemon|post[-_.]?master|root|.{0,60}-(?:bounces?|daemon)|bounces?|mta|mail-?admin|system[-_. ]?administrator|mail-?system|mail(?:er)?|mail-?router|mailmarshal|microsoftexchange[0-9a-f]{32}|amavis(?:d)?|virusalert|sysadmin)(?:@|$)/i;

/** Local parts of those who run a mailing list. */
export const listMaster =
  /^(?:owner-.{1,60}|.{1,60}-(?:admin|owner|request|bounces?|ctl|help|approval)|majordomo|listserv|listproc|ecartis|sympa|mailman|lists?)(?:\+.{0,60})?@/i;

const quoteBegins =
  /^\s*(?:>|-{2,}\s?\w|_{5,}|={5,}|(?:from|von|de|da|van|från|fra|od|lähettäjä|от|发件人|寄件者|差出人|보낸 ?사람)\s?[:：])/i;
const introduces =
  /(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev|napisał\(?a?\)?|kirjoitti|пишет)\s?:\s*$/i;

/** The words that introduce a quote stand at the end of a line: looking for them all along it is dear. */
function opensQuote(line: string): boolean {
  return quoteBegins.test(line) || (line.trimEnd().endsWith(':') && introduces.test(line.slice(-60)));
}

/** What the mail itself says, quotes left out: at most its first 3000 characters. */
export function ownWords(text: string): string {
  const lines = text.slice(0, 6000).split('\n');
  const end = lines.findIndex((line, index) => index > 0 && opensQuote(line.slice(0, 300)));
  return (end < 0 ? lines : lines.slice(0, end))
    .filter((line) => !line.startsWith('>'))
    .join('\n')
    .trim()
    .slice(0, 3000);
}
