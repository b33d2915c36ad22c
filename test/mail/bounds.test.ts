/** What reading a hostile mail may cost: bounds that docs/limits.md names. Nothing is lost by them, the mail is kept whole. */
import { expect } from 'chai';
import { readMail } from '../../src/mail/read.ts';
import { decompressRtf } from '../../src/mail/unpack/compressed-rtf.ts';
import { attribute, binary, file, properties, stream, unicode } from '../support/tnef.ts';

const read = (raw: string) =>
  readMail(Buffer.from(`From: a@b.example\r\nSubject: x\r\n${raw}`, 'latin1'), null);
const messageClass = Buffer.from('0703020000000000c000000000000046', 'hex');

describe('the bounds of reading', () => {
  it('leave a message within the mail closed, however deep it goes on', () => {
    const inner = 'Content-Type: message/rfc822\r\n\r\n'.repeat(200);
    const { attachments } = read(
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\n${inner}\r\n--b--\r\n`,
    );
    expect(attachments.map(({ contentType, size }) => [contentType, size])).to.deep.equal([
      ['message/rfc822', inner.length - 'Content-Type: message/rfc822\r\n\r\n'.length],
    ]);
  });

  it('hold the attachments to a thousand parts, and say so', () => {
    const part = '--b\r\nContent-Disposition: attachment; filename=a\r\n\r\nx\r\n';
    const { attachments, defects } = read(
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(5000)}--b--\r\n`,
    );
    expect(attachments).to.have.lengthOf(999);
    expect(defects.join()).to.include('1000 parts');
  });

  it('hold compressed RTF to 8 MiB, and to what its octets can make', () => {
    const bomb = Buffer.alloc(16 + 1_700_000, 0xff);
    bomb.writeUInt32LE(0xffffffff, 4);
    bomb.writeUInt32LE(0x75465a4c, 8);
    // Nothing but runs of 17 octets, each from elsewhere than where the ring is written (that would be the end).
    let write = 207;
    for (let at = 16; at + 16 < bomb.length; at += 17)
      for (let i = 1; i < 17; i += 2) {
        bomb.writeUInt16BE((((write + 1000) & 4095) << 4) | 15, at + i);
        write += 17;
      }
    expect(decompressRtf(bomb)?.length).to.equal(8_388_608);
    expect(decompressRtf(bomb.subarray(0, 116))?.length).to.be.at.most(900);
  });

  it('open messages in winmail.dat to three levels, and attach what goes deeper', () => {
    let tnef = stream(file({ name: 'plan.pdf', content: Buffer.alloc(100_000) }));
    for (let level = 0; level < 8; level += 1) {
      const object = Buffer.concat([messageClass, tnef]);
      tnef = stream(
        attribute(2, 0x69002, Buffer.alloc(14)),
        attribute(2, 0x69005, properties(unicode(0x3001, 'note'), binary(0x3701, object))),
      );
    }
    const { attachments } = read(
      `Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n${tnef.toString('base64')}\r\n`,
    );
    expect(attachments.map(({ contentType }) => contentType)).to.deep.equal(['message/rfc822']);
    expect(attachments[0]?.size).to.be.within(tnef.length, 3 * tnef.length);
  });
});
