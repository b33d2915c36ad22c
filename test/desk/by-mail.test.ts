/** Staff work from their mail programs: through a whole gateway, with a sink as everybody's mailbox. */
import { expect } from 'chai';
import PostalMime, { type Email } from 'postal-mime';
import { actionSchema } from '../../src/desk/action.ts';
import type { Agent } from '../../src/model/people.ts';
import type { Ticket } from '../../src/model/ticket.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { compose, type MailToCompose } from '../support/mail.ts';
import { type Sink, type SunkMail, startSink } from '../support/sink.ts';
import { sendMail } from '../support/smtp-client.ts';

const ana = 'ana@customer.example';
const bob = 'bob@desk.example';
const lea = 'lea@desk.example';

const kim = {
  kind: 'agent',
  id: null,
  address: 'kim@desk.example',
  name: 'Kim',
  role: 'admin',
  tier: 3,
  departments: 'all',
  via: 'page',
} as const;

describe('the desk by mail', function () {
  this.timeout(120_000);
  let sink: Sink;
  let inbox: TestInbox;
  let tom: Agent;

  before(async () => {
    sink = await startSink();
    inbox = await startInbox({
      outbox: { smtp: { host: '127.0.0.1', port: sink.port } },
      departments: [
        { name: 'support', addresses: ['support@desk.example'], members: [bob, 'zed@desk.example'] },
        { name: 'billing', addresses: ['billing@desk.example'], members: [lea] },
        { name: 'hilfe', language: 'de', addresses: ['hilfe@desk.example'], members: [lea] },
      ],
    });
    tom = await inbox.gateway.store.agents.add({
      address: 'tom@desk.example',
      name: 'Tom',
      role: 'agent',
      tier: 1,
      departments: ['billing'],
      language: '',
      enabled: true,
    });
  });
  after(async () => {
    await inbox?.remove();
    await sink?.stop();
  });
  beforeEach(() => sink.clear());

  const store = () => inbox.gateway.store;
  const to = (address: string) => (mail: SunkMail) => mail.envelope.to.includes(address);
  const mailsTo = (address: string) => sink.mails.filter(to(address));
  const read = (mail: SunkMail): Promise<Email> => PostalMime.parse(mail.raw);
  /** All of it, decoded. */
  const words = async (mail: SunkMail | undefined) => {
    const { headers, text, html } = await read(mail ?? expect.fail('no mail came'));
    return [...headers.map(({ key, value }) => `${key}: ${value}`), text, html].join('\n');
  };
  const ticketOf = async (id: string) => (await store().tickets.byId(id)) ?? expect.fail('no ticket');
  const history = (ticket: Ticket) => store().tickets.messages(ticket.id);

  /** A customer's ticket, and the notice that a member got of it. */
  const open = async (
    subject: string,
    member = bob,
    lane = 'support@desk.example',
    mail: MailToCompose = {},
  ) => {
    const before = await store().tickets.count();
    await inbox.mail({ subject, text: 'Please help.', ...mail }, { to: lane });
    await eventually('the ticket', async () => (await store().tickets.count()) > before);
    const [ticket] = await store().tickets.list({ limit: 1 });
    const [notice] = await sink.waitFor(
      (one) => to(member)(one) && one.headers('Subject')[0]?.includes(ticket?.ticketId ?? '') === true,
    );
    if (ticket === undefined || notice === undefined) throw new Error('no ticket, or no notice');
    await sink.waitFor(
      (one) => to(ana)(one) && one.headers('Subject')[0]?.includes(ticket.ticketId) === true,
    );
    return { ticket, notice };
  };
  /** Answers a mail of ours, as a mail program does. */
  let sent = 0;
  const answer = async (notice: SunkMail, mail: MailToCompose, from = bob, recipient?: string) => {
    sent += 1;
    const messageId = `<by-staff-${sent}@laptop.desk.example>`;
    const raw = compose({
      from: `Bob Boss <${from}>`,
      to: recipient ?? notice.headers('Reply-To')[0] ?? '',
      subject: `Re: ${notice.headers('Subject')[0]}`,
      inReplyTo: notice.headers('Message-ID')[0] ?? '',
      references: notice.headers('Message-ID')[0] ?? '',
      headers: [['X-Mailer', 'Private Mailer 1.0']],
      messageId,
      ...mail,
    });
    sink.clear();
    const given = await sendMail(inbox.gateway.smtp.port, {
      from,
      to: [recipient ?? notice.headers('Reply-To')[0] ?? ''],
      raw,
    });
    return { ...given, messageId: messageId.slice(1, -1) };
  };
  const settled = (messageId: string) =>
    eventually('the mail to be filed', async () => {
      const [mail] = await store().mails.list({ search: messageId, limit: 1 });
      return mail !== undefined && mail.state !== 'accepted' && mail.state !== 'processing' ? mail : null;
    });
  const outcome = async (member = bob) => {
    const [mail] = await sink.waitFor(
      (one) => to(member)(one) && one.headers('Auto-Submitted')[0] === 'auto-replied',
    );
    return read(mail ?? expect.fail('no answer came'));
  };
  /** Nothing of it went to the customer. */
  const silentToCustomer = async (ticket: Ticket, secret: string) => {
    const rows = (await store().outbox.list({ limit: 1000 })).filter((row) => row.ticket === ticket.id);
    const outside = rows.filter((row) => !row.to.endsWith('@desk.example'));
    for (const row of outside) expect(`${row.subject} ${row.text} ${row.html}`).not.to.include(secret);
  };

  it('sends an answer on from the department, without his address, his quotes, his signature or his header', async () => {
    const { ticket, notice } = await open('Printer on fire');
    const told = (await read(notice)).text ?? '';
    expect(told).to.include('Please reply above this line').and.include('#help');
    const text = `Please unplug it.\n\nOn Monday, Support wrote:\n${told.replace(/^/gm, '> ')}\n-- \nBob Boss\n+49 170 1234567\n`;
    await answer(notice, { text });
    const [sunk] = await sink.waitFor(to(ana));
    const raw = await words(sunk);
    for (const secret of [bob, '1234567', 'Private Mailer', 'laptop.desk', 'above this line', 'yours alone'])
      expect(raw, secret).not.to.include(secret);
    const mail = await read(sunk ?? expect.fail());
    expect(mail.from).to.deep.include({ name: 'Support', address: 'support@desk.example' });
    expect(mail.text).to.match(/^Please unplug it\.\n\n-- \nBob, Support/);
    const [first] = await history(ticket);
    expect(mail.inReplyTo).to.equal(`<${first?.messageId}>`);
    expect(await ticketOf(ticket.id)).to.include({ state: 'waiting', owner: bob });
    const last = (await history(ticket)).at(-1);
    expect(last).to.deep.include({ kind: 'reply', from: { name: 'Bob', address: bob } });
    expect(await store().audit.list({ subject: ticket.ticketId })).to.have.length(1);
    expect(mailsTo(bob), 'an answer alone is not answered').to.deep.equal([]);
  });

  it('cuts at the line above which answers stand, where a program quotes without marks', async () => {
    const { ticket, notice } = await open('Lost quotes');
    const told = (await read(notice)).text ?? '';
    const { messageId } = await answer(notice, {
      text: told,
      inReplyTo: '<x@y.example>',
      references: '<x@y.example>',
    });
    expect((await outcome()).text).to.include('nothing in it above the quoted text');
    await settled(messageId);
    expect((await history(ticket)).filter(({ kind }) => kind === 'reply')).to.deep.equal([]);
  });

  it('reads HTML, and leaves its signature and quote out', async () => {
    const { notice } = await open('In HTML');
    const html = `<div>Please <b>restart</b> it.</div><br><div class="gmail_signature">-- <br>Bob Boss<br>Private Street 7</div><div class="gmail_quote"><div class="gmail_attr">On Mon, Support wrote:</div><blockquote>${(await read(notice)).html}</blockquote></div>`;
    await answer(notice, { html, text: 'Please restart it.\n' });
    const [mail] = await sink.waitFor(to(ana));
    expect(await words(mail))
      .to.include('restart')
      .and.not.include('Private Street');
  });

  it('takes his files along, without what his program adds', async () => {
    const { ticket, notice } = await open('With files');
    await answer(notice, {
      text: 'See the manual.',
      attachments: [
        { filename: 'manual.pdf', contentType: 'application/pdf', content: 'PDF it is' },
        { filename: 'smime.p7s', contentType: 'application/pkcs7-signature', content: 'signed' },
      ],
    });
    const [sunk] = await sink.waitFor(to(ana));
    const got = (await read(sunk ?? expect.fail('no answer came'))).attachments;
    expect(got.map(({ filename }) => filename)).to.deep.equal(['manual.pdf']);
    const [row] = (await store().outbox.list({ kind: 'reply' })).filter((one) => one.ticket === ticket.id);
    expect(row?.attachments?.map(({ filename }) => filename)).to.deep.equal(['manual.pdf']);
    const bytes = await store().inbox.uploaded(row?.attachments?.[0]?.sha256 ?? '');
    expect(Buffer.from(bytes).toString()).to.equal('PDF it is');
    const entry = (await history(ticket)).find(({ kind }) => kind === 'reply');
    expect(entry?.attachments.map(({ filename }) => filename)).to.deep.equal(['manual.pdf']);
  });

  it('does what the first lines say, mails the result back, and posts nothing for commands alone', async () => {
    const { ticket, notice } = await open('Commands alone');
    const { messageId } = await answer(notice, {
      text: '#assign zed\n#tag VIP\n#priority high\n#snooze 3d\n\n-- \nBob\n',
    });
    const told = await outcome();
    for (const words of [
      '#assign zed: belongs to zed@desk.example',
      '#tag VIP',
      '#priority high',
      '#snooze 3d',
    ])
      expect(told.text).to.include(words);
    expect(told.inReplyTo).to.equal(`<${messageId}>`);
    expect(told.references).to.include(notice.headers('References')[0]);
    await settled(messageId);
    expect(await ticketOf(ticket.id)).to.deep.include({
      owner: 'zed@desk.example',
      tags: ['vip'],
      priority: 'high',
      state: 'waiting',
    });
    expect((await history(ticket)).filter(({ kind }) => kind === 'reply')).to.deep.equal([]);
    expect(mailsTo(ana)).to.deep.equal([]);
    const [assigned] = await sink.waitFor(to('zed@desk.example'));
    expect((await read(assigned ?? expect.fail())).text).to.include('Bob gave you ticket');
    const trail = await store().audit.list({ subject: ticket.ticketId });
    expect(trail.map(({ action, detail }) => [action, detail['via']])).to.deep.equal(
      ['snooze', 'priority', 'tags', 'assign'].map((name) => [`ticket.${name}`, 'mail']),
    );
  });

  it('answers, and then closes', async () => {
    const { ticket, notice } = await open('Answer and close');
    await answer(notice, { text: '#solved #tag done\nIt works again.' });
    const [mail] = await sink.waitFor(to(ana));
    expect((await read(mail ?? expect.fail())).text)
      .to.include('It works again.')
      .and.not.include('#solved');
    expect(await ticketOf(ticket.id)).to.deep.include({ state: 'solved', tags: ['done'] });
    expect((await outcome()).text).to.include('is solved');
  });

  it('sends and does nothing where a command is unknown, and gives the text back with the list', async () => {
    const { ticket, notice } = await open('Mistyped');
    const { messageId } = await answer(notice, {
      text: '#assing lea\n#solved\nHere is your password: hunter2',
    });
    const told = await outcome();
    expect(told.text)
      .to.include('#assing lea: there is no such command')
      .and.include('#assign NAME')
      .and.include('hunter2');
    expect((await settled(messageId)).ticketId).to.equal(ticket.ticketId);
    expect(mailsTo(ana)).to.deep.equal([]);
    expect(await ticketOf(ticket.id)).to.include({ state: 'new', owner: null });
    const notices = await store().outbox.list({ kind: 'notice', limit: 1000 });
    expect(
      notices.filter(({ cause, to: whom }) => cause === told.messageId || whom === bob).length,
    ).to.be.above(0);
    await silentToCustomer(ticket, 'hunter2');
  });

  it('refuses what his tier may not do, as the page does', async () => {
    const { store: data } = inbox.gateway;
    const { ticket: target } = await open('Merge target');
    const { ticket, notice } = await open('Merge me');
    await data.agents.change(inbox.people.bob.id, { tier: 1 });
    await answer(notice, { text: `#merge ${target.number}\nSame thing.` });
    expect((await outcome()).text).to.include('your tier may not do this');
    expect((await ticketOf(ticket.id)).id).to.equal(ticket.id);
    await data.agents.change(inbox.people.bob.id, { tier: 2 });
    await answer(notice, { text: `#merge ${target.number}` });
    expect((await outcome()).text).to.include(`is merged into ${target.ticketId}`);
    expect((await ticketOf(ticket.id)).id, 'merges are followed').to.equal(target.id);
    expect((await history(target)).filter(({ kind }) => kind === 'inbound')).to.have.length(2);
  });

  it('makes a ticket of its own of the mail that the notice told of', async () => {
    const { ticket } = await open('Two things');
    await inbox.mail({ subject: `Re: [#${ticket.ticketId}] Two things`, text: 'And my invoice is wrong.' });
    const [second] = await sink.waitFor((mail) => to(bob)(mail) && mail.raw.includes('invoice'));
    await answer(second ?? expect.fail(), { text: '#new Wrong invoice' });
    expect((await outcome()).text).to.include('is split');
    const fresh = await eventually('the new ticket', async () => {
      return (
        (await store().tickets.list({ limit: 5 })).find(({ subject }) => subject === 'Wrong invoice') ?? null
      );
    });
    expect(fresh.requester.address).to.equal(ana);
    expect((await history(fresh)).some(({ text }) => text.includes('my invoice is wrong'))).to.equal(true);
  });

  it('keeps notes among staff: by command, and by answering a note', async () => {
    const { ticket, notice } = await open('Secrets');
    const first = await answer(notice, {
      text: '#note\nHe is insolvent, zirconium.',
      attachments: [{ filename: 'credit.txt', contentType: 'text/plain', content: 'zirconium file' }],
    });
    await settled(first.messageId);
    const [toZed] = await sink.waitFor(to('zed@desk.example'));
    const told = await read(toZed ?? expect.fail());
    expect(told.text)
      .to.include('Bob left a note')
      .and.include('zirconium')
      .and.include('is a note, which only staff see');
    const second = await answer(
      toZed ?? expect.fail(),
      { text: 'I knew it, zirconium.', from: 'Zed <zed@desk.example>' },
      'zed@desk.example',
    );
    await settled(second.messageId);
    const notes = (await history(ticket)).filter(({ kind }) => kind === 'note');
    expect(notes.map(({ text, from }) => `${from.address}: ${text}`)).to.deep.equal([
      `${bob}: He is insolvent, zirconium.`,
      'zed@desk.example: I knew it, zirconium.',
    ]);
    expect(notes[0]?.attachments.map(({ filename }) => filename)).to.deep.equal(['credit.txt']);
    await sink.waitFor(to(bob));
    await answer(notice, { text: 'We are looking into it.' });
    await sink.waitFor(to(ana));
    await silentToCustomer(ticket, 'zirconium');
    expect(
      (await store().outbox.list({ kind: 'reply' })).filter((row) => row.ticket === ticket.id),
    ).to.have.length(1);
    const onward = { do: 'forward', message: notes[0]?.id ?? '', text: 'FYI', to: [ana] } as const;
    const refused = inbox.gateway.desk.act(kim, ticket.id, actionSchema.parse(onward));
    expect(await refused.catch(String)).to.include('a note stays among staff');
  });

  it('tells the owner of a note that was written on the page, and takes his answer as a note', async () => {
    const { ticket } = await open('By page');
    await inbox.gateway.desk.act(kim, ticket.id, { do: 'assign', owner: bob });
    const [given] = await sink.waitFor((mail) => to(bob)(mail) && mail.raw.includes('gave you ticket'));
    expect(given?.headers('From')[0]).to.include('Kim via Support');
    sink.clear();
    await inbox.gateway.desk.act(kim, ticket.id, { do: 'note', text: 'Call her back.', attachments: [] });
    const [noted] = await sink.waitFor((mail) => to(bob)(mail) && mail.raw.includes('left a note'));
    expect(mailsTo('zed@desk.example')).to.deep.equal([]);
    const { messageId } = await answer(noted ?? expect.fail(), { text: 'I did.' });
    await settled(messageId);
    expect((await history(ticket)).at(-1)).to.include({ kind: 'note', text: 'I did.' });
    expect(mailsTo(ana)).to.deep.equal([]);
  });

  it('takes a mail once that goes to another address of ours as well', async () => {
    const { ticket, notice } = await open('Both doors');
    const door = notice.headers('Reply-To')[0] ?? '';
    const raw = compose({
      from: `Bob <${bob}>`,
      to: `${door}, support@desk.example`,
      subject: `Re: ${notice.headers('Subject')[0]}`,
      text: 'Once is enough.',
    });
    sink.clear();
    const { port } = inbox.gateway.smtp;
    await sendMail(port, { from: bob, to: [door, 'support@desk.example'], raw });
    await sink.waitFor(to(ana));
    await eventually('both to be filed', async () => {
      const { accepted, processing } = await store().mails.countByState();
      return accepted + processing === 0;
    });
    const said = (await history(ticket)).filter(({ text }) => text.includes('Once is enough.'));
    expect(said.map(({ kind }) => kind)).to.deep.equal(['reply']);
    expect(mailsTo(bob)).to.deep.equal([]);
  });

  it('sends the list of commands on request', async () => {
    const { ticket, notice } = await open('Which commands');
    await answer(notice, { text: '#help' });
    expect((await outcome()).text)
      .to.include('#snooze 3d')
      .and.include('nothing was done or sent');
    expect((await ticketOf(ticket.id)).state).to.equal('new');
  });

  it('shows on the ticket that a notice came back', async () => {
    const { ticket, notice } = await open('Mailbox gone');
    const report = [
      'From: MAILER-DAEMON@mx.customer.example',
      `To: ${notice.envelope.from}`,
      'Subject: Undelivered Mail Returned to Sender',
      'Message-ID: <bounced@mx.customer.example>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'It could not be delivered.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.customer.example',
      '',
      `Final-Recipient: rfc822; ${bob}`,
      'Action: failed',
      'Status: 5.1.1',
      '--b--',
      '',
    ].join('\r\n');
    const raw = Buffer.from(report);
    await sendMail(inbox.gateway.smtp.port, { from: '', to: [notice.envelope.from], raw });
    await settled('bounced@mx.customer.example');
    expect((await history(ticket)).at(-1)).to.include({ kind: 'event', mark: 'delivery-failed' });
    expect(await ticketOf(ticket.id)).to.include({ state: 'new', owner: null });
  });

  describe('takes nothing', () => {
    it('of a proven member that did not come to his reply address, and says why, once', async () => {
      const { ticket, notice } = await open('Wrong door');
      const { messageId } = await answer(notice, { text: 'Secret plan.' }, bob, 'support@desk.example');
      expect((await outcome()).text)
        .to.include('did not come to the signed reply address')
        .and.include('Secret plan.');
      await settled(messageId);
      expect(mailsTo(bob)).to.have.length(1);
      expect(mailsTo(ana)).to.deep.equal([]);
      const entries = await history(ticket);
      expect(entries.at(-1)).to.include({ kind: 'event', mark: 'not-taken' });
      expect(entries.filter(({ kind }) => kind === 'inbound')).to.have.length(1);
    });

    it('of one member at the reply address of another', async () => {
      const { ticket, notice } = await open('Passed on');
      await answer(notice, { text: 'I answer for him.' }, 'zed@desk.example');
      expect((await outcome('zed@desk.example')).text).to.include('belongs to another member');
      await silentToCustomer(ticket, 'I answer for him');
    });

    it('of a forger, and writes to nobody whom he names: a note on the ticket says so', async () => {
      const { ticket, notice } = await open('Forged');
      sink.clear();
      const raw = compose({
        from: `Bob <${bob}>`,
        to: notice.headers('Reply-To')[0] ?? '',
        subject: `Re: ${notice.headers('Subject')[0]}`,
        text: 'Pay to this account.',
        messageId: '<forged@evil.example>',
      });
      // A host that the domain of the desk does not name.
      await inbox.gateway.intake
        .take({
          raw,
          envelope: { sender: bob, recipients: [notice.headers('Reply-To')[0] ?? ''] },
          source: {
            kind: 'smtp',
            address: '192.0.2.66',
            helo: 'evil.example',
            hostname: null,
            tls: false,
            user: null,
          },
          acceptedAt: new Date(),
          lanes: [{ lane: 'support@desk.example', recipient: notice.headers('Reply-To')[0] ?? '' }],
        })
        .catch(() => undefined);
      const mark = await eventually('the note', async () => {
        return (await history(ticket)).find((entry) => entry.mark === 'not-taken') ?? null;
      });
      expect(mark.kind).to.equal('note');
      expect(mark.text).to.include(`claiming to be from Bob <${bob}> was not taken: DMARC failed`);
      const [toZed] = await sink.waitFor(to('zed@desk.example'));
      expect(await words(toZed)).to.include('only staff see');
      expect(mailsTo(bob)).to.deep.equal([]);
      await silentToCustomer(ticket, 'Pay to this account');
    });

    it('of who is disabled, from the moment on', async () => {
      const { ticket, notice } = await open('Before he left', 'tom@desk.example', 'billing@desk.example');
      await store().agents.change(tom.id, { enabled: false });
      const { code } = await answer(
        notice,
        { text: 'Still here.', from: 'Tom <tom@desk.example>' },
        'tom@desk.example',
      );
      expect([250, 550]).to.include(code);
      await silentToCustomer(ticket, 'Still here');
      expect((await history(ticket)).filter(({ kind }) => kind === 'reply')).to.deep.equal([]);
    });

    it('once the ticket is with a department that he does not see', async () => {
      const { ticket, notice } = await open('Moved away');
      const first = await answer(notice, { text: '#department billing' });
      await settled(first.messageId);
      await outcome();
      expect((await ticketOf(ticket.id)).department).to.equal('billing');
      await answer(notice, { text: 'One more thing for her.' });
      expect((await outcome()).text).to.include('not in a department of yours');
      await silentToCustomer(ticket, 'One more thing');
    });

    it('of an out of office, which is seen on the ticket', async () => {
      const { ticket, notice } = await open('Holidays');
      const { messageId } = await answer(notice, {
        text: 'I am out of the office until Monday.',
        headers: [['Auto-Submitted', 'auto-replied']],
        subject: 'Automatic reply: out of office',
      });
      await settled(messageId);
      expect(await ticketOf(ticket.id)).to.include({ state: 'new', owner: null });
      expect((await history(ticket)).at(-1)).to.include({ kind: 'event', mark: 'absent' });
      expect(sink.mails).to.deep.equal([]);
    });
  });

  it('speaks German where the department does', async () => {
    const { ticket, notice } = await open('Drucker brennt', lea, 'hilfe@desk.example');
    expect((await read(notice)).text)
      .to.include('oberhalb dieser Zeile antworten')
      .and.include('#hilfe');
    await answer(notice, { text: '#zuweisen niemand\n#erledigt', from: 'Lea <lea@desk.example>' }, lea);
    expect((await outcome(lea)).text)
      .to.include('gehört niemandem')
      .and.include('Status ist gelöst');
    expect((await ticketOf(ticket.id)).state).to.equal('solved');
    await answer(notice, { text: '#erledgt\nFertig.', from: 'Lea <lea@desk.example>' }, lea);
    expect((await outcome(lea)).text)
      .to.include('diesen Befehl gibt es nicht')
      .and.include('#zuweisen NAME');
  });
});
