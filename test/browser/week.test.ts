/** A week in the life: two hundred mails of all sorts, two agents, one on the page and one in his mail program, and the customers. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import PostalMime from 'postal-mime';
import type { Ticket } from '../../src/model/ticket.ts';
import { browserMissing, screenshot, startBrowser, type Visitor } from '../support/browser.ts';
import { type Dovecot, dovecotMissing, startDovecot } from '../support/dovecot.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { compose } from '../support/mail.ts';
import { type Rspamd, rspamdMissing, startRspamd } from '../support/rspamd.ts';
import { type Sink, type SunkMail, startSink } from '../support/sink.ts';
import { sendMail } from '../support/smtp-client.ts';
import {
  absence,
  answerTo,
  bare,
  bounce,
  type Issue,
  issues,
  type Letter,
  listMail,
  newToken,
  spam,
} from './week-mails.ts';

const lea = 'lea@desk.example';
const counts = {
  issues: 84,
  receiptsAnswered: 40,
  absences: 14,
  bounces: 8,
  lists: 6,
  spam: 20,
  replies: 28,
};

describe('a week in the life', function () {
  this.timeout(400_000);
  let browser: Browser;
  let dovecot: Dovecot;
  let rspamd: Rspamd;
  let sink: Sink;
  let inbox: TestInbox;
  let bob: Visitor;
  let page: Page;
  let opened: Issue[] = [];
  /** Tickets by the customer who opened them. */
  const tickets = new Map<string, Ticket>();
  /** What was handed over, with the reply to it; IMAP has none. */
  const handed: { letter: Letter; code: number }[] = [];
  /** Words that must stand in the history of a ticket, by kind. */
  const said: { ticket: Ticket; token: string; kind: 'inbound' | 'reply' | 'note' }[] = [];

  before(async function () {
    const missing = browserMissing() ?? dovecotMissing() ?? rspamdMissing();
    if (missing !== null) return this.skip();
    [browser, dovecot, rspamd, sink] = await Promise.all([
      startBrowser(),
      startDovecot(),
      startRspamd(),
      startSink(),
    ]);
    const { host, port, user, password } = dovecot;
    const mailbox = { name: 'old', host, port, secure: false, user, password, processed: 'Processed' };
    inbox = await startInbox({
      outbox: { smtp: { host: '127.0.0.1', port: sink.port } },
      imap: [{ ...mailbox, pollSeconds: 5 }],
      screening: { rspamd: { url: rspamd.url }, timeoutMs: 20_000 },
      receipts: { perAddressHour: 1000, perAddressDay: 1000, perDomainHour: 10_000, cautionPerHour: 10_000 },
      inbox: { undoSeconds: 0 },
    });
    bob = await inbox.as(browser, inbox.people.bob);
    page = bob.page;
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
    await Promise.all([dovecot?.remove(), rspamd?.remove(), sink?.stop()]);
  });

  const store = () => inbox.gateway.store;
  const history = (ticket: Ticket) => store().tickets.messages(ticket.id);
  const now = async (ticket: Ticket) => (await store().tickets.byId(ticket.id)) ?? expect.fail('no ticket');
  const decoded = async (mail: SunkMail) => {
    const { headers, text, html } = await PostalMime.parse(mail.raw);
    return [...headers.map(({ key, value }) => `${key}: ${value}`), text, html].join('\n');
  };
  const to = (address: string) => sink.mails.filter(({ envelope }) => envelope.to.includes(address));
  const isReceipt = (mail: SunkMail) => mail.headers('Precedence')[0] === 'auto_reply';

  /** Hands them over, some at a time, as the world does. */
  async function deliver(letters: readonly Letter[]): Promise<void> {
    for (let n = 0; n < letters.length; n += 6) {
      await Promise.all(
        letters.slice(n, n + 6).map(async (letter) => {
          if (letter.by === 'imap') {
            await dovecot.deliver(letter.raw);
            handed.push({ letter, code: 250 });
          } else {
            const { sender: from, recipient, raw } = letter;
            const { code } = await sendMail(inbox.gateway.smtp.port, {
              from,
              to: [recipient],
              raw,
              silenceMs: 60_000,
            });
            handed.push({ letter, code });
          }
        }),
      );
    }
  }
  const settled = () =>
    eventually('all mail to be filed', async () => (await store().mails.backlog(1)) === 0, 120_000);
  /** Nothing is on its way out any more. */
  const sent = () =>
    eventually(
      'all mail to be sent',
      async () => {
        const { queued, sending, deferred } = await store().outbox.countByState();
        return queued + sending + deferred === 0;
      },
      120_000,
    );
  const receiptOf = ({ customer }: Issue) =>
    to(customer).find(isReceipt) ?? expect.fail(`no receipt: ${customer}`);
  const ticketOf = ({ customer }: Issue) => tickets.get(customer) ?? expect.fail(`no ticket: ${customer}`);
  const ofDepartment = (name: Issue['department']) => opened.filter(({ department }) => department === name);

  it('begins on Monday: new issues come by SMTP and IMAP, and each is confirmed once', async () => {
    opened = issues(counts.issues);
    await deliver(opened.map(({ letter }) => letter));
    await eventually('the tickets', async () => (await store().tickets.count()) >= counts.issues, 120_000);
    await settled();
    await sent();
    for (const ticket of await store().tickets.list({ limit: 1000 }))
      tickets.set(ticket.requester.address, ticket);
    expect(tickets.size).to.equal(counts.issues);
    for (const issue of opened) {
      said.push({ ticket: ticketOf(issue), token: issue.letter.token, kind: 'inbound' });
      expect(to(issue.customer).filter(isReceipt), issue.customer).to.have.length(1);
      expect(receiptOf(issue).headers('Subject')[0]).to.include(ticketOf(issue).ticketId);
      expect(ticketOf(issue)).to.include({ department: issue.department, state: 'new' });
    }
  });

  it('goes on: customers add to it, are away, and have dead mailboxes; lists and spam come too', async () => {
    const answering = opened.slice(0, counts.receiptsAnswered);
    const away = opened.slice(40, 40 + counts.absences);
    const dead = opened.slice(60, 60 + counts.bounces);
    const answers = answering.map((issue, n) => ({ issue, letter: answerTo(receiptOf(issue), n) }));
    for (const { issue, letter } of answers) {
      said.push({ ticket: ticketOf(issue), token: letter.token, kind: 'inbound' });
    }
    const withId = answering.slice(0, 10).map((issue, n) => {
      const letter = spam(n, issue.customer, `Re: [#${ticketOf(issue).ticketId}] win a prize`);
      said.push({ ticket: ticketOf(issue), token: letter.token, kind: 'inbound' });
      return letter;
    });
    const without = Array.from({ length: counts.spam - 10 }, (_, n) =>
      spam(n, `spammer${n}@customer.example`, n % 2 === 0 ? 'Win a prize' : 'Re: [#10000-0000] win a prize'),
    );
    await deliver([
      ...answers.map(({ letter }) => letter),
      ...away.map((issue, n) => absence(receiptOf(issue), n)),
      ...dead.map((issue, n) => bounce(receiptOf(issue), n)),
      ...Array.from({ length: counts.lists }, (_, n) => listMail(n)),
      ...withId,
      ...without,
    ]);
    await settled();
    await sent();
    const refused = handed.filter(({ code }) => code >= 400).map(({ letter }) => letter.token);
    expect(refused.sort()).to.deep.equal(without.map(({ token }) => token).sort());
  });

  it('is worked on by Bob on the page', async () => {
    const own = ofDepartment('support').slice(0, 12);
    await page.goto('/inbox');
    await page.waitForSelector('main');
    await screenshot(page, 'week');
    for (const [n, issue] of own.entries()) {
      const ticket = ticketOf(issue);
      const token = newToken();
      const kind = n % 3 === 2 ? 'note' : 'reply';
      await page.goto(`/inbox/${ticket.ticketId}?compose=${kind}`);
      await page.fill('#text', `Words by Bob: ${token}`);
      if (n % 4 === 1) await page.selectOption('#then', 'solved').catch(() => undefined);
      await page.click('#letter button[name=send]');
      said.push({ ticket, token, kind });
      await eventually('what Bob wrote', async () =>
        (await history(ticket)).some(({ text }) => text.includes(token)),
      );
    }
    expect(bob.complaints).to.deep.equal([]);
    await sent();
  });

  it('is worked on by Lea in her mail program', async () => {
    const own = ofDepartment('billing').slice(0, 12);
    for (const [n, issue] of own.entries()) {
      const ticket = ticketOf(issue);
      const notice =
        to(lea).findLast((mail) => mail.headers('Subject')[0]?.includes(ticket.ticketId)) ??
        expect.fail(`no notice of ${ticket.ticketId}`);
      const token = newToken();
      const kind = n % 3 === 2 ? 'note' : 'reply';
      const command = kind === 'note' ? '#note\n' : n % 4 === 1 ? '#solved\n' : '';
      const recipient = bare(notice.headers('Reply-To')[0]);
      const quote = (await PostalMime.parse(notice.raw)).text?.replace(/^/gm, '> ') ?? '';
      const raw = compose({
        from: `Lea Lead <${lea}>`,
        to: recipient,
        subject: `Re: ${notice.headers('Subject')[0]}`,
        inReplyTo: notice.headers('Message-ID')[0] ?? '',
        text: `${command}Words by Lea: ${token}\n\nOn Monday, Billing wrote:\n${quote}\n`,
      });
      const mail = { from: lea, to: [recipient], raw, silenceMs: 60_000 };
      expect((await sendMail(inbox.gateway.smtp.port, mail)).code).to.equal(250);
      said.push({ ticket, token, kind });
    }
    await settled();
    await sent();
  });

  it('ends with the customers’ answers to what staff wrote', async () => {
    const staffSaid = said.filter(({ kind }) => kind === 'reply');
    const answers: Letter[] = [];
    for (let n = 0; answers.length < counts.replies; n += 1) {
      const { ticket, token } = staffSaid[n % staffSaid.length] ?? expect.fail('nothing was said');
      const found = await Promise.all(
        to(ticket.requester.address).map(async (mail) =>
          (await decoded(mail)).includes(token) ? mail : null,
        ),
      );
      const mail = found.find((one) => one !== null) ?? expect.fail(`${token} did not arrive`);
      const letter = answerTo(mail, n, 'Thank you, this did not help yet.');
      said.push({ ticket, token: letter.token, kind: 'inbound' });
      answers.push(letter);
    }
    await deliver(answers);
    await settled();
    await sent();
    for (const { ticket } of staffSaid) expect((await now(ticket)).state, ticket.ticketId).to.equal('open');
  });

  it('had two hundred mails, each of which is in the one place where it belongs', async () => {
    expect(handed).to.have.length(200);
    const all = await store().tickets.list({ limit: 1000 });
    const texts = await Promise.all(
      all.map(async (ticket) => ({
        ticket,
        messages: (await history(ticket)).filter(({ kind }) => kind !== 'receipt' && kind !== 'event'),
      })),
    );
    const placesOf = (token: string) =>
      texts.flatMap(({ ticket, messages }) =>
        messages.filter(({ text }) => text.includes(token)).map(({ kind }) => `${ticket.ticketId} ${kind}`),
      );
    for (const { ticket, token, kind } of said) {
      expect(placesOf(token), token).to.include(`${ticket.ticketId} ${kind}`);
      // A customer's answer quotes nothing here, so that nothing is there twice.
      expect(placesOf(token), token).to.have.length(1);
    }
    const taken = handed.filter(({ code }) => code === 250);
    for (const { letter } of taken) expect(placesOf(letter.token), letter.token).to.have.length(1);
    for (const { letter } of handed.filter(({ code }) => code >= 400)) {
      expect(placesOf(letter.token)).to.deep.equal([]);
    }
    expect(await store().mails.countByState()).to.include({ accepted: 0, processing: 0, failed: 0 });
    expect(await dovecot.mails('INBOX')).to.have.length(0);
    expect(await dovecot.mails('Processed')).to.have.length(
      opened.filter(({ letter }) => letter.by === 'imap').length,
    );
  });

  it('gave the customers one receipt for each issue, every answer once, and no note', async () => {
    const outside = sink.mails.filter(({ envelope }) => !envelope.to[0]?.endsWith('@desk.example'));
    const receipts = Map.groupBy(outside.filter(isReceipt), ({ envelope }) => envelope.to[0]);
    expect([...receipts.keys()].sort()).to.deep.equal(opened.map(({ customer }) => customer).sort());
    expect([...receipts.values()].filter((some) => some.length !== 1)).to.deep.equal([]);
    const words = await Promise.all(
      outside.map(async (mail) => ({
        to: mail.envelope.to[0],
        from: bare(mail.headers('From')[0]),
        text: await decoded(mail),
      })),
    );
    for (const { ticket, token, kind } of said.filter((one) => one.kind !== 'inbound')) {
      const got = words.filter(({ text }) => text.includes(`Words by`) && text.includes(token));
      const wanted = kind === 'note' ? [] : [ticket.requester.address];
      expect(
        got.map((one) => one.to),
        `${kind} ${token}`,
      ).to.deep.equal(wanted);
      for (const { from } of got) expect(from).to.equal(`${ticket.department}@desk.example`);
    }
    for (const { text } of words) {
      for (const secret of [lea, 'bob@desk.example']) expect(text).not.to.include(secret);
    }
  });

  it('left bounced receipts marked, absences without effect, and an audit trail that holds together', async () => {
    const { bounced } = await store().outbox.countByState();
    expect(bounced).to.equal(counts.bounces);
    for (const issue of opened.slice(40, 40 + counts.absences)) {
      expect((await now(ticketOf(issue))).state, issue.customer).to.equal('new');
    }
    expect((await store().audit.verify()).faults).to.deep.equal([]);
  });
});
