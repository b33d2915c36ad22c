/** Spam and not spam, said on tickets, and the page that shows what a real rspamd learned of it. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { accessibilityFaults, browserMissing, screenshot, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { redisMissing } from '../support/redis.ts';
import { type Rspamd, rspamdMissing, startRspamd } from '../support/rspamd.ts';

describe('learning on the page', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;
  let rspamd: Rspamd;

  before(async function () {
    if ((browserMissing() ?? rspamdMissing() ?? redisMissing()) !== null) this.skip();
    [browser, rspamd] = await Promise.all([startBrowser(), startRspamd({ bayes: true, minLearns: 2 })]);
    const screening = {
      rspamd: { controller: rspamd.controller },
      learning: { restSeconds: 0, hamFromReplies: true },
    };
    inbox = await startInbox({ screening, http: { port: 0 } });
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
    await rspamd?.remove();
  });

  const words =
    'cheap pills casino bonus lottery winner replica watches jackpot discount pharmacy free spins crypto profit guaranteed';
  /** Gives the ID of the ticket and the mail that it began with. */
  const opened = async (subject: string, text = `${subject} ${words}`) => {
    expect(await inbox.mail({ subject, text })).to.equal(250);
    return eventually('the ticket', async () => {
      const [mail] = await inbox.gateway.store.mails.list({ search: subject });
      return mail?.ticketId != null && { ticketId: mail.ticketId, mail: mail.id };
    });
  };
  const entry = async (mail: string) => (await inbox.gateway.store.judgements.entries([mail])).get(mail);
  const reaches = (mail: string, state: string, ms?: number) =>
    eventually(state, async () => (await entry(mail))?.state === state, ms);
  const audited = async (action: string) => inbox.gateway.store.audit.list({ action, limit: 20 });

  it('lets an agent call a message spam, see it learned, and take it back', async () => {
    const { ticketId, mail } = await opened('Cheap watches for you');
    const { page, complaints } = await inbox.as(browser, inbox.people.bob);
    await page.goto(`/inbox/${ticketId}`);
    await page.click('.judge button[value=spam]');
    await page.waitForSelector('.judge .chip.spam');
    expect(await page.textContent('.judge .verdict'))
      .to.include('Spam')
      .and.include('Bob');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await reaches(mail, 'learned');
    await page.reload();
    expect(await page.textContent('.judge .verdict')).to.include('learned');
    await page.click('.judge button[value=none]');
    await reaches(mail, 'kept');
    await page.reload();
    expect(await page.textContent('.judge .verdict')).to.include('cannot forget');
    const [taken, said] = await audited('mail.judge');
    expect(said?.detail).to.include({ kind: 'spam', was: 'none', via: 'page' });
    expect(taken?.detail).to.include({ kind: 'none', was: 'spam' });
    expect(complaints).to.deep.equal([]);
  });

  it('offers to close a ticket that began with spam, without any mail, and to keep its sender off', async () => {
    const { ticketId } = await opened('Win the jackpot today');
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto(`/inbox/${ticketId}`);
    expect(await page.locator('.offer').count()).to.equal(0);
    await page.click('.judge button[value=spam]');
    await page.waitForSelector('.offer');
    const links = await page.locator('.offer a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    expect(links).to.deep.equal(['/admin/lists?deny=ana%40customer.example', '/admin/lists?block=127.0.0.1']);
    await page.setViewportSize({ width: 1200, height: 800 });
    await screenshot(page, 'spam-on-ticket');
    const letters = async () =>
      Object.values(await inbox.gateway.store.outbox.countByState()).reduce((a, b) => a + b, 0);
    const before = await letters();
    await page.click('.offer button[value=closed]');
    await page.waitForSelector('.chip.state.closed');
    expect(await letters()).to.equal(before);
  });

  it('works without scripts', async () => {
    const { ticketId, mail } = await opened('The lottery of the year');
    const { page } = await inbox.as(browser, inbox.people.bob, { javaScriptEnabled: false });
    await page.goto(`/inbox/${ticketId}`);
    await page.click('.judge button[value=ham]');
    expect(page.url()).to.match(new RegExp(`/inbox/${ticketId}#m-`));
    expect((await entry(mail))?.kind).to.equal('ham');
  });

  it('is for those who see the ticket', async () => {
    const { ticketId } = await opened('Support alone sees this');
    const { page } = await inbox.as(browser, inbox.people.bob);
    await page.goto(`/inbox/${ticketId}`);
    const action = await page.getAttribute('form.judge', 'action');
    const Cookie = await inbox.cookie(inbox.people.lea);
    const post = (path: string, body: Record<string, string>) =>
      fetch(`${inbox.base}${path}`, {
        method: 'POST',
        headers: { Cookie },
        body: new URLSearchParams(body),
        redirect: 'manual',
      });
    expect((await post(action ?? '', { kind: 'spam' })).status).to.equal(404);
    expect((await post('/admin/learning/judge', { kind: 'spam' })).status).to.equal(403);
    expect((await fetch(`${inbox.base}/admin/learning`, { headers: { Cookie } })).status).to.equal(403);
  });

  it('shows counts, what waits and what was judged, with undo', async () => {
    const { mail } = await opened('Casino bonus for the team');
    await inbox.gateway.store.judgements.judge(mail, 'spam', 'kim@desk.example');
    await reaches(mail, 'learned');
    const { page, complaints } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin/learning');
    expect(await page.textContent('main')).to.include('Casino bonus for the team');
    const { taught } = await inbox.gateway.store.judgements.counts();
    const row = await page.locator('section[aria-labelledby=knows] tbody tr').first().textContent();
    expect(row).to.include('Spam').and.include(String(taught.spam.count));
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.locator('tr', { hasText: 'Casino bonus for the team' }).locator('button').click();
    await page.waitForLoadState();
    await reaches(mail, 'kept');
    expect(complaints).to.deep.equal([]);
  });

  it('tells what could not be learned, and tries it again', async () => {
    const { judgements } = inbox.gateway.store;
    await rspamd.stop();
    const { mail } = await opened('Replica watches again');
    await judgements.judge(mail, 'spam', 'bob@desk.example');
    await eventually('a failure', async () => (await entry(mail))?.trouble != null);
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin/learning');
    const told = await page.locator('section[aria-labelledby=troubles]').textContent();
    const faults = await accessibilityFaults(page);
    await rspamd.start();
    expect(told).to.include('Replica watches again').and.include('tried again');
    expect(faults).to.deep.equal([]);
    await reaches(mail, 'learned', 60_000);
  });

  it('looks well with much on it', async () => {
    const { judgements } = inbox.gateway.store;
    const subjects = [
      'Invoice 4711 is wrong',
      'VPN login fails',
      'Your parcel waits',
      'Crypto profit guaranteed',
    ];
    for (const [i, subject] of subjects.entries()) {
      const { mail } = await opened(subject);
      await judgements.judge(mail, i < 2 ? 'ham' : 'spam', i % 2 ? 'bob@desk.example' : 'kim@desk.example');
      await reaches(mail, 'learned');
    }
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.setViewportSize({ width: 1200, height: 900 });
    await page.goto('/admin/learning');
    await screenshot(page, 'learning');
    await page.setViewportSize({ width: 390, height: 800 });
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'learning-phone');
    const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(wider).to.be.at.most(0);
  });
});
