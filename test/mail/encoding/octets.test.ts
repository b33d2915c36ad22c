import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { toOctets } from '../../../src/mail/encoding/octets.ts';
import { readMail } from '../../../src/mail/read.ts';

const root = new URL('../../../fixtures/mail/', import.meta.url).pathname;
const mails = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.eml'))
  .map((file) => readFileSync(join(root, file), 'latin1').replace(/\r?\n|\r/g, '\n'));

const told = (octets: string) => {
  const { subject, messageId, nature, replyText } = readMail(Buffer.from(octets, 'latin1'), null);
  return { subject, messageId, nature: nature.kind, replyText: replyText.trim() };
};

describe('a mail whose lines end in bare carriage returns', () => {
  it('reads like one with line feeds, also where it gained a CRLF at its end or a trace on top', () => {
    for (const mail of mails) {
      const bare = mail.replaceAll('\n', '\r');
      const traced = `Received: from a.example by b.example;\r\n Tue, 3 Mar 2026 10:00:00 +0100\r\n${bare}\r\n`;
      expect(told(bare)).to.deep.equal(told(mail));
      expect(told(`${bare}\r\n`)).to.deep.equal(told(mail));
      if (/^[\w-]+:/.test(mail)) expect(told(traced)).to.deep.equal(told(mail));
    }
  }).timeout(20_000);

  it('is not one whose first lines end otherwise: its octets stay', () => {
    const octets = `Subject: a\r\nX: b\r\n\r\n${'c\r'.repeat(2)}\r\nd`;
    expect(toOctets(Buffer.from(octets))).to.equal(octets);
  });
});
