/** What arrives in a week at a help desk: two hundred mails of all sorts, each with a word of its own to be traced by. */
import { compose, type MailToCompose } from '../support/mail.ts';
import { gtube } from '../support/rspamd.ts';
import type { SunkMail } from '../support/sink.ts';

export const support = 'support@desk.example';
export const billing = 'billing@desk.example';

/** A mail as it is handed over. */
export interface Letter {
  /** Stands in the text, and in no other mail. */
  readonly token: string;
  readonly by: 'smtp' | 'imap';
  /** Envelope sender; empty for what programs send. */
  readonly sender: string;
  readonly recipient: string;
  readonly raw: Buffer;
}

let tokens = 0;
/** No spam filter and no threading knows these words. */
export function newToken(): string {
  tokens += 1;
  return `wk${String(tokens).padStart(4, '0')}x`;
}

const days = ['Mon, 02', 'Tue, 03', 'Wed, 04', 'Thu, 05', 'Fri, 06', 'Sat, 07', 'Sun, 08'];
/** In the week, by the hand of the writer. */
const dateOf = (n: number) => `${days[n % 7]} Nov 2026 ${String(8 + (n % 10)).padStart(2, '0')}:00:00 +0000`;

function letter(
  n: number,
  {
    from,
    to,
    by = 'smtp',
    sender = from,
    text = '',
    ...mail
  }: MailToCompose & Partial<Letter> & { from: string; to: string },
): Letter {
  const token = newToken();
  const words = `${text || `This is about ${token}, and nothing else.`}\n${token}\n`;
  const html = mail.html?.replace('TOKEN', token);
  const raw = compose({
    ...mail,
    from: `Kim ${token} <${from}>`,
    to,
    date: dateOf(n),
    text: words,
    ...(html === undefined ? {} : { html }),
  });
  return { token, by, sender, recipient: to, raw };
}

const matters = ['Printer', 'Invoice', 'Login', 'Delivery', 'Contract', 'Router', 'Backup', 'Licence'];
const troubles = ['is broken', 'was lost', 'came twice', 'is late', 'has no colour'];
const subjectOf = (n: number) => `${matters[n % matters.length]} ${troubles[n % troubles.length]} no ${n}`;
const file = { filename: 'screen.png', contentType: 'image/png', content: 'not really a picture' };

export interface Issue {
  readonly letter: Letter;
  readonly customer: string;
  readonly department: 'support' | 'billing';
}

/** New issues, each by a customer of his own: plain, HTML, with a file, or a mail that he forwards; some by IMAP. */
export function issues(count: number): Issue[] {
  return Array.from({ length: count }, (_, n) => {
    const customer = `kim${n}@customer.example`;
    const department = n % 2 === 0 ? 'support' : 'billing';
    const subject = n % 9 === 8 ? `Fwd: ${subjectOf(n)}` : subjectOf(n);
    const html = n % 4 === 1 ? { html: '<p>Dear <b>desk</b>, it is <i>about</i> TOKEN.</p>' } : {};
    const files = n % 7 === 3 ? { attachments: [file] } : {};
    const by = n % 6 === 5 ? 'imap' : 'smtp';
    const to = department === 'support' ? support : billing;
    return {
      letter: letter(n, { from: customer, to, by, subject, ...html, ...files }),
      customer,
      department,
    };
  });
}

/** How mail programs point at what they answer. */
export const threads = ['reply address', 'ID in the subject', 'references alone'] as const;

/** A customer answers what he got: a receipt, or an answer of staff. */
export function answerTo(mail: SunkMail, n: number, text = ''): Letter {
  const [from = ''] = mail.envelope.to;
  const way = threads[n % threads.length];
  const id = mail.headers('Message-ID')[0] ?? '';
  const subject = mail.headers('Subject')[0] ?? '';
  const to = way === 'reply address' ? bare(mail.headers('Reply-To')[0]) : bare(mail.headers('From')[0]);
  const point = way === 'ID in the subject' ? {} : { inReplyTo: id, references: id };
  const about = way === 'references alone' ? 'Re: as I said' : `Re: ${subject}`;
  return letter(n, { from, to, subject: about, text, ...point });
}

/** He is away: a program answers what we sent (RFC 3834). */
export function absence(mail: SunkMail, n: number): Letter {
  const [from = ''] = mail.envelope.to;
  return letter(n, {
    from,
    sender: '',
    to: bare(mail.headers('From')[0]),
    subject: `Automatic reply: ${mail.headers('Subject')[0]}`,
    inReplyTo: mail.headers('Message-ID')[0] ?? '',
    headers: [['Auto-Submitted', 'auto-replied']],
    text: 'I am out of the office until Monday.',
  });
}

/** Our mail comes back (RFC 3464). */
export function bounce(mail: SunkMail, n: number): Letter {
  const token = newToken();
  const [failed = ''] = mail.envelope.to;
  const to = mail.envelope.from;
  const raw = [
    'From: Mail Delivery System <MAILER-DAEMON@customer.example>',
    `To: <${to}>`,
    'Subject: Undelivered Mail Returned to Sender',
    `Date: ${dateOf(n)}`,
    `Message-ID: <${token}@mx.customer.example>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${token}"`,
    '',
    `--${token}`,
    'Content-Type: text/plain',
    '',
    `Your mail could not be delivered. ${token}`,
    `--${token}`,
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.customer.example',
    '',
    `Final-Recipient: rfc822; ${failed}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 no such user',
    `--${token}`,
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${mail.headers('Message-ID')[0]}`,
    `Subject: ${mail.headers('Subject')[0]}`,
    `--${token}--`,
    '',
  ];
  return { token, by: 'smtp', sender: '', recipient: to, raw: Buffer.from(raw.join('\r\n')) };
}

/** A mailing list that somebody once joined with our address. */
export function listMail(n: number): Letter {
  return letter(n, {
    from: `member${n}@club.example`,
    sender: 'club-bounces@club.example',
    to: support,
    subject: `[club] ${subjectOf(n)} again`,
    headers: [
      ['List-Id', '<club.club.example>'],
      ['Precedence', 'list'],
    ],
  });
}

/** What every filter calls spam; `subject` may carry the ID of a ticket. */
export function spam(n: number, from: string, subject: string): Letter {
  return letter(n, { from, to: support, subject, text: gtube });
}

/** The address of `Name <address>`. */
export function bare(field = ''): string {
  return /<([^<>]+)>/.exec(field)?.[1] ?? field.trim();
}
