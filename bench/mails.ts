/** Mails made for measuring: no two alike. */
import { randomBytes } from 'node:crypto';

const words =
  'the printer in our office stopped this morning after update and shows only error lamp could you please tell us what to do order invoice paper tray restart network cable colleague tried twice nothing helps we need it before noon thanks'.split(
    ' ',
  );

/** About that many octets of text in lines. */
function prose(octets: number): string {
  const lines: string[] = [];
  for (let left = octets; left > 0; ) {
    const line = Array.from({ length: 11 }, () => words[Math.floor(Math.random() * words.length)]).join(' ');
    lines.push(line);
    left -= line.length + 2;
  }
  return lines.join('\r\n');
}

/** Each mail is by somebody else, so that each earns a receipt. */
const newSender = () => `ana@${randomBytes(6).toString('hex')}.example.net`;

const head = (type: string, sender = newSender()): string =>
  [
    `From: Ana <${sender}>`,
    'To: support@localhost',
    `Subject: The printer ${randomBytes(4).toString('hex')}`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${randomBytes(12).toString('hex')}@example.net>`,
    'MIME-Version: 1.0',
    `Content-Type: ${type}`,
  ].join('\r\n');

/** A mail as a person’s program writes it: text and HTML, about 5 KB. */
export function ordinaryMail(): Buffer {
  const boundary = randomBytes(12).toString('hex');
  const text = prose(2000);
  const html = `<html><body>${text
    .split('\r\n')
    .map((line) => `<p>${line}</p>`)
    .join('\r\n')}</body></html>`;
  const part = (type: string, body: string) =>
    `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\n\r\n${body}\r\n`;
  const parts = `${part('text/plain', text)}${part('text/html', html)}--${boundary}--\r\n`;
  return Buffer.from(`${head(`multipart/alternative; boundary="${boundary}"`)}\r\n\r\n${parts}`);
}

/** A mail of that many octets, all but some of them an attachment. */
export function largeMail(octets: number): Buffer {
  const boundary = randomBytes(12).toString('hex');
  const start = `${head(`multipart/mixed; boundary="${boundary}"`)}\r\n\r\n--${boundary}\r\nContent-Type: text/plain\r\n\r\n${prose(500)}\r\n--${boundary}\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="scan.bin"\r\n\r\n`;
  const end = `--${boundary}--\r\n`;
  const lines = Math.floor((octets - start.length - end.length) / 78);
  const encoded = randomBytes(lines * 57).toString('base64');
  const body = encoded.replaceAll(/.{76}/g, '$&\r\n');
  return Buffer.from(`${start}${body}${end}`);
}
