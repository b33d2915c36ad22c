import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { separateFiles } from '../../../src/mail/encoding/uuencode.ts';
import type { Mail } from '../../../src/mail/mail.ts';
import { readMail } from '../../../src/mail/read.ts';
import { readCms } from '../../../src/mail/unpack/smime.ts';

const read = (body: string, fields = ''): Mail =>
  readMail(Buffer.from(`From: a@b.example\r\n${fields}\r\n${body}`, 'latin1'), null);
const named = ({ attachments }: Mail) => attachments.map(({ filename, sha256 }) => [filename, sha256]);
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** By the algorithm of POSIX.1. */
function uuencode(bytes: Uint8Array, name: string): string {
  const c = (value: number): string => String.fromCharCode(value === 0 ? 96 : value + 32);
  let out = `begin 644 ${name}\r\n`;
  for (let at = 0; at < bytes.length; at += 45) {
    const line = bytes.subarray(at, at + 45);
    out += c(line.length);
    for (let i = 0; i < line.length; i += 3) {
      const [x = 0, y = 0, z = 0] = line.subarray(i, i + 3);
      out += c(x >> 2) + c(((x & 3) << 4) | (y >> 4)) + c(((y & 15) << 2) | (z >> 6)) + c(z & 63);
    }
    out += '\r\n';
  }
  return `${out}\`\r\nend\r\n`;
}

function yencode(bytes: Uint8Array, name: string): string {
  const body = [...bytes].map((octet) => {
    const code = (octet + 42) & 255;
    return [0, 10, 13, 61].includes(code)
      ? `=${String.fromCharCode((code + 64) & 255)}`
      : String.fromCharCode(code);
  });
  return `=ybegin line=128 size=${bytes.length} name=${name}\r\n${body.join('')}\r\n=yend size=${bytes.length}\r\n`;
}

describe('files within the text', () => {
  for (const [kind, encode] of [
    ['uuencode', uuencode],
    ['yEnc', yencode],
  ] as const)
    it(`become attachments, and leave the text: ${kind}`, () => {
      fc.assert(
        fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 3 }), (files) => {
          const mail = read(
            `Hello.\r\n${files.map((bytes, index) => encode(bytes, `f ${index}.bin`)).join('')}Bye.\r\n`,
          );
          expect(mail.text).to.equal('Hello.\nBye.\n');
          expect(named(mail)).to.deep.equal(files.map((bytes, index) => [`f ${index}.bin`, hash(bytes)]));
          expect(mail.defects).to.deep.equal([]);
        }),
      );
    });

  it('are not seen in prose', () => {
    const text = 'We\nbegin 644 tests\nat noon, and\n=ybegin is a word.\n';
    expect(separateFiles(text)).to.deep.equal({ text, files: [], defects: [] });
  });
});

const der = (tag: number, ...content: readonly Buffer[]): Buffer => {
  const inner = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag, 0x82, inner.length >> 8, inner.length & 255]), inner]);
};
const oid = (hex: string): Buffer => der(6, Buffer.from(hex, 'hex'));
const signed = (...octets: readonly Buffer[]): Buffer =>
  der(
    0x30,
    oid('2a864886f70d010702'),
    der(
      0xa0,
      der(
        0x30,
        der(2, Buffer.from([1])),
        der(0x31),
        der(0x30, oid('2a864886f70d010701'), der(0xa0, ...octets)),
      ),
    ),
  );
const smime = (cms: Buffer): Mail =>
  read(
    cms.toString('base64'),
    'Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n',
  );

describe('S/MIME', () => {
  const entity = Buffer.from('Content-Type: text/plain\r\n\r\nIt burns.');

  it('opens what is signed, also where it comes in pieces', () => {
    const pieces = der(0x24, der(4, entity.subarray(0, 9)), der(4, entity.subarray(9)));
    for (const octets of [der(4, entity), pieces]) {
      const { text, protection, attachments } = smime(signed(octets));
      expect({ text, protection, attachments }).to.deep.equal({
        text: 'It burns.',
        protection: ['signed-smime'],
        attachments: [],
      });
    }
  });

  it('keeps what is encrypted whole, and says so', () => {
    const { text, protection, attachments, defects } = smime(der(0x30, oid('2a864886f70d010703'), der(0xa0)));
    expect({ text, protection }).to.deep.equal({ text: '', protection: ['encrypted-smime'] });
    expect(attachments.map(({ filename }) => filename)).to.deep.equal(['smime.p7m']);
    expect(defects.join()).to.include('encrypted (S/MIME)');
  });

  it('opens what is compressed (RFC 3274), up to 16 MiB', () => {
    const compressed = (content: Buffer): Buffer =>
      der(
        0x30,
        oid('2a864886f70d0109100109'),
        der(
          0xa0,
          der(
            0x30,
            der(2, Buffer.from([0])),
            der(0x30, oid('2a864886f70d0109100308')),
            der(0x30, oid('2a864886f70d010701'), der(0xa0, der(4, deflateSync(content)))),
          ),
        ),
      );
    const { text, protection, defects } = smime(compressed(entity));
    expect({ text, protection, defects }).to.deep.equal({ text: 'It burns.', protection: [], defects: [] });
    const bomb = smime(compressed(Buffer.alloc(17_000_000)));
    expect(bomb.attachments.map(({ filename }) => filename)).to.deep.equal(['smime.p7m']);
  });

  it('never throws on what is no CMS', () => {
    const whole = signed(der(4, entity));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, octet) => {
        const changed = Buffer.from(whole);
        changed[at] = octet;
        smime(changed);
      }),
    );
    fc.assert(fc.property(fc.uint8Array(), (octets) => void readCms(Buffer.from(octets))));
    readCms(Buffer.alloc(100_000, Buffer.from([0x30, 0x80])));
  });
});

describe('OpenPGP', () => {
  it('is read out of its armour where it is signed', () => {
    const { replyText, signature, protection } = read(
      '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\nIt burns.\n- - twice\n-----BEGIN PGP SIGNATURE-----\n\nabc=\n-----END PGP SIGNATURE-----\n',
    );
    expect({ replyText, protection }).to.deep.equal({
      replyText: 'It burns.\n- twice',
      protection: ['signed-pgp-inline'],
    });
    expect(signature).to.include('BEGIN PGP SIGNATURE');
  });

  it('is kept whole where it is encrypted', () => {
    const inline = read('-----BEGIN PGP MESSAGE-----\n\nabc=\n-----END PGP MESSAGE-----\n');
    expect(inline.protection).to.deep.equal(['encrypted-pgp-inline']);
    const whole = read(
      '--b\n\nVersion: 1\n--b\nContent-Type: application/octet-stream; name=x.asc\n\n-----BEGIN PGP MESSAGE-----\n--b--\n',
      'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\r\n',
    );
    expect(whole.protection).to.deep.equal(['encrypted-pgp']);
    expect(read('> -----BEGIN PGP MESSAGE-----\n').protection).to.deep.equal([]);
  });
});

describe('a piece of a message', () => {
  it('is named as such, attached, refers to the whole, and shows the text of the first', () => {
    const { text, attachments, references, defects } = read(
      'Subject: Whole\n\nIt burns.\n',
      'Content-Type: message/partial; id="x@y.example"; number=1; total=3\r\n',
    );
    expect(text).to.equal('It burns.\n');
    expect(attachments.map(({ filename }) => filename)).to.deep.equal(['part 1 of 3.eml']);
    expect(defects.join()).to.include('part 1 of 3');
    expect(references).to.deep.equal(['x@y.example']);
  });
});
