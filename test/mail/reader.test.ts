import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { Failure } from '../../src/failure.ts';
import type { Mail } from '../../src/mail/mail.ts';
import { isHeavy, makeReader, type Reader } from '../../src/mail/reader.ts';
import { unreadable } from '../../src/mail/unreadable.ts';

const mail = (body: string, fields = ''): Buffer =>
  Buffer.from(
    `From: Ann <ann@example.com>\r\nSubject: Fire\r\nMessage-ID: <m1@example.com>\r\n${fields}\r\n${body}`,
  );

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('the reader', () => {
  let reader: Reader;
  const read = (raw: Buffer): Promise<Mail> => reader.read(raw, null);

  before(() => {
    reader = makeReader({ threads: 1 });
  });
  after(() => reader.close());

  it('reads a small mail', async () => {
    const { subject, from, text } = await read(mail('It burns.'));
    expect({ subject, from, text }).to.deep.equal({
      subject: 'Fire',
      from: { name: 'Ann', address: 'ann@example.com' },
      text: 'It burns.',
    });
  });

  it('reads a large mail in a thread, and gives the same', async () => {
    const content = Buffer.alloc(600_000, 7);
    const { attachments, text } = await read(
      mail(
        `--b\r\n\r\nSee.\r\n--b\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n${content.toString('base64')}\r\n--b--\r\n`,
        'Content-Type: multipart/mixed; boundary=b\r\n',
      ),
    );
    expect(text).to.equal('See.');
    expect([attachments[0]?.size, attachments[0]?.sha256]).to.deep.equal([content.length, sha256(content)]);
  }).timeout(20_000);

  it('takes an attachment out of a mail, of a large one in a thread', async () => {
    for (const size of [20, 600_000]) {
      const content = Buffer.alloc(size, 7);
      const raw = mail(
        `--b\r\n\r\nSee.\r\n--b\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n${content.toString('base64')}\r\n--b--\r\n`,
        'Content-Type: multipart/mixed; boundary=b\r\n',
      );
      const found = await reader.attachment(raw, sha256(content));
      expect(Buffer.from(found ?? []).equals(content)).to.equal(true);
      expect(await reader.attachment(raw, sha256(Buffer.from('another')))).to.equal(null);
    }
  }).timeout(20_000);

  it('says so where taking an attachment out takes too long', async () => {
    const hasty = makeReader({ deadlineMs: 1, inlineBytes: 0, threads: 1 });
    const failure = await hasty.attachment(mail('It burns.'), 'x').catch((error: unknown) => error);
    await hasty.close();
    expect(failure).to.be.instanceOf(Failure).and.include({ code: 'unreadable' });
  }).timeout(20_000);

  it('gives up after the deadline with the header and a defect', async () => {
    const hasty = makeReader({ deadlineMs: 1, inlineBytes: 0, threads: 1 });
    const { subject, messageId, text, defects, ...rest } = await hasty.read(mail('It burns.'), null);
    await hasty.close();
    expect({ subject, messageId, text }).to.deep.equal({
      subject: 'Fire',
      messageId: 'm1@example.com',
      text: '',
    });
    expect(defects).to.deep.equal([
      'could not be read: it takes longer than 0.001 s; the original is attached',
    ]);
    const [original] = rest.attachments;
    expect(rest.unreadable).to.equal(true);
    expect([original?.filename, original?.contentType]).to.deep.equal(['original.eml', 'message/rfc822']);
    expect(original?.sha256).to.equal(sha256(mail('It burns.')));
  }).timeout(20_000);

  it('survives a thread that runs out of memory, and reads the next mail', async () => {
    const poor = makeReader({ memoryMb: 40, inlineBytes: 100_000, threads: 1 });
    const first = await poor.read(Buffer.from(`Subject: Fire\r\n${'a:\n'.repeat(900_000)}\n`), null);
    const second = await poor.read(mail('It burns.'), null);
    await poor.close();
    expect(first.subject).to.equal('Fire');
    expect(first.defects).to.deep.equal([
      'could not be read: it takes too much memory; the original is attached',
    ]);
    expect(second.text).to.equal('It burns.');
  }).timeout(40_000);

  it('cuts a text that is too long, and says so', async () => {
    const { text, defects } = await read(mail('x\n'.repeat(5_000_000)));
    expect(text).to.have.length(2_097_152);
    expect(defects).to.deep.equal(['a text is longer than 2 MiB; the rest of it is in the original only']);
  }).timeout(40_000);

  it('sends what is large, or of very many parts or tags, to a thread', () => {
    expect(isHeavy(mail('x'), 1000)).to.equal(false);
    expect(isHeavy(mail('x'.repeat(1000)), 1000)).to.equal(true);
    expect(isHeavy(mail('\n--b'.repeat(300)), 100_000)).to.equal(true);
    expect(isHeavy(mail('<b>'.repeat(5000)), 100_000)).to.equal(true);
  });

  it('never throws on random octets', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        expect(await reader.read(bytes, '')).to.have.property('defects');
      }),
    );
  });

  it('never throws on a mail with octets changed', async () => {
    const whole = mail(
      '--b\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=E4</p>\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\n\r\n--b--',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\nDate: Tue, 3 Mar 2026 10:00:00 +0100\r\n',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 }),
        async (changes) => {
          const mutated = Buffer.from(whole);
          for (const [at, octet] of changes) mutated[at] = octet;
          const { defects } = await reader.read(mutated, null);
          expect(defects.join()).to.not.include('could not be read');
        },
      ),
    );
  });

  it('makes something even of nothing', () => {
    expect(unreadable(new Uint8Array(), 'why not').defects).to.deep.equal([
      'could not be read: why not; the original is attached',
    ]);
  });
});
