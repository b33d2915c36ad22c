/** Writes small mails (RFC 5322) for tests. */
import { randomBytes } from 'node:crypto';

export interface MailToCompose {
  readonly from?: string;
  readonly to?: string;
  readonly cc?: string;
  /** Written as it is: encoded words and folding are up to the test. */
  readonly subject?: string;
  /** With angle brackets; null for none. Default: a new one. */
  readonly messageId?: string | null;
  readonly date?: string | null;
  readonly inReplyTo?: string;
  readonly references?: string;
  /** More fields, in order, before the others. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly text?: string;
  readonly html?: string;
  readonly attachments?: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly content: string | Uint8Array;
  }[];
}

interface Part {
  readonly head: readonly string[];
  readonly body: string;
}

/** The mail's bytes, with CRLF line ends and UTF-8 throughout. */
export function compose(mail: MailToCompose = {}): Buffer {
  const { head, body } = content(mail);
  const messageId =
    mail.messageId === undefined ? `<${randomBytes(8).toString('hex')}@client.example>` : mail.messageId;
  const fields: [string, string | null | undefined][] = [
    ...(mail.headers ?? []).map(([name, value]): [string, string] => [name, value]),
    ['From', mail.from ?? 'Kim Lee <kim@customer.example>'],
    ['To', mail.to ?? 'support@localhost'],
    ['Cc', mail.cc],
    ['Subject', mail.subject ?? 'The printer is on fire'],
    ['Date', mail.date === undefined ? 'Mon, 02 Nov 2026 10:00:00 +0000' : mail.date],
    ['Message-ID', messageId],
    ['In-Reply-To', mail.inReplyTo],
    ['References', mail.references],
    ['MIME-Version', '1.0'],
  ];
  const written = fields.flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [`${name}: ${value}`],
  );
  return Buffer.from(`${[...written, ...head].join('\r\n')}\r\n\r\n${body}`);
}

function content(mail: MailToCompose): Part {
  const plain = textPart('plain', mail.text ?? 'It is getting hot in here.\n');
  const html = mail.html === undefined ? [] : [textPart('html', mail.html)];
  const readable = html.length === 0 ? plain : multipart('alternative', [plain, ...html]);
  const files = mail.attachments ?? [];
  return files.length === 0 ? readable : multipart('mixed', [readable, ...files.map(filePart)]);
}

function textPart(subtype: string, text: string): Part {
  return {
    head: [`Content-Type: text/${subtype}; charset=utf-8`, 'Content-Transfer-Encoding: 8bit'],
    body: text.replaceAll(/\r?\n/g, '\r\n'),
  };
}

function filePart(file: NonNullable<MailToCompose['attachments']>[number]): Part {
  const base64 = Buffer.from(file.content).toString('base64');
  return {
    head: [
      `Content-Type: ${file.contentType}; name="${file.filename}"`,
      `Content-Disposition: attachment; filename="${file.filename}"`,
      'Content-Transfer-Encoding: base64',
    ],
    body: base64.replaceAll(/.{76}/g, '$&\r\n'),
  };
}

function multipart(subtype: string, parts: readonly Part[]): Part {
  const boundary = `=_${randomBytes(8).toString('hex')}`;
  const written = parts.map((part) => `--${boundary}\r\n${part.head.join('\r\n')}\r\n\r\n${part.body}\r\n`);
  return {
    head: [`Content-Type: multipart/${subtype}; boundary="${boundary}"`],
    body: `${written.join('')}--${boundary}--\r\n`,
  };
}
