/** What sort of sender wrote a mail (DESIGN 4; RFC 3834): the verdict with its evidence. */
import type { HeaderField, Nature, NatureKind } from './mail.ts';
import { autoReplySubject, autoReplyText, bounceSubject, bounceText, challengeText } from './nature-words.ts';

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

interface Sign {
  readonly kind: NatureKind;
  readonly why: string;
  /** A weak sign never decides alone. */
  readonly weak?: boolean;
}

/** The first of these that is strongly indicated, or twice weakly, is the verdict. */
const order: readonly NatureKind[] = [
  'complaint',
  'disposition',
  'bounce',
  'auto-reply',
  'list',
  'auto-generated',
];

/** The nature of a mail and what speaks for it. A person is the verdict where nothing strong speaks against. */
export function natureOf(parts: NatureParts): Nature {
  const signs = [
    ...reportSigns(parts),
    ...bounceSigns(parts),
    ...replySigns(parts),
    ...headerSigns(parts),
    ...senderSigns(parts),
  ];
  const kind = order.find((candidate) => {
    const own = signs.filter((sign) => sign.kind === candidate);
    return own.some((sign) => sign.weak !== true) || own.length > 1;
  });
  const saysPerson = autoSubmitted(parts.headers) === 'no';
  if (kind === undefined || (saysPerson && (kind === 'auto-reply' || kind === 'auto-generated'))) {
    return {
      kind: 'person',
      evidence: saysPerson ? ['Auto-Submitted: no'] : signs.map((sign) => `${sign.why} (alone too weak)`),
    };
  }
  return { kind, evidence: [...new Set(signs.filter((sign) => sign.kind === kind).map((sign) => sign.why))] };
}

function values(headers: readonly HeaderField[], name: string): string[] {
  return headers.filter((field) => field.name === name).map((field) => field.value);
}

/** The keyword of RFC 3834, 5; comments and parameters ignored. */
function autoSubmitted(headers: readonly HeaderField[]): string {
  const value = values(headers, 'auto-submitted')[0] ?? '';
  return (
    /^[\w-]+/.exec(
      value
        .replace(/\([^()]*\)/g, '')
        .trim()
        .toLowerCase(),
    )?.[0] ?? ''
  );
}

function reportSigns({ report }: NatureParts): Sign[] {
  if (report === 'feedback-report') return [{ kind: 'complaint', why: 'a feedback report (RFC 5965)' }];
  if (report === 'disposition-notification')
    return [{ kind: 'disposition', why: 'a disposition notification (RFC 8098)' }];
  if (report === 'delivery-status') return [{ kind: 'bounce', why: 'a delivery report (RFC 3464)' }];
  return [];
}

/** Local parts that mail servers write their reports from. */
const daemon =
  /^(?:mailer-?d(?:a|ae)?emon|mail-?daemon|mdaemon|post-?master|root|.*-(?:bounces?|daemon)|bounces?|mta|mailadmin|system ?administrator|mailsystem|mail(?:er)?)(?:@|$)/i;

function bounceSigns({ headers, author, subject, text, envelopeSender, holdsMail }: NatureParts): Sign[] {
  const signs: Sign[] = [];
  if (headers.some((field) => field.name === 'x-failed-recipients'))
    signs.push({ kind: 'bounce', why: 'X-Failed-Recipients' });
  const server = daemon.test(author) || isNull(headers, envelopeSender);
  const why = server ? 'from a mail server' : '';
  const bySubject = bounceSubject.test(subject);
  const byText = bounceText.test(text.slice(0, 3000));
  if (server && bySubject)
    signs.push({ kind: 'bounce', why: `${why}, with the subject of a delivery report` });
  else if (server && byText)
    signs.push({ kind: 'bounce', why: `${why}, with the words of a delivery report` });
  if (holdsMail && robot.test(author) && (bySubject || byText))
    signs.push({ kind: 'bounce', why: 'returns a mail, with the words of a delivery report' });
  if (holdsMail && /^\s*complaint about message from/i.test(subject))
    signs.push({ kind: 'complaint', why: 'returns a mail, with the subject of a complaint' });
  return signs;
}

function isNull(headers: readonly HeaderField[], envelopeSender: string | null): boolean {
  if (envelopeSender !== null) return envelopeSender === '';
  return values(headers, 'return-path').some((value) => /^<\s*>$|^<?mailer-daemon/i.test(value.trim()));
}

