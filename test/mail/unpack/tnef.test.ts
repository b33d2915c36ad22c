import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { decodeTransfer } from '../../../src/mail/encoding/transfer.ts';
import type { Mail } from '../../../src/mail/mail.ts';
import { allParts, parseTree } from '../../../src/mail/mime.ts';
import { readMail } from '../../../src/mail/read.ts';
import { decompressRtf } from '../../../src/mail/unpack/compressed-rtf.ts';
import { readRtf } from '../../../src/mail/unpack/rtf.ts';
import { readTnef } from '../../../src/mail/unpack/tnef.ts';
import { unpack } from '../../../src/mail/unpack/unpack.ts';
import { attribute, binary, file, properties, stream, unicode } from '../../support/tnef.ts';

function rawWith(tnef: Uint8Array, text: string): Buffer {
  const body = `--b\r\n\r\n${text}\r\n--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(tnef).toString('base64')}\r\n--b--\r\n`;
  return Buffer.from(`From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${body}`);
}

const mailWith = (tnef: Uint8Array, text = ''): Mail => readMail(rawWith(tnef, text), null);

const files = fc.array(
  fc.record({
    name: fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
      .map((name) => `${name.toWellFormed().replace(/[\p{C}\p{Z}\s"\\/=?\0]/gu, 'x')}.bin`),
    content: fc.uint8Array({ maxLength: 300 }),
  }),
  { maxLength: 5 },
);

describe('a winmail.dat', () => {
  it('gives its files with their long names, sizes and hashes, and goes itself', () => {
    fc.assert(
      fc.property(files, (given) => {
        const { attachments } = mailWith(stream(...given.map(file)), 'See.');
        expect(attachments.map(({ filename, size, sha256 }) => ({ filename, size, sha256 }))).to.deep.equal(
          given.map(({ name, content }) => ({
            filename: name,
            size: content.length,
            sha256: createHash('sha256').update(content).digest('hex'),
          })),
        );
      }),
    );
  });

  it('gives the text where the mail has none, and only there', () => {
    const tnef = stream(attribute(1, 0x69003, properties(unicode(0x1000, 'It burns: żółć.'))));
    expect(mailWith(tnef).text).to.equal('It burns: żółć.');
    expect(mailWith(tnef, 'See.').text).to.equal('See.');
  });

  it('gives HTML in its own code page', () => {
    const cpid = Buffer.from('0300de3fe3040000', 'hex'); // 1251
    const tnef = stream(
      attribute(
        1,
        0x69003,
        properties(cpid, binary(0x1013, Buffer.from('<p>\xcf\xee\xe6\xe0\xf0</p>', 'latin1'))),
      ),
    );
    expect(mailWith(tnef).text).to.equal('Пожар');
    expect(mailWith(tnef).html).to.equal('<p>Пожар</p>');
  });

  it('gives a message within as a message that can be opened', () => {
    const inner = stream(
      attribute(1, 0x69003, properties(unicode(0x37, 'Größe'), unicode(0x1000, 'Inner text.'))),
      file({ name: 'plan.pdf', content: Buffer.from('%PDF') }),
    );
    const object = Buffer.concat([Buffer.from('0703020000000000c000000000000046', 'hex'), inner]);
    const tnef = stream(
      attribute(2, 0x69002, Buffer.alloc(14)),
      attribute(2, 0x69005, properties(unicode(0x3001, 'Größe'), binary(0x3701, object))),
    );
    const { root } = unpack(parseTree(rawWith(tnef, 'See.').toString('latin1')).root);
    const found = allParts(root).find((part) => part.type.value === 'message/rfc822');
    const read = readMail(decodeTransfer(found?.body ?? '', found?.encoding ?? '').bytes, null);
    expect([read.subject, read.text, read.attachments[0]?.filename]).to.deep.equal([
      'Größe',
      'Inner text.',
      'plan.pdf',
    ]);
  });

  it('stays attached where it is damaged', () => {
    const whole = stream(file({ name: 'a.txt', content: Buffer.from('abc') }));
    const cut = mailWith(whole.subarray(0, whole.length - 30), 'See.');
    expect(cut.attachments.map(({ filename }) => filename)).to.deep.equal(['SHORT~1.DAT', 'winmail.dat']);
    expect(cut.defects.join()).to.include('damaged');
    expect(mailWith(Buffer.from('nothing'), 'See.').attachments[0]?.filename).to.equal('winmail.dat');
  });

  it('never makes the reader throw', () => {
    const whole = stream(
      attribute(1, 0x69003, properties(unicode(0x1000, 'Text'), binary(0x1009, Buffer.alloc(40, 3)))),
      file({ name: 'a.txt', content: Buffer.from('abc') }),
    );
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, octet, length) => {
        const changed = Buffer.from(whole);
        changed[at] = octet;
        readTnef(changed);
        mailWith(changed.subarray(0, length));
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (octets) => void mailWith(Buffer.concat([whole.subarray(0, 6), octets]))),
    );
  });
});

describe('compressed RTF', () => {
  // The example of MS-OXRTFCP 4.1.1.
  const example = Buffer.from(
    '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0',
    'hex',
  );

  it('is decompressed', () => {
    expect(decompressRtf(example)?.toString()).to.equal('{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n');
  });

  it('never gives more than it says, whatever its octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
        const bytes = Buffer.concat([example.subarray(0, 16), octets]);
        expect(decompressRtf(bytes)?.length).to.be.at.most(0x2b);
      }),
    );
  });
});

describe('RTF', () => {
  it('gives its text, with the characters of its code pages', () => {
    const { text, isHtml } = readRtf(
      "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}{\\f1\\fswiss\\fcharset204 Arial;}}\\f0 caf\\'e9 \\u8364?\\par\\f1 \\'cf\\'ee\\par}",
    );
    expect({ text, isHtml }).to.deep.equal({ text: 'café €\nПо', isHtml: false });
  });

  it('gives the HTML that it encapsulates', () => {
    const { text, isHtml } = readRtf(
      '{\\rtf1\\ansi\\ansicpg1252\\fromhtml1{\\*\\htmltag64 <p>}\\htmlrtf {\\b\\htmlrtf0 Fire\\htmlrtf }\\htmlrtf0{\\*\\htmltag72 </p>}}',
    );
    expect({ text, isHtml }).to.deep.equal({ text: '<p>Fire</p>', isHtml: true });
  });
});
