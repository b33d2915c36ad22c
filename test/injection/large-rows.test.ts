import { expect } from 'chai';
import mongoose from 'mongoose';
import { readMail } from '../../src/mail/read.ts';
import { messageRow } from '../../src/store/ticket-rows.ts';
import { now } from '../support/facts.ts';

const largestDocument = 16 * 1_048_576;

describe('a mail made to be larger than a document of the store', () => {
  it('fits, with hundreds of attachments of long names, types and identifiers', () => {
    const label = (name: string) => `${name}-${'x'.repeat(30_000)}`;
    const part = `--b\r\nContent-Type: image/${label('t')}\r\nContent-ID: <${label('i')}>\r\nContent-Disposition: attachment; filename="${label('n')}"\r\n\r\nx\r\n`;
    const raw = `From: a@x.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(300)}--b--\r\n`;
    const mail = readMail(Buffer.from(raw), null);
    expect(JSON.stringify(mail.attachments).length).to.be.above(largestDocument);
    const row = messageRow({
      id: '65a1b2c3d4e5f60718290001',
      ticket: '65a1b2c3d4e5f60718290002',
      kind: 'inbound',
      messageId: mail.messageId,
      from: mail.from ?? { name: '', address: '' },
      to: [],
      subject: mail.subject,
      text: mail.text,
      replyText: mail.replyText,
      html: mail.html,
      attachments: mail.attachments,
      mark: null,
      nature: null,
      mail: null,
      outgoing: null,
      createdAt: now,
    });
    expect(mongoose.mongo.BSON.calculateObjectSize(row)).to.be.below(largestDocument);
  });
});
