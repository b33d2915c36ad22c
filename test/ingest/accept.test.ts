import { expect } from 'chai';
import fc from 'fast-check';
import { mailKey, newMail } from '../../src/ingest/accept.ts';
import { aDelivery, aMail } from '../support/facts.ts';

const lane = 'support@desk.example';
const mail = aMail({ headers: [{ name: 'date', value: 'Mon, 02 Nov 2026 10:00:00 +0000' }] });
const raw = Buffer.from('Message-ID: <first@customer.example>\r\n\r\nIt burns.\r\n');
const key = mailKey(lane, mail, raw);

describe('the identity of a mail', () => {
  it('is the same whichever way it came: other trace fields, other line ends, other white space at the end', () => {
    const fetched = Buffer.from(
      'Return-Path: <x@y>\nReceived: by us\nMessage-ID: <first@customer.example>\n\nIt burns.\n\n',
    );
    expect(mailKey(lane, mail, fetched)).to.equal(key);
  });

  it('differs in another lane: a mail to two lanes is two deliveries', () => {
    expect(mailKey('billing@desk.example', mail, raw)).not.to.equal(key);
  });

  it('differs with another body: a Message-ID that is used again is no reason to lose a mail', () => {
    expect(
      mailKey(lane, mail, Buffer.from('Message-ID: <first@customer.example>\r\n\r\nNow it smokes.\r\n')),
    ).not.to.equal(key);
  });

  it('differs with another author or date', () => {
    expect(mailKey(lane, { ...mail, from: { name: '', address: 'eve@else.example' } }, raw)).not.to.equal(
      key,
    );
    expect(
      mailKey(lane, { ...mail, headers: [{ name: 'date', value: 'Tue, 03 Nov 2026 10:00:00 +0000' }] }, raw),
    ).not.to.equal(key);
  });

  it('is that of all bytes where there is no Message-ID', () => {
    const nameless = { ...mail, messageId: null };
    expect(mailKey(lane, nameless, raw)).to.equal(mailKey(lane, nameless, Buffer.from(raw)));
    expect(mailKey(lane, nameless, raw)).not.to.equal(
      mailKey(lane, nameless, Buffer.concat([Buffer.from('X: y\r\n'), raw])),
    );
  });

  it('can be told of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) =>
        /^[0-9a-f]{64}$/.test(mailKey(lane, mail, bytes)),
      ),
    );
  });

  it('takes a body that is a view into a larger buffer', () => {
    const large = Buffer.concat([Buffer.from('noise'), raw, Buffer.from('noise')]);
    expect(mailKey(lane, mail, large.subarray(5, 5 + raw.length))).to.equal(key);
  });
});

describe('the row of a new mail', () => {
  it('names the author, or the envelope sender where there is none, and a subject short enough for lists', () => {
    const row = newMail(aDelivery(), aMail({ from: null, subject: 'x'.repeat(500) }), raw);
    expect(row.from).to.equal('ana@customer.example');
    expect(row.subject).to.have.length(200);
  });
});
