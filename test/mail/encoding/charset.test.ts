import { expect } from 'chai';
import fc from 'fast-check';
import { decodeText } from '../../../src/mail/encoding/charset.ts';
import { decodeTransfer } from '../../../src/mail/encoding/transfer.ts';

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
