/** /admin/trace: from whatever somebody knows of a mail to its whole way. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { accessibilityFaults, browserMissing, screenshot, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { compose } from '../support/mail.ts';
import { type Sink, startSink } from '../support/sink.ts';
import { sendMail } from '../support/smtp-client.ts';

describe('the trace', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;
  let sink: Sink;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    sink = await startSink();
    const settings = {
      screening: { deny: ['@spam.example'] },
      outbox: { smtp: { host: '127.0.0.1', port: sink.port } },
    };
    [browser, inbox] = await Promise.all([startBrowser(), startInbox(settings)]);
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove(), sink?.stop()]);
  });

  const ask = async (page: Page, word: string) => {
    await page.goto('/admin/trace');
    await page.fill('#word', word);
    await page.click('form.search button.primary');
  };
  const way = async (page: Page) => (await page.textContent('table.way')) ?? '';

  it('tells the whole way of a mail, from the door to the receipt, by each of its names', async () => {
    const { page, complaints } = await inbox.as(browser, inbox.people.kim);
    const mail = { subject: 'Where is my parcel?', messageId: '<parcel.1@customer.example>' };
    expect(await inbox.mail(mail)).to.equal(250);
    const { store } = inbox.gateway;
    const [receipt] = await eventually('the receipt', async () => {
      const rows = await store.outbox.list({ kind: 'receipt', state: 'sent' });
      return rows.length > 0 && rows;
    });
    const [entry] = await store.mails.list({ search: 'parcel' });
    await ask(page, '<parcel.1@customer.example>');
    const told = await way(page);
    expect(told).to.include('by SMTP from 127.0.0.1');
    expect(told).to.include('envelope: from <ana@customer.example> to <support@desk.example>');
    expect(told).to.include('written by a person');
    expect(told).to.include('opened a new ticket');
    expect(told).to.include(`in ticket ${entry?.ticketId}`);
    expect(told).to.match(
      /Notice to bob@desk\.example: the smarthost took it, .* after it was accepted: 250/,
    );
    expect(told).to.match(
      /Receipt to ana@customer\.example: the smarthost took it, .* after it was accepted: 250/,
    );
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'trace');
    for (const word of [entry?.id, entry?.ticketId, receipt?.messageId, receipt?.id]) {
      await ask(page, word ?? '');
      expect(await way(page), word ?? '').to.equal(told);
    }
    expect(complaints).to.deep.equal([]);
  });

  it('tells of mail that was refused by a decision, and at its address', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    const from = 'seller@spam.example';
    expect(await inbox.mail({ subject: 'Buy', messageId: '<buy.1@spam.example>' }, { from })).to.equal(550);
    const to = 'nobody@desk.example';
    const raw = compose({ from, to, subject: 'Hello' });
    expect((await sendMail(inbox.gateway.smtp.port, { from, to: [to], raw })).code).to.equal(550);
    await eventually('what was refused', async () => {
      await ask(page, from);
      return (await page.locator('.hits li').count()) === 2;
    });
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.click('.hits li:has-text("buy.1@spam.example") a');
    expect(await way(page)).to.include('the sender is on the deny list');
    await page.click('a[rel=up]');
    await page.click('.hits li:not(:has-text("buy.1")) a');
    expect(await way(page)).to.match(/to <nobody@desk\.example>; answered: 550 5\.1\.1 No such address here/);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
  });

  it('lists several, the newest first, page by page', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    const from = 'often@customer.example';
    for (let n = 1; n <= 21; n += 1) await inbox.mail({ subject: `Parcel ${n}` }, { from });
    await ask(page, from);
    const subjects = () => page.locator('.hits a').allTextContents();
    const first = await subjects();
    expect(first[0]).to.match(/Parcel 21$/);
    const seen = new Set(first);
    while ((await page.locator('.pager a[rel=next]').count()) > 0) {
      await page.click('.pager a[rel=next]');
      for (const subject of await subjects()) seen.add(subject);
    }
    for (let n = 1; n <= 21; n += 1) expect([...seen]).to.include(`Parcel ${n}`);
  });

  it('says what is kept, and for how long, where nothing is found', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim, { javaScriptEnabled: false });
    await ask(page, '<img src=x>@nowhere.example');
    expect(await page.textContent('.empty-trace')).to.include(
      'What was refused at the door is kept for 30 days',
    );
    expect(await page.textContent('.empty-trace p')).to.include('<img src=x>@nowhere.example');
  });

  it('fits on a phone, in the dark, in German', async () => {
    const viewport = { width: 390, height: 844 };
    const look = { colorScheme: 'dark', locale: 'de-DE', viewport } as const;
    const { page } = await inbox.as(browser, inbox.people.kim, look);
    await ask(page, 'parcel.1@customer.example');
    expect(await way(page)).to.include('vom Smarthost angenommen');
    const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(wide).to.be.at.most(0);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'trace-phone');
  });

  it('is for admins alone', async () => {
    const Cookie = await inbox.cookie(inbox.people.lea);
    const answer = await fetch(`${inbox.base}/admin/trace?q=a`, { headers: { Cookie }, redirect: 'manual' });
    expect(answer.status).to.equal(403);
  });
});
