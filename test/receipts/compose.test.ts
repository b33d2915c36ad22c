import { expect } from 'chai';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { Failure } from '../../src/failure.ts';
import type { OutgoingEntry } from '../../src/model/outbox-store.ts';
import { makeReceiptComposer, type ReceiptInput } from '../../src/receipts/compose.ts';
import { renderRaw } from '../../src/receipts/smtp.ts';
import { loadTemplates } from '../../src/templates.ts';
import { aMail, now } from '../support/facts.ts';
import { anEntry, countingIds, deskSettings, noFiles, plainSigner } from '../support/outgoing.ts';

const [department] = deskSettings.departments;
if (department === undefined) throw new Error('no department');
const templates = loadTemplates('');
const composer = { templates, signer: plainSigner, settings: deskSettings, hostname: 'desk.example' };

function compose(change: Partial<ReceiptInput> = {}, subject = 'Printer on fire') {
  return makeReceiptComposer({ ...composer, newId: countingIds() })({
    ticket: { id: '65a1b2c3d4e5f60718290001', number: 48213, ticketId: '48213-K7QF', subject },
    department: department ?? expect.fail(),
    lane: 'support@desk.example',
    mail: aMail({ messageId: 'm2@customer.example', references: ['m1@customer.example'] }),
    to: 'ana@customer.example',
    cause: '65a1b2c3d4e5f60718293a4b',
    acceptedAt: now,
    now,
    waitsFor: ['65a1b2c3d4e5f60718290b0b'],
    ...change,
  });
}

describe('composeReceipt', () => {
  it('carries what RFC 3834 and the desks ask of automatic mail', () => {
    expect(Object.fromEntries(compose().headers)).to.deep.equal({
      'Auto-Submitted': 'auto-replied',
      'X-Auto-Response-Suppress': 'All',
      Precedence: 'auto_reply',
      'X-Postern-Loop': 'desk.example',
      'Content-Language': 'en',
      'In-Reply-To': '<m2@customer.example>',
      References: '<m1@customer.example> <m2@customer.example>',
    });
  });

  it('is signed where it can come back', () => {
    const { id, messageId, replyTo, envelopeSender } = compose();
    expect(messageId).to.equal(`receipt.48213.${id}@desk.example`);
    expect(replyTo).to.equal('support+48213.k7qf@desk.example');
    expect(envelopeSender).to.equal(`support+b.${id}@desk.example`);
  });

  it('says ticket, subject, department and when to expect an answer', () => {
    const { subject, text, html, from } = compose();
    expect(subject).to.equal('[#48213-K7QF] Printer on fire');
    expect(from).to.deep.equal({ name: 'Example Support', address: 'support@desk.example' });
    for (const body of [text, html]) {
      expect(body).to.include('48213-K7QF').and.include('Printer on fire').and.include('Example Support');
      expect(body).to.include('within one working day').and.include('passwords');
    }
  });

  it('waits for the notices', () => expect(compose().waitsFor).to.deep.equal(['65a1b2c3d4e5f60718290b0b']));

  it('speaks the customer’s language where it can, without the department’s words', () => {
    const mail = aMail({ headers: [{ name: 'content-language', value: 'de-AT' }] });
    const { text, headers } = compose({ mail });
    expect(headers).to.deep.include(['Content-Language', 'de']);
    expect(text).to.include('Guten Tag').and.not.include('one working day');
  });

  it('speaks the department’s language where it does not know the customer’s', () => {
    const mail = aMail({ headers: [{ name: 'accept-language', value: 'fi, en;q=0.5' }] });
    expect(compose({ mail }).headers).to.deep.include(['Content-Language', 'en']);
  });

  it('is not made out to what is no plain address', () => {
    expect(() => compose({ to: 'a@x.example, b@y.example' })).to.throw(Failure);
  });

  it('carries nothing of the customer’s body or name', () => {
    const mail = aMail({
      text: 'zirconium',
      replyText: 'zirconium',
      from: { name: 'zirconium', address: 'a@x.example' },
    });
    expect(JSON.stringify(compose({ mail }))).not.to.include('zirconium');
  });
});

/** Fields that a receipt may have, and no other. */
const known = [
  ...[
    'auto-submitted',
    'x-auto-response-suppress',
    'precedence',
    'x-postern-loop',
    'content-language',
    'in-reply-to',
  ],
  ...[
    'references',
    'from',
    'to',
    'reply-to',
    'subject',
    'message-id',
    'date',
    'mime-version',
    'content-type',
  ],
];

async function parse(entry: OutgoingEntry) {
  const raw = await renderRaw(entry, noFiles);
  return { raw: raw.toString('utf8'), mail: await PostalMime.parse(raw) };
}

describe('a receipt on the wire', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(
        fc.constantFrom(
          '\r\n',
          '\n',
          '\r',
          'Bcc: evil@x.example',
          ': ',
          'a',
          ' ',
          '\0',
          '=?utf-8?q?=0D=0ABcc:x?=',
          '>',
          '<',
          ',',
        ),
        {
          maxLength: 20,
        },
      )
      .map((pieces) => pieces.join('')),
  );

  it('gets no field, recipient or line from a customer’s subject, name or Message-IDs', async () => {
    await fc.assert(
      fc.asyncProperty(nasty, nasty, nasty, async (subject, messageId, reference) => {
        const mail = aMail({
          messageId,
          references: [reference],
          headers: [{ name: 'content-language', value: subject }],
        });
        const { raw, mail: read } = await parse({ ...anEntry(), ...compose({ mail }, subject) });
        expect(read.headers.map(({ key }) => key).filter((key) => !known.includes(key))).to.deep.equal([]);
        expect(new Set(read.headers.map(({ key }) => key)).size).to.equal(read.headers.length);
        expect(read.to).to.deep.equal([{ name: '', address: 'ana@customer.example' }]);
        expect(read.cc ?? []).to.deep.equal([]);
        expect(read.bcc ?? []).to.deep.equal([]);
        expect(read.subject).to.match(/^\[#48213-K7QF\]/);
        expect(raw.replaceAll('\r\n', '')).not.to.match(/[\r\n\0]/);
        expect(Math.max(...raw.split('\r\n').map((line) => Buffer.byteLength(line)))).to.be.at.most(998);
      }),
      { numRuns: 150 },
    );
  });

  it('is refused where an address is more than one', async () => {
    const forms: Partial<OutgoingEntry>[] = [
      { to: 'u@example.com>\r\nRCPT TO:<evil@x.y' },
      { headerTo: ['a@x.example, b@y.example'] },
      { replyTo: 'a@x.example\r\nBcc: b@y.example' },
      { envelopeSender: 'a@x.example> SIZE=1' },
    ];
    for (const form of forms) {
      const failure = await renderRaw(anEntry(form), noFiles).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(Failure).with.property('code', 'rejected');
    }
  });

  it('has text and HTML', async () => {
    const { mail } = await parse({ ...anEntry(), ...compose() });
    expect(mail.text).to.include('Printer on fire');
    expect(mail.html).to.include('Printer on fire').and.include('color-scheme');
    expect(mail.messageId).to.equal('<receipt.48213.000000000000000000000001@desk.example>');
  });
});
