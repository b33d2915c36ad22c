import { expect } from 'chai';
import fc from 'fast-check';
import { decodeText } from '../../../src/mail/encoding/charset.ts';
import { decodeTextTransfer, decodeTransfer } from '../../../src/mail/encoding/transfer.ts';

const latin = (octets: string): Buffer => Buffer.from(octets, 'latin1');

describe('charsets', () => {
  const cases: readonly (readonly [string, Buffer, string])[] = [
    ['utf-8', Buffer.from('Grüße'), 'Grüße'],
    ['iso-8859-1', latin('Gr\xfc\xdfe'), 'Grüße'],
    ['iso-8859-1', Buffer.from('Grüße'), 'Grüße'],
    ['us-ascii', latin('\x93a\x94'), '“a”'],
    ['', latin('caf\xe9'), 'café'],
    ['nonsense-7', Buffer.from('Grüße'), 'Grüße'],
    ['utf-8', latin('Gr\xfc\xdfe'), 'Grüße'],
    ['UTF-7', latin('Gr+APwA3w-e'), 'Grüße'],
    ['ks_c_5601-1987', latin('\xb0\xa1'), '가'],
    ['iso-2022-kr', latin('\x1b$)C\x0e0!\x0f'), '가'],
    ['hz-gb-2312', latin('~{<:~}a'), '己a'],
    ['cp437', latin('\x84'), 'ä'],
    ['windows-1258', latin('\xf0'), 'đ'],
    ['koi8-r', latin('\xf0'), 'П'],
    ['ks_c_5601-1987', latin('\x8cc'), '똠'],
    ['windows-949', latin('\x98\xde'), '샾'],
    ['big5-hkscs', latin('\x88\x62'), 'Ê̄'],
    ['iso-8859-2', latin('\x9cledzenie'), 'śledzenie'],
    ['iso-8859-7', latin('\xa2\xef \x93'), 'Άο “'],
    ['iso-8859-2', Buffer.from('Grüße, größer'), 'Grüße, größer'],
    ['windows-1251', Buffer.from('Grüße, größer'), 'Grüße, größer'],
    ['gbk', Buffer.from('您好，我的订单'), '您好，我的订单'],
    ['utf-8', latin('\xcf\xf0\xe8\xed\xf2\xe5\xf0 \xe3\xee\xf0\xe8\xf2'), 'Принтер горит'],
    [
      'iso-8859-1',
      latin('\xcf\xf0\xe8\xed\xf2\xe5\xf0 \xe3\xee\xf0\xe8\xf2 \xf1\xee\xe2\xf1\xe5\xec'),
      'Принтер горит совсем',
    ],
    ['iso-8859-1', latin('\xc4\xd6\xdc \xe4\xf6\xfc\xdf'), 'ÄÖÜ äöüß'],
  ];
  for (const [label, bytes, wanted] of cases) {
    it(`${label === '' ? 'none' : label} gives ${wanted}`, () => {
      expect(decodeText(bytes, label).text).to.equal(wanted);
    });
  }

  it('never throw, whatever the label and the octets', () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array(), (label, bytes) => {
        expect(decodeText(bytes, label).text).to.be.a('string');
      }),
    );
  });
});

describe('transfer encodings', () => {
  it('give back any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const base64 = Buffer.from(bytes)
          .toString('base64')
          .replace(/(.{40})/g, '$1\r\n');
        expect([...decodeTransfer(base64, 'base64').bytes]).to.deep.equal([...bytes]);
        const quoted = [...bytes].map((byte) => `=${byte.toString(16).padStart(2, '0')}`).join('=\r\n');
        expect([...decodeTransfer(quoted, 'quoted-printable').bytes]).to.deep.equal([...bytes]);
      }),
    );
  });

  it('skip what is no base64, and say so', () => {
    const { bytes, defect } = decodeTransfer('aGVs*bG8=', 'base64');
    expect(bytes.toString()).to.equal('hello');
    expect(defect).to.include('base64');
  });

  it('take a body for what it is where it is not encoded as it says', () => {
    const plain = 'Grüße, the lamp is broken.\r\nAnna\r\n';
    const html = '<p>The lamp is broken</p>\r\n';
    for (const body of [plain, html]) {
      const { bytes, defect } = decodeTextTransfer(Buffer.from(body).toString('latin1'), 'base64');
      expect(bytes.toString()).to.equal(body);
      expect(defect).to.include('not base64');
    }
    const words = 'My order number 12 has not come yet, please look where it is. Thank you very much, Jana';
    const lines = Buffer.from(words).toString('base64').replace(/.{76}/g, '$&\r\n');
    const { bytes, defect } = decodeTextTransfer(`${lines}\r\n`, 'quoted-printable');
    expect(bytes.toString()).to.equal(words);
    expect(defect).to.include('base64');
  });

  it('read base64 with blanks and signs in its lines as base64', () => {
    const lines = Buffer.from('hello, world! '.repeat(20)).toString('base64').replace(/.{20}/g, '$& ');
    expect(
      decodeTextTransfer(`${lines.slice(0, 40)}*${lines.slice(40)}`, 'base64').bytes.toString(),
    ).to.include('hello');
  });

  it('read base64 that was padded in the middle', () => {
    expect(decodeTransfer('aGU=\nbGxv', 'base64').bytes.toString()).to.equal('hello');
  });

  it('read uuencoded bodies', () => {
    expect(decodeTransfer('begin 644 a.txt\n%:&5L;&\\\n`\nend\n', 'x-uuencode').bytes.toString()).to.equal(
      'hello',
    );
  });

  it('drop white space before line ends and join soft line breaks of quoted-printable', () => {
    expect(decodeTransfer('a \t\r\nb= \r\nc=20\r\n', 'quoted-printable').bytes.toString()).to.equal(
      'a\r\nbc \r\n',
    );
  });

  it('keep stray equals signs of quoted-printable', () => {
    expect(decodeTransfer('a=b =3D', 'quoted-printable').bytes.toString()).to.equal('a=b =');
  });
});
