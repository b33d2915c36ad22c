import { expect } from 'chai';
import fc from 'fast-check';
import { readMail } from '../../src/mail/read.ts';
import { compose } from '../support/mail.ts';
import { hostile } from './hostile.ts';
import { asBytes, harmless } from './letters.ts';

/** A name of one file in one folder, on any system, that shows as what it is. */
function expectTame(name: string | null): void {
  if (name === null) return;
  expect(name).not.to.match(
    /[/\\]|^\.{0,2}$|[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u,
  );
  expect(name.isWellFormed()).to.equal(true);
  expect(name).to.have.lengthOf.at.most(255);
}

const namesOf = (raw: Uint8Array) => readMail(raw, null).attachments.map(({ filename }) => filename);

describe('what a stranger writes, in the name of a file', () => {
  it('is one name without path and controls, hidden in percent signs (RFC 2231)', () => {
    fc.assert(
      fc.property(hostile, (file) => {
        const names = namesOf(asBytes({ ...harmless, file }));
        expect(names).to.have.lengthOf(1);
        names.forEach(expectTame);
      }),
      { numRuns: 300 },
    );
  });

  it('is one, hidden in an encoded word, or as it stands', () => {
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, encoded) => {
        const word = `=?utf-8?B?${Buffer.from(text.slice(0, 500)).toString('base64')}?=`;
        const filename = encoded ? word : text.replace(/[\r\n]/g, '');
        namesOf(compose({ attachments: [{ filename, contentType: 'image/png', content: 'x' }] })).forEach(
          expectTame,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('is one where a forwarded mail is named by its subject', () => {
    fc.assert(
      fc.property(hostile, (subject) => {
        const word = `=?utf-8?B?${Buffer.from(subject.slice(0, 500)).toString('base64')}?=`;
        const raw = `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\nSubject: ${word}\r\n\r\ny\r\n--b--\r\n`;
        namesOf(Buffer.from(raw)).forEach(expectTame);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the ending of a long name, by which people know what it is', () => {
    const [name] = namesOf(asBytes({ ...harmless, file: `${'long '.repeat(90)}.pdf` }));
    expect(name)
      .to.match(/\.pdf$/)
      .and.have.lengthOf(255);
  });
});
