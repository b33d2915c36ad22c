/** The main job, end to end, on real servers: nothing is replaced but DNS. */
import { expect } from 'chai';
import PostalMime from 'postal-mime';
import { type Dovecot, dovecotMissing, startDovecot } from './support/dovecot.ts';
import { eventually, startTestGateway, type TestGateway } from './support/gateway.ts';
import { compose, type MailToCompose } from './support/mail.ts';
import { gtube, type Rspamd, rspamdMissing, startRspamd } from './support/rspamd.ts';
import { type Sink, type SunkMail, startSink } from './support/sink.ts';
import { sendMail } from './support/smtp-client.ts';

const ana = 'ana@customer.example';

describe('the gateway', function () {
  this.timeout(120_000);
  let rspamd: Rspamd;
  let dovecot: Dovecot;
  let sink: Sink;
  let gateway: TestGateway;

  before(async function () {
    if (rspamdMissing() !== null || dovecotMissing() !== null) this.skip();
    [rspamd, dovecot, sink] = await Promise.all([startRspamd(), startDovecot(), startSink()]);
    gateway = await startTestGateway({
      departments: [{ name: 'support', addresses: ['support@desk.example'], members: ['bob@desk.example'] }],
      screening: { rspamd: { url: rspamd.url } },
      outbox: { smtp: { host: '127.0.0.1', port: sink.port } },
      receipts: { perAddressHour: 100, perAddressDay: 100 },
      imap: [
        {
          name: 'desk',
          host: dovecot.host,
          port: dovecot.port,
          secure: false,
          user: dovecot.user,
          password: dovecot.password,
          processed: 'Processed',
          failed: 'Failed',
        },
      ],
    });
  });

  after(async () => {
    await gateway?.remove();
    await Promise.all([rspamd?.remove(), dovecot?.remove(), sink?.stop()]);
  });

  beforeEach(() => sink.clear());

  const send = (mail: MailToCompose, from = ana, to = 'support@desk.example') =>
    sendMail(gateway.smtp.port, {
      from,
      to: [to],
      raw: compose({ from: `Ana <${ana}>`, to: 'support@desk.example', ...mail }),
    });
  const metrics = async () => (await fetch(`http://127.0.0.1:${gateway.metrics.port}/metrics`)).text();
  const isReceipt = (mail: SunkMail) => mail.headers('Auto-Submitted')[0] === 'auto-replied';
  const receiptOf = async () => (await sink.waitFor(isReceipt))[0] as SunkMail;
  const idIn = (mail: SunkMail) => /\[#(\d+-\w{4})\]/.exec(mail.headers('Subject')[0] ?? '')?.[1] ?? '';
  const history = async (ticketId: string) => {
    const ticket = await gateway.store.tickets.byNumber(Number(ticketId.split('-')[0]));
    return ticket === null ? [] : gateway.store.tickets.messages(ticket.id);
  };
  const filedAs = (messageId: string) =>
    eventually(`mail ${messageId}`, async () => {
      const mails = await gateway.store.mails.list({ limit: 100 });
      const mail = mails.find((one) => one.messageId === messageId);
      return (
        mail !== undefined && ['filed', 'quarantined', 'discarded', 'failed'].includes(mail.state) && mail
      );
    });
  /** A new ticket by mail, up to its receipt. */
  const open = async (subject: string, from = ana) => {
    expect((await send({ subject, from }, from)).code).to.equal(250);
    const receipt = await receiptOf();
    return { receipt, ticketId: idIn(receipt) };
  };

  it('makes a ticket of a mail, tells staff, and then confirms it to the customer', async () => {
    const answer = await send({ subject: 'Printer on fire', text: 'It burns.\n' });
    expect(answer.code).to.equal(250);
    expect(answer.text).to.match(/^2\.0\.0 /);
    const receipt = await receiptOf();
    const [notice] = sink.mails;
    expect(notice?.envelope.to).to.deep.equal(['bob@desk.example']);
    expect(notice?.raw.toString()).to.include('It burns.');
    expect(sink.mails.indexOf(receipt)).to.equal(1);
    expect(receipt.envelope.to).to.deep.equal([ana]);
    expect(receipt.raw.toString()).not.to.include('It burns.');
    const kinds = (await history(idIn(receipt))).map(({ kind }) => kind);
    expect(kinds).to.deep.equal(['inbound', 'receipt']);
  });

  it('sends receipts with the manners of RFC 3834', async () => {
    const { receipt } = await open('Manners');
    expect(receipt.headers('X-Auto-Response-Suppress')).to.deep.equal(['All']);
    expect(receipt.headers('Precedence')).to.deep.equal(['auto_reply']);
    expect(receipt.headers('In-Reply-To')).to.have.length(1);
    expect(receipt.envelope.from).to.match(/^support\+b\./);
    expect(receipt.headers('Reply-To')[0]).to.match(/^support\+\d+\./);
  });

  it('lets a reply with the ID of an open ticket past the spam filter, GTUBE and all, and screens it once closed', async () => {
    const { ticketId } = await open('Bypass');
    const reply = { subject: `Re: [#${ticketId}] Bypass`, text: `${gtube}\n` };
    expect((await send({ ...reply, messageId: '<bypass-1@customer.example>' })).code).to.equal(250);
    const filed = await filedAs('bypass-1@customer.example');
    expect(filed.state).to.equal('filed');
    expect(filed.ticketId).to.equal(ticketId);
    expect(filed.decision?.bypass).to.equal(true);
    const ticket = await gateway.store.tickets.byNumber(Number(ticketId.split('-')[0]));
    const change = { state: 'closed', closedAt: new Date() } as const;
    await gateway.store.tickets.write({
      open: null,
      changes: [{ ticket: ticket?.id ?? '', change }],
      messages: [],
      outgoing: [],
    });
    const refused = await send({ ...reply, messageId: '<bypass-2@customer.example>' });
    expect(refused.code).to.equal(550);
    expect(refused.text).to.match(/^5\.7\.1 /);
  });

  it('refuses spam with a wrong, an unknown or a foreign ID while the client waits', async () => {
    const { ticketId } = await open('Guessing');
    const number = ticketId.split('-')[0];
    for (const id of [`${number}-AAAA`, '99999-K7QF', `${number}-ZZZZ`]) {
      const answer = await send({ subject: `Re: [#${id}] Guessing`, text: `${gtube}\n` });
      expect(answer.code, id).to.equal(550);
    }
  });

  const forms: Record<string, (id: string) => string> = {
    'RE[2]:': (id) => `RE[2]: [#${id}] Forms`,
    'AW:': (id) => `AW: [#${id}] Forms`,
    'SV:': (id) => `SV: [#${id}] Forms`,
    'Antw:': (id) => `Antw: [#${id}] Forms`,
    '回复: (B-encoded)': (id) => `=?UTF-8?B?${Buffer.from(`回复：[#${id}] Forms`).toString('base64')}?=`,
    'Q-encoded': (id) => `=?UTF-8?Q?Re=3A_=5B=23${id}=5D_F=C3=B6rms?=`,
    'an ID split over two encoded words': (id) =>
      `=?UTF-8?Q?Re=3A_=5B=23${id.slice(0, 4)}?= =?UTF-8?Q?${id.slice(4)}=5D_Forms?=`,
    'folding inside': (id) => `Re:\r\n [#${id}]\r\n Forms`,
    'lower case': (id) => `re: [#${id.toLowerCase()}] forms`,
    'brackets lost': (id) => `Re: #${id} Forms`,
    'a list’s tag in front': (id) => `[helpdesk] Re: [#${id}] Forms`,
    'the ID twice': (id) => `Re: [#${id}] Re: [#${id}] Forms`,
    'two IDs': (id) => `Re: [#${id}] and [#10001-AAAA] Forms`,
  };
  it('reads the ID in every form that clients make of a subject', async () => {
    const { ticketId } = await open('Forms');
    for (const [form, write] of Object.entries(forms)) {
      const messageId = `form-${Object.keys(forms).indexOf(form)}@customer.example`;
      const answer = await send({
        subject: write(ticketId),
        text: `${gtube}\n`,
        messageId: `<${messageId}>`,
      });
      expect(answer.code, form).to.equal(250);
      const filed = await filedAs(messageId);
      expect(filed.ticketId, form).to.equal(ticketId);
    }
  });

  it('files an out-of-office answer to the receipt as such, and answers it by nothing', async () => {
    const { receipt, ticketId } = await open('Holidays');
    sink.clear();
    const messageId = 'ooo@customer.example';
    const answer = await send(
      {
        subject: `Automatic reply: ${receipt.headers('Subject')[0]}`,
        headers: [['Auto-Submitted', 'auto-replied']],
        inReplyTo: receipt.headers('Message-ID')[0] ?? '',
        messageId: `<${messageId}>`,
      },
      '',
      receipt.headers('Reply-To')[0] ?? '',
    );
    expect(answer.code).to.equal(250);
    const filed = await filedAs(messageId);
    expect(filed.ticketId).to.equal(ticketId);
    const last = (await history(ticketId)).at(-1);
    expect(last).to.include({ nature: 'auto-reply', mark: 'program' });
    expect(await gateway.store.outbox.list({ state: 'queued' })).to.deep.equal([]);
    expect(sink.mails).to.deep.equal([]);
  });

  it('sends a member’s answer to the notice on to the customer, from the address of the department', async () => {
    const { ticketId } = await open('Answered by mail');
    const [notice] = await sink.waitFor((mail) => mail.envelope.to.includes('bob@desk.example'));
    const told = (await PostalMime.parse(notice?.raw ?? '')).text ?? '';
    expect(told).to.include('yours alone');
    sink.clear();
    const answer = await send(
      {
        from: 'Bob <bob@desk.example>',
        subject: `Re: ${notice?.headers('Subject')[0]}`,
        // Sent by a program that quotes without a mark.
        text: `Please unplug it.\n\n${told}`,
        inReplyTo: notice?.headers('Message-ID')[0] ?? '',
        messageId: '<answer@desk.example>',
      },
      'bob@desk.example',
      notice?.headers('Reply-To')[0] ?? '',
    );
    expect(answer.code, answer.text).to.equal(250);
    const [reply] = await sink.waitFor((mail) => mail.envelope.to.includes(ana));
    expect(reply?.raw.toString()).to.include('Please unplug it.').and.not.include('bob@desk.example');
    expect(reply?.raw.toString(), 'what staff read stays with staff').not.to.include('yours alone');
    expect(reply?.headers('From')[0]).to.include('support@desk.example');
    expect((await history(ticketId)).at(-1)).to.include({ kind: 'reply' });
    expect((await gateway.store.tickets.byNumber(Number(ticketId.split('-')[0])))?.state).to.equal('waiting');
  });

  it('opens a ticket for the customer whose mail a member of staff forwards', async () => {
    const text = [
      'FYI',
      '',
      '---------- Forwarded message ---------',
      'From: Cleo <cleo@customer.example>',
      'Date: Mon, 2 Nov 2026 at 09:00',
      'Subject: Scanner on fire',
      'To: Bob <bob@desk.example>',
      '',
      'It burns, too.',
      '',
    ];
    await send(
      { from: 'Bob <bob@desk.example>', subject: 'Fwd: Scanner on fire', text: text.join('\n') },
      'bob@desk.example',
    );
    const [receipt] = await sink.waitFor(isReceipt);
    expect(receipt?.envelope.to).to.deep.equal(['cleo@customer.example']);
    const ticket = await gateway.store.tickets.byNumber(Number(idIn(receipt as SunkMail).split('-')[0]));
    expect(ticket?.requester.address).to.equal('cleo@customer.example');
  });

  it('answers its own receipt by nothing when it comes back', async () => {
    const { receipt, ticketId } = await open('Boomerang');
    sink.clear();
    const answer = await sendMail(gateway.smtp.port, {
      from: ana,
      to: ['support@desk.example'],
      raw: receipt.raw,
    });
    expect(answer.code).to.equal(250);
    const filed = await filedAs((receipt.headers('Message-ID')[0] ?? '').replace(/[<>]/g, ''));
    expect(filed.state).to.equal('discarded');
    expect(filed.decision?.reasons.map(({ reason }) => reason)).to.include('loop');
    expect((await history(ticketId)).map(({ kind }) => kind)).to.deep.equal(['inbound', 'receipt']);
    expect(sink.mails).to.deep.equal([]);
  });

  it('shows a bounce of the receipt on the ticket', async () => {
    const { receipt, ticketId } = await open('Undeliverable', 'gone@customer.example');
    const messageId = 'dsn@mx.customer.example';
    const raw = deliveryReport(messageId, receipt);
    const answer = await sendMail(gateway.smtp.port, { from: '', to: [receipt.envelope.from], raw });
    expect(answer.code, answer.text).to.equal(250);
    await filedAs(messageId);
    const bounced = (await gateway.store.outbox.list({ state: 'bounced' })).find(
      (row) => row.ticketId === ticketId,
    );
    expect(bounced?.bounce).to.include({ reason: 'userunknown', hard: true });
    expect((await history(ticketId)).map(({ mark }) => mark)).to.include('delivery-failed');
    sink.clear();
    await send(
      { subject: 'Once more', from: 'gone@customer.example', messageId: '<more@customer.example>' },
      'gone@customer.example',
    );
    const filed = await filedAs('more@customer.example');
    expect(filed.decision?.receipt).to.deep.equal({ send: false, reason: 'dead-address' });
  });

  it('makes tickets of the mail in a mailbox, and moves it to where processed mail goes', async () => {
    await dovecot.deliver(
      compose({ from: `Ana <${ana}>`, to: 'support@desk.example', subject: 'From a mailbox' }),
    );
    const receipt = await receiptOf();
    expect(receipt.headers('Subject')[0]).to.include('From a mailbox');
    await eventually('the move', async () => (await dovecot.mails('INBOX')).length === 0);
    expect((await dovecot.mails('Processed')).length).to.equal(1);
    await eventually('word of it in the metrics', async () =>
      (await metrics()).includes('postern_imap_up{account="desk"} 1\n'),
    );
  });

  it('files a mail once that comes by SMTP twice and by a mailbox too', async () => {
    const raw = compose({
      from: `Ana <${ana}>`,
      to: 'support@desk.example',
      subject: 'Thrice',
      messageId: '<thrice@customer.example>',
    });
    for (const _ of [1, 2]) {
      const answer = await sendMail(gateway.smtp.port, { from: ana, to: ['support@desk.example'], raw });
      expect(answer.code).to.equal(250);
    }
    await dovecot.deliver(raw);
    await eventually('the move', async () => (await dovecot.mails('INBOX')).length === 0);
    await filedAs('thrice@customer.example');
    const tickets = (await gateway.store.tickets.list({ limit: 100 })).filter(
      ({ subject }) => subject === 'Thrice',
    );
    expect(tickets).to.have.length(1);
  });

  it('refuses mail that fails the policy of a domain which asks for it', async () => {
    const answer = await send({ from: 'ceo@strict.example', subject: 'Pay now' }, 'ceo@strict.example');
    expect(answer.code).to.equal(550);
  });

  it('holds mail while the scorer is away, and files it when it is back', async () => {
    await rspamd.stop();
    const messageId = 'held@customer.example';
    expect((await send({ subject: 'Held', messageId: `<${messageId}>` })).code).to.equal(250);
    const held = await eventually('the hold', async () => {
      const mails = await gateway.store.mails.list({ state: 'accepted' });
      return mails.find((mail) => mail.messageId === messageId && mail.trouble !== null) ?? null;
    });
    expect(held.trouble?.reason).to.equal('unscreened');
    expect(sink.mails).to.deep.equal([]);
    await rspamd.start();
    const filed = await eventually(
      'filing',
      async () => {
        const mail = await gateway.store.mails.find(held.id);
        return mail?.state === 'filed' && mail;
      },
      60_000,
    );
    expect(filed.decision?.outcome).to.equal('file');
  });

  it('keeps the raw bytes as they came', async () => {
    const raw = compose({
      from: `Ana <${ana}>`,
      subject: 'Bytes',
      messageId: '<bytes@customer.example>',
      text: 'Grüße\n.\n..dots\n',
    });
    await sendMail(gateway.smtp.port, { from: ana, to: ['support@desk.example'], raw });
    const filed = await filedAs('bytes@customer.example');
    expect(
      Buffer.from(await gateway.store.mails.raw(filed.id))
        .toString('latin1')
        .trimEnd(),
    ).to.equal(raw.toString('latin1').replace(/\r?\n/g, '\r\n').trimEnd());
  });

  it('tells how it is by HTTP and in numbers', async () => {
    const ready = await fetch(`http://127.0.0.1:${gateway.http.port}/readyz`);
    expect(ready.status).to.equal(200);
    expect(await metrics())
      .to.match(/postern_filed_total [1-9]/)
      .and.match(/postern_bypassed_total [1-9]/);
  });

  it('writes one line for each mail decided, without its words', async () => {
    const lines = gateway.log.entries.filter(({ event }) => event === 'mail decided');
    expect(lines.length).to.be.greaterThan(10);
    expect(JSON.stringify(gateway.log.entries)).not.to.include('It burns.');
  });
});

/** What the customer's server says when the address does not exist (RFC 3464). */
function deliveryReport(messageId: string, receipt: SunkMail): string {
  return [
    'From: MAILER-DAEMON@mx.customer.example',
    `To: ${receipt.envelope.from}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: <${messageId}>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Sorry.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.customer.example',
    '',
    'Final-Recipient: rfc822; gone@customer.example',
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 no such user',
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${receipt.headers('Message-ID')[0] ?? ''}`,
    '',
    '--b--',
    '',
  ].join('\r\n');
}
