import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Mail } from '../../../src/mail/mail.ts';
import { readMail } from '../../../src/mail/read.ts';

const file = new URL('../../../fixtures/mail/forwards/cases.txt', import.meta.url).pathname;

/** `= name`, `@subject`, then the text below the note. Each is of Carl Customer, to Ann, and says that it is wrong. */
function cases(): { name: string; subject: string; text: string }[] {
  return `\n${readFileSync(file, 'utf8')}`
    .split(/\n= (?=[a-z\d])/)
    .slice(1)
    .map((source) => {
      const [name = '', subject = '', ...lines] = source.trimEnd().split('\n');
      return { name, subject: subject.slice('@subject '.length), text: lines.join('\n') };
    });
}

function read(subject: string, text: string): Mail {
  const head = [
    'From: Ann Field <ann@example.com>',
    `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
  ];
  return readMail(Buffer.from(`${head.join('\n')}\n\n${Buffer.from(text).toString('base64')}\n`), null);
}

describe('a forwarded mail', () => {
  for (const { name, subject, text } of cases())
    it(`is read with its note: ${name}`, () => {
      const { forwarded, replyText } = read(subject, `Please look at this.\n\n${text}\n`);
      expect(replyText).to.equal('Please look at this.');
      expect(forwarded?.from?.address).to.equal('carl@example.org');
      expect(forwarded?.from?.name).to.include('Customer');
      expect(forwarded?.text.replace(/^[>\s\ufeff]+/, '')).to.equal('It is wrong.');
      expect(forwarded?.date).to.be.a('string');
      if (name !== 'yandex') expect(forwarded?.subject).to.equal('Invoice');
    });

  it('is told from others that it holds', () => {
    const inner =
      '________________________________\nFrom: Dora <dora@example.org>\nSent: Monday\nTo: Carl\nSubject: Old\n\nOld text.';
    const outer =
      'From: Carl <carl@example.org>\nDate: Tuesday, 3 March 2026 at 11:00\nTo: Ann\nSubject: Invoice\n\nSee below.';
    const { forwarded } = read('Invoice', `Note.\n\n${outer}\n\n${inner}\n`);
    expect(forwarded?.from?.address).to.equal('carl@example.org');
    expect(forwarded?.subject).to.equal('Invoice');
    expect(forwarded?.text).to.equal(`See below.\n\n${inner}`);
  });
});
