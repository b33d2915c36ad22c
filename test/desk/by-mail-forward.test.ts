/** A customer wrote to a member of staff himself, who forwards the mail: it becomes the customer's ticket. */
import { expect } from 'chai';
import PostalMime from 'postal-mime';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { compose } from '../support/mail.ts';
import { type Sink, startSink } from '../support/sink.ts';
import { sendMail } from '../support/smtp-client.ts';

const bob = 'bob@desk.example';
const cleo = 'cleo@customer.example';

/** As these programs write them. */
const forwards = {
  Gmail: {
    subject: 'Fwd: Scanner on fire',
    text: [
      'Please take over, she is insolvent.',
      '',
      '---------- Forwarded message ---------',
      'From: Cleo Stone <cleo@customer.example>',
      'Date: Mon, 2 Nov 2026 at 09:00',
      'Subject: Scanner on fire',
      'To: Bob Boss <bob@desk.example>',
      'Cc: Max Stone <max@customer.example>',
      '',
      '',
      'It burns, too.',
    ],
  },
  Outlook: {
    subject: 'FW: Scanner on fire',
    text: [
      'Please take over, she is insolvent.',
      '',
      '________________________________',
      'From: Cleo Stone <cleo@customer.example>',
      'Sent: Monday, November 2, 2026 9:00 AM',
      'To: Bob Boss <bob@desk.example>',
      'Cc: Max Stone <max@customer.example>',
      'Subject: Scanner on fire',
      '',
      'It burns, too.',
    ],
  },
  'Apple Mail': {
    subject: 'Fwd: Scanner on fire',
    text: [
      'Please take over, she is insolvent.',
      '',
      'Begin forwarded message:',
      '',
      'From: Cleo Stone <cleo@customer.example>',
      'Subject: Scanner on fire',
      'Date: 2 November 2026 at 09:00:00 CET',
      'To: Bob Boss <bob@desk.example>',
      'Cc: Max Stone <max@customer.example>',
      '',
      'It burns, too.',
    ],
  },
};

describe('a mail that a member of staff forwards', function () {
  this.timeout(60_000);
  let sink: Sink;
  let inbox: TestInbox;
  before(async () => {
    sink = await startSink();
    inbox = await startInbox({ outbox: { smtp: { host: '127.0.0.1', port: sink.port } } });
  });
  after(async () => {
    await inbox?.remove();
    await sink?.stop();
  });
  beforeEach(() => sink.clear());

  for (const [program, { subject, text }] of Object.entries(forwards)) {
    it(`opens a ticket for the customer, by ${program}`, async () => {
      const { store, smtp } = inbox.gateway;
      const before = await store.tickets.count();
      const raw = compose({
        from: `Bob Boss <${bob}>`,
        to: 'support@desk.example',
        subject,
        messageId: `<${program.replace(' ', '')}@laptop.desk.example>`,
        text: text.join('\n'),
        attachments: [{ filename: 'fire.png', contentType: 'image/png', content: program }],
      });
      await sendMail(smtp.port, { from: bob, to: ['support@desk.example'], raw });
      await eventually('the ticket', async () => (await store.tickets.count()) > before);
      const [ticket] = await store.tickets.list({ limit: 1 });
      expect(ticket?.requester).to.deep.equal({ name: 'Cleo Stone', address: cleo });
      expect(ticket).to.deep.include({
        subject: 'Scanner on fire',
        participants: [cleo, 'max@customer.example'],
      });
      const history = await store.tickets.messages(ticket?.id ?? '');
      const mail = history.find(({ kind }) => kind === 'inbound');
      expect(mail).to.deep.include({ text: 'It burns, too.', messageId: null, mark: 'staff' });
      expect(mail?.from.address).to.equal(cleo);
      expect(mail?.attachments.map(({ filename }) => filename)).to.deep.equal(['fire.png']);
      const [note] = history.filter(({ kind }) => kind === 'note');
      expect(note?.text).to.equal('Please take over, she is insolvent.');
      expect(note?.from).to.deep.equal({ name: 'Bob Boss', address: bob });

      const [sunk] = await sink.waitFor((one) => one.envelope.to.includes(cleo));
      const receipt = await PostalMime.parse(sunk?.raw ?? '');
      const words = JSON.stringify([receipt.headers, receipt.text, receipt.html]);
      for (const secret of ['laptop.desk', 'insolvent', bob, 'Boss']) expect(words).not.to.include(secret);
      const [told] = await sink.waitFor((one) => one.envelope.to.includes(bob));
      expect((await PostalMime.parse(told?.raw ?? '')).text).to.include('It burns, too.');
    });
  }
});