const replyHeaders = [
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-autoresponse',
  'x-autoreply-from',
  'x-mail-autoreply',
  'x-auto-reply',
];

function replySigns({ headers, subject, text }: NatureParts): Sign[] {
  const signs: Sign[] = [];
  if (autoSubmitted(headers) === 'auto-replied')
    signs.push({ kind: 'auto-reply', why: 'Auto-Submitted: auto-replied' });
  for (const name of replyHeaders) {
    const value = values(headers, name)[0];
    if (value !== undefined && !/^(?:no|false|0)$/i.test(value.trim()))
      signs.push({ kind: 'auto-reply', why: name });
  }
  if (
    values(headers, 'precedence')
      .concat(values(headers, 'x-precedence'))
      .some((value) => /auto[_-]?reply/i.test(value))
  ) {
    signs.push({ kind: 'auto-reply', why: 'Precedence: auto_reply' });
  }
  if (values(headers, 'x-apple-action').some((value) => /vacation/i.test(value)))
    signs.push({ kind: 'auto-reply', why: 'X-Apple-Action: VACATION' });
  if (values(headers, 'delivered-to').some((value) => /^autoresponder\b/i.test(value)))
    signs.push({ kind: 'auto-reply', why: 'Delivered-To: autoresponder' });
  if (autoReplySubject.test(subject))
    signs.push({ kind: 'auto-reply', why: 'the subject of an automatic reply', weak: true });
  const head = text.slice(0, 2000);
  if (autoReplyText.test(head))
    signs.push({ kind: 'auto-reply', why: 'the words of an absence notice', weak: true });
  if (challengeText.test(head))
    signs.push({ kind: 'auto-reply', why: 'asks to confirm that a person wrote', weak: true });
  return signs;
}

const listHeaders = [
  'list-id',
  'list-post',
  'list-unsubscribe',
  'mailing-list',
  'x-mailing-list',
  'list-subscribe',
  'x-mailman-version',
];

function headerSigns({ headers }: NatureParts): Sign[] {
  const signs: Sign[] = [];
  const submitted = autoSubmitted(headers);
  if (submitted !== '' && submitted !== 'no' && submitted !== 'auto-replied') {
    signs.push({ kind: 'auto-generated', why: `Auto-Submitted: ${submitted}` });
  }
  for (const value of [...values(headers, 'precedence'), ...values(headers, 'x-precedence')]) {
    const word = value.trim().toLowerCase();
    if (word === 'list') signs.push({ kind: 'list', why: 'Precedence: list' });
    if (word === 'bulk' || word === 'junk')
      signs.push({ kind: 'auto-generated', why: `Precedence: ${word}` });
  }
  for (const name of listHeaders)
    if (values(headers, name).length > 0) signs.push({ kind: 'list', why: name });
  for (const name of ['x-autogenerated', 'x-fc-machinegenerated', 'x-auto-generated']) {
    if (values(headers, name).some((value) => !/^(?:no|false|0)$/i.test(value.trim())))
      signs.push({ kind: 'auto-generated', why: name });
  }
  if (values(headers, 'x-auto-response-suppress').some((value) => /\b(?:all|autoreply|oof)\b/i.test(value))) {
    signs.push({ kind: 'auto-generated', why: 'X-Auto-Response-Suppress', weak: true });
    signs.push({ kind: 'auto-reply', why: 'X-Auto-Response-Suppress', weak: true });
  }
  return signs;
}

const robot =
  /^(?:(?:do[-_.]?)?not?[-_.]?reply|nepasrepondre|noreply.*|auto(?:mat(?:ic|ed))?[-_.]?(?:reply|respon\w+|mailer)?|notifications?|alerts?)(?:[+-].*)?@/i;

function senderSigns({ headers, author, envelopeSender }: NatureParts): Sign[] {
  const signs: Sign[] = [];
  const subtype = autoSubmitted(headers) === '' ? 'auto-generated' : null;
  if (isNull(headers, envelopeSender) && subtype !== null)
    signs.push({ kind: 'auto-generated', why: 'the null envelope sender' });
  if (robot.test(author))
    signs.push({ kind: 'auto-generated', why: `from ${author.replace(/@.*$/, '')}`, weak: true });
  if (daemon.test(author))
    signs.push({ kind: 'auto-generated', why: `from ${author.replace(/@.*$/, '')}`, weak: true });
  return signs;
}
