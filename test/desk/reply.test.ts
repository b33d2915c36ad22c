import { expect } from 'chai';
import PostalMime from 'postal-mime';
import { makeReplyComposer, type ReplyInput } from '../../src/desk/reply.ts';
import { Failure } from '../../src/failure.ts';
import { renderRaw } from '../../src/receipts/smtp.ts';
import { loadTemplates } from '../../src/templates.ts';
import { aTicket, now } from '../support/facts.ts';
import { anEntry, countingIds, deskSettings, noFiles, plainSigner } from '../support/outgoing.ts';

const [department] = deskSettings.departments;
const templates = loadTemplates('');

function compose(change: Partial<ReplyInput> = {}) {
  const settings = deskSettings;
  return makeReplyComposer({
    templates,
    signer: plainSigner,
    settings,
    hostname: 'desk.example',
    newId: countingIds(),
  })({
    ticket: aTicket(),
    department: department ?? expect.fail(),
    lane: 'support@desk.example',
    author: 'Ben',
    text: 'Please pour water on it.\n\nThen <call> us & wait.',
    to: 'ana@customer.example',
    cc: [],
    last: { messageId: 'm1@customer.example', references: [] },
    cause: '65a1b2c3d4e5f60718290c0c',
    now,
    ...change,
  });
}

describe('composeReply', () => {
  it('answers the customer from the department', () => {
    const [row] = compose();
    expect(row?.from).to.deep.equal({ name: 'Example Support', address: 'support@desk.example' });
    expect(row?.subject).to.equal('Re: [#48213-K7QF] Printer on fire');
    expect(row?.text)
      .to.include('Please pour water on it.\n\nThen <call> us & wait.')
      .and.include('Ben, Example Support');
    expect(row?.html).to.include('Then &lt;call&gt; us &amp; wait.');
    expect(row?.replyTo).to.equal('support+48213.k7qf@desk.example');
    expect(row?.headers).to.deep.include(['In-Reply-To', '<m1@customer.example>']);
  });

  it('never shows the address of who has no name', () => {
    const [row] = compose({ author: 'zoe.private@home.example' });
    expect(`${row?.text}${row?.html}`).to.include('Example Support').and.not.include('home.example');
  });

  it('is no automatic mail', () => {
    const names = compose().flatMap(({ headers }) => headers.map(([name]) => name));
    expect(names).not.to.include('Auto-Submitted').and.not.include('Precedence');
  });

  it('is one mail in a row for each recipient, each with an envelope of its own', () => {
    const rows = compose({ cc: ['kim@customer.example', 'ana@customer.example'] });
    expect(rows.map(({ to }) => to)).to.deep.equal(['ana@customer.example', 'kim@customer.example']);
    expect(new Set(rows.map(({ messageId }) => messageId)).size).to.equal(1);
    expect(new Set(rows.map(({ envelopeSender }) => envelopeSender)).size).to.equal(2);
    for (const row of rows) {
      expect(row.headerTo).to.deep.equal(['ana@customer.example']);
      expect(row.headerCc).to.deep.equal(['kim@customer.example']);
    }
  });

  it('starts a conversation where there is no mail to answer', () => {
    const [row] = compose({ last: null });
    expect(row?.headers.map(([name]) => name)).to.deep.equal(['X-Postern-Loop', 'Content-Language']);
  });

  it('keeps lines of staff out of the header', async () => {
    const evil = 'x\r\nBcc: evil@x.example';
    const [row] = compose({ author: evil, ticket: aTicket({ subject: evil }), text: evil });
    const read = await PostalMime.parse(await renderRaw({ ...anEntry(), ...row }, noFiles));
    expect(read.headers.map(({ key }) => key)).not.to.include('bcc');
  });

  it('refuses recipients that are no plain addresses', () => {
    expect(() => compose({ cc: ['a@x.example, b@y.example'] })).to.throw(Failure);
  });
});
