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

  it('is no form that somebody typed', () => {
    for (const form of [
      'From: Munich\nTo: Vienna\nDate: 12 March 2026\nSubject: business class',
      'Von: München\nAn: Wien\nDatum: 12.03.2026\nBetreff: Messe',
      'From: Ann Field\nEmail: ann@example.com\nTo: Support\nSubject: Broken lamp',
      'From: Ann Field <ann@example.com>\nSent: 3 March 2026 11:00\nTo: Support\nSubject: Broken lamp',
    ]) {
      const text = `Good morning,\n\n${form}\n\nI also need a receipt.`;
      const { forwarded, replyText } = read('Booking', text);
      expect(forwarded, form).to.equal(null);
      expect(replyText).to.equal(text);
    }
  });

  it('is what the subject says, though it is of the sender himself', () => {
    const text =
      'From: Ann Field <ann@example.com>\nSent: 3 March 2026 11:00\nTo: Bob\nSubject: Lamp\n\nIt is off.';
    const { forwarded, replyText } = read('Fwd: Lamp', `Did you see this?\n\n${text}`);
    expect(forwarded?.from?.address).to.equal('ann@example.com');
    expect(replyText).to.equal('Did you see this?');
  });

  it('is shown whole where nothing stands above and nothing says that it was forwarded', () => {
    const text =
      'From: Carl <carl@example.org>\nDate: Tuesday, 3 March 2026\nTo: Ann\nSubject: Invoice\n\nIt is wrong.';
    const { forwarded, replyText } = read('Invoice', text);
    expect(forwarded?.from?.address).to.equal('carl@example.org');
    expect(replyText).to.equal(text);
  });
});
