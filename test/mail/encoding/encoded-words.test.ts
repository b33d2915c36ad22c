import { expect } from 'chai';
import fc from 'fast-check';
import { decodeWords, displayText, fieldText } from '../../../src/mail/encoding/encoded-words.ts';

describe('encoded words (RFC 2047)', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['=?iso-8859-1?Q?Gr=FC=DFe?=', 'Grüße'],
    ['=?utf-8?q?a_b?= c', 'a b c'],
    ['=?utf-8?B?w6Q=?= =?utf-8?B?w7Y=?=', 'äö'],
    ['=?utf-8?B?w6Q=?= and =?utf-8?B?w7Y=?=', 'ä and ö'],
    ['=?utf-8?B?ww==?= =?utf-8?B?pA==?=', 'ä'],
    ['=?gb2312?B?6UY=?=', '镕'],
    ['=?x-unknown?Q?Gr=C3=BC=C3=9Fe?=', 'Grüße'],
    ['=?utf-8*de?Q?ja?=', 'ja'],
    ['=?utf-8?Q?with space?=', 'with space'],
    ['=?utf-8?X?nothing?=', '=?utf-8?X?nothing?='],
    ['no =? word', 'no =? word'],
  ];
  for (const [given, wanted] of cases) {
    it(`reads ${given}`, () => {
      expect(decodeWords(given)).to.equal(wanted);
    });
  }

  it('gives back any text that was encoded in words cut between octets', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 20 }),
        (text, size) => {
          const bytes = Buffer.from(text.toWellFormed().replace(/[\r\n]/g, ' '));
          const words: string[] = [];
          for (let at = 0; at < bytes.length; at += size)
            words.push(`=?utf-8?B?${bytes.subarray(at, at + size).toString('base64')}?=`);
          expect(decodeWords(words.join('\n '))).to.equal(bytes.toString().replace(/^\ufeff/, ''));
        },
      ),
    );
  });

  it('never throws and never takes a control character along', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(displayText(`=?utf-8?Q?${text}?= ${text}`)).to.not.match(/[\x00-\x08\x0b-\x1f]/);
      }),
    );
  });

  it('reads raw UTF-8, else the charset of the body, else windows-1252', () => {
    expect(fieldText(Buffer.from('Grüße').toString('latin1'), '')).to.equal('Grüße');
    expect(fieldText('\xf0\xd2', 'koi8-r')).to.equal('Пр');
    expect(fieldText('Gr\xfc\xdfe \x80', '')).to.equal('Grüße €');
  });
});
