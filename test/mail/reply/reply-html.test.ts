import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readMail } from '../../../src/mail/read.ts';

const file = new URL('../../../fixtures/mail/replies/cases/clients.html', import.meta.url).pathname;

/** `= name`, then perhaps `@reply` and what the writer wrote, paragraphs parted by ` | `, then the page. */
function cases(): { name: string; wanted: string; page: string }[] {
  return `\n${readFileSync(file, 'utf8')}`
    .split('\n= ')
    .slice(1)
    .map((source) => {
      const [name = '', ...lines] = source.trimEnd().split('\n');
      const told = lines[0]?.startsWith('@reply ') === true ? lines.shift() : undefined;
      const wanted = told?.slice('@reply '.length).replaceAll(' | ', '\n\n') ?? 'It still burns.';
      return { name, wanted, page: lines.join('\n') };
    });
}

function readPage(page: string): string {
  const head = [
    'From: Ann Field <ann@example.com>',
    'Subject: Re: Printer',
    'In-Reply-To: <ours.4@example.net>',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
  ];
  const body = Buffer.from(page).toString('base64');
  return readMail(Buffer.from(`${head.join('\n')}\n\n${body}\n`), null).replyText;
}

describe('the reply in pages of mail programs that write HTML alone', () => {
  for (const { name, wanted, page } of cases())
    it(`is what the writer wrote: ${name}`, () => {
      expect(readPage(page)).to.equal(wanted);
    });
});
