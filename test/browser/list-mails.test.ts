/** Mails that became no ticket: seen, released, tried again and discarded on the page. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { accessibilityFaults, browserMissing, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { compose } from '../support/mail.ts';

describe('quarantine on the page', function () {
  this.timeout(60_000);
  let browser: Browser;
  let inbox: TestInbox;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    const settings = { screening: { deny: ['203.0.113.0/24', '@spam.example'] } };
    [browser, inbox] = await Promise.all([startBrowser(), startInbox(settings)]);
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });

  /** By somebody whom the settings deny. What is imported is not refused, but held. */
  const held = async (subject: string) => {
    const { intake } = inbox.gateway;
    const from = 'seller@spam.example';
    const lane = 'support@desk.example';
    const text = 'Buy <b>now</b>: https://spam.example/x';
    const { id } = await intake.take({
      raw: compose({ from, to: lane, subject, text }),
      envelope: { sender: from, recipients: [lane] },
      source: { kind: 'import', file: 'spam.mbox' },
      acceptedAt: new Date(),
      lanes: [{ lane, recipient: lane }],
    });
    return eventually('the held mail', async () => {
      const mail = await inbox.gateway.store.mails.find(id);
      return mail?.state === 'quarantined' && mail;
    });
  };

  it('shows why a mail is held, its text without links, and its original', async () => {
    const { id } = await held('Cheap watches');
    const { page, complaints } = await inbox.as(browser, inbox.people.bob);
    await page.goto('/inbox?list=quarantine');
    expect(await page.locator('.tickets > li').textContent())
      .to.include('Cheap watches')
      .and.include('deny list');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.click('.tickets .subject');
    await page.waitForURL(`**/inbox/mail/${id}`);
    expect(await page.textContent('pre.text')).to.include('https://spam.example/x');
    expect(await page.locator('main a[href^="http"]').count(), 'links').to.equal(0);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    const answer = await page.request.get(`/inbox/mail/${id}/original`);
    expect(answer.headers()).to.include({
      'content-type': 'message/rfc822',
      'content-disposition': `attachment; filename="${id}.eml"`,
    });
    expect(await answer.text()).to.include('Subject: Cheap watches');
    expect(complaints).to.deep.equal([]);
  });

  it('releases a mail, which then becomes a ticket', async () => {
    const { id } = await held('No spam at all');
    const { page } = await inbox.as(browser, inbox.people.bob);
    await page.goto(`/inbox/mail/${id}`);
    await page.click('button[value=release]');
    await page.waitForURL('**/inbox?list=quarantine');
    await eventually('the ticket', async () => {
      const all = await inbox.gateway.store.tickets.list({ limit: 50 });
      return all.some(({ subject }) => subject === 'No spam at all');
    });
    const [entry] = await inbox.gateway.store.audit.list({ subject: id });
    expect(entry).to.include({ actor: 'bob@desk.example', action: 'quarantine.release' });
  });

  it('discards a mail with a reason, and asks for one', async () => {
    const { id } = await held('Rubbish');
    const { page } = await inbox.as(browser, inbox.people.bob);
    await page.goto(`/inbox/mail/${id}`);
    await page.fill('#reason', 'phishing');
    await page.click('button[value=delete]');
    await page.waitForURL('**/inbox?list=quarantine');
    const mail = await inbox.gateway.store.mails.find(id);
    expect(mail?.state).to.equal('discarded');
    expect(mail?.trouble?.detail).to.equal('phishing');
    const [entry] = await inbox.gateway.store.audit.list({ subject: id });
    expect(entry?.detail).to.include({ reason: 'phishing' });
  });

  it('hides mail of other departments', async () => {
    const { id } = await held('Not for Lea');
    const { page } = await inbox.as(browser, inbox.people.lea);
    await page.goto('/inbox?list=quarantine');
    expect(await page.locator('.tickets > li').count()).to.equal(0);
    for (const path of [`/inbox/mail/${id}`, `/inbox/mail/${id}/original`])
      expect((await page.request.get(path)).status(), path).to.equal(404);
    const refused = await page.request.post(`/inbox/mail/${id}`, {
      form: { do: 'release' },
      headers: { 'Sec-Fetch-Site': 'same-origin' },
    });
    expect(refused.status()).to.equal(404);
    expect((await inbox.gateway.store.mails.find(id))?.state).to.equal('quarantined');
  });

  it('hides what failed from agents', async () => {
    const { page } = await inbox.as(browser, inbox.people.bob);
    expect((await page.request.get('/inbox?list=failed')).status()).to.equal(403);
  });
});
