/** What the judges of a mail's nature share: the evidence they give, and the header as they read it. */
import { parseAddresses } from '../addresses.ts';
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
  /** Whom the mail would speak of if it were a delivery report; dear, so asked last. */
  readonly recipients?: () => readonly string[];
}

/** One piece of evidence for a nature. */
export interface Sign {
  readonly kind: NatureKind;
  readonly why: string;
  /** A weak sign never decides alone. */
  readonly weak?: boolean;
  /** Asks for no automatic answer, whoever wrote it (RFC 3834, 2). */
  readonly silent?: boolean;
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

/** True where X-Auto-Response-Suppress asks for no automatic answer ([MS-OXCMAIL], 2.2.3.2.14). */
export function suppressesAnswers(headers: readonly HeaderField[]): boolean {
  return values(headers, 'x-auto-response-suppress').some((value) =>
    /\b(?:all|autoreply|oof)\b/i.test(value),
  );
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

/** Of these, the ones that people write from as well. */
export const manned = /^(?:mail|post[-_.]?master|root|mail-?admin|sysadmin|system[-_. ]?administrator)@/i;

/** What small firms call their only mailbox. */
export const soleMailbox = /^mail@/i;

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

/** True where somebody asks something: he wants an answer. What stands in addresses of pages asks nothing. */
export function asks(own: string): boolean {
  return question.test(own.replace(/\b(?:https?:\/\/|www\.)\S{1,2000}/gi, ''));
}

/** Greek ends questions with a semicolon, Japanese without any mark. */
const question = /[?？؟՞\u037e]|[α-ωά-ώ];(?=\s|$)|か。/u;

/** A question that is a sentence. Programs ask "Need help?" */
const wholeQuestion =
  /[^.!?？؟;。\n]{20,300}[?？؟\u037e]|[\u3040-\ufaff]{8,200}(?:[?？]|か。)|[α-ωά-ώ ]{20,300};(?=\s|$)/u;

/** True where the mail says that of itself: no question follows, as one does where somebody cites what he got. */
export function saysOfItself(own: string, words: RegExp): boolean {
  const found = words.exec(own);
  return found !== null && !wholeQuestion.test(folded(own.slice(found.index + found[0].length)));
}

/** Paragraphs on one line each: sentences are wrapped anywhere. */
export function folded(own: string): string {
  return own.replace(/[ \t]{0,20}\n(?!\s)/g, ' ');
}

/** In whose name a program writes: contact forms put the customer into Reply-To (RFC 5322, 3.6.2). Null where in nobody's. */
export function customerOf({ headers, author }: NatureParts): string | null {
  if (!robot.test(author)) return null;
  const named = values(headers, 'reply-to').flatMap((value) => parseAddresses(value.slice(0, 2000)));
  const people = named.filter(
    ({ address }) =>
      address.includes('@') && !robot.test(address) && (manned.test(address) || !daemon.test(address)),
  );
  return people[0]?.address ?? null;
}

/** True where a customer of another domain than its own wrote what a form sends: its words are about itself, not about him. */
export function isForm(parts: NatureParts): boolean {
  const customer = customerOf(parts);
  if (customer === null) return false;
  const [one, other] = [domainOf(customer), domainOf(parts.author)];
  return !`.${one}`.endsWith(`.${other}`) && !`.${other}`.endsWith(`.${one}`);
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
