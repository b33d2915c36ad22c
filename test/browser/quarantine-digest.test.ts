/** The digest as a reader sees it, and its links: a GET changes nothing, one press releases, and then the link is over. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import PostalMime from 'postal-mime';
import { assemble } from '../../src/assembly/assembly.ts';
import { sendDigests } from '../../src/assembly/quarantine-care.ts';
import { settingsSchema } from '../../src/config/schema.ts';
import { makeReleaseToken } from '../../src/threading/release-token.ts';
import { accessibilityFaults, browserMissing, screenshot, startBrowser, visit } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { silentLog } from '../support/log.ts';
import type { MailToCompose } from '../support/mail.ts';
import { startScorer, type TestScorer } from '../support/scorer.ts';
import { type Sink, startSink } from '../support/sink.ts';

describe('the digest of quarantine', function () {
  this.timeout(60_000);
  let browser: Browser;
  let inbox: TestInbox;
  let scorer: TestScorer;
  let sink: Sink;
  let day = Date.now();

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, scorer, sink] = await Promise.all([startBrowser(), startScorer(), startSink()]);
    const screening = { rspamd: { url: scorer.url }, digest: { enabled: false }, dmarcReject: false };
    inbox = await startInbox({ screening, outbox: { smtp: { host: '127.0.0.1', port: sink.port } } });
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
    await Promise.all([scorer?.stop(), sink?.stop()]);
  });

  const find = (id: string) => inbox.gateway.store.mails.find(id);
  const held = async (
    subject: string,
    score: string,
    mail: MailToCompose = {},
    from = 'ana@customer.example',
  ) => {
    await inbox.mail({ subject, headers: [['X-Score', score]], ...mail }, { from });
    const all = await inbox.gateway.store.mails.list({ state: 'quarantined' });
    const found = all.find((one) => one.subject === subject);
    if (found === undefined) throw new Error(`${subject} is not held`);
    return found.id;
  };

  /** Sends the digest of what is held now; gives it as the sink got it. */
  const digest = async () => {
    const { store } = inbox.gateway;
    await store.quarantine.saveDigestMark('support', { day: '2000-01-01', until: new Date(0) });
    const settings = settingsSchema.parse({
      departments: [{ name: 'support', addresses: ['support@desk.example'] }],
      screening: { digest: { at: '00:00' } },
      outbox: { smtp: { host: '127.0.0.1', port: sink.port } },
      http: { url: inbox.base },
    });
    const assembly = await assemble({ settings, log: silentLog, store, settled: () => undefined });
    await assembly.bench.reader.close();
    day += 86_400_000;
    sink.clear();
    const parts = {
      store,
      log: silentLog,
      settings: () => settings,
      assembly: () => assembly,
      queued: () => undefined,
    };
    expect(await sendDigests(parts, new Date(day))).to.equal(1);
    const [mail] = await sink.waitFor(({ envelope }) => envelope.to.includes('kim@desk.example'));
    if (mail === undefined) throw new Error('no digest came');
    return { mail, parsed: await PostalMime.parse(mail.raw) };
  };
  /** Of the mail with that subject. */
  const linkIn = (html: string, subject: string) =>
    /href="([^"]*\/held\/[^"]+)"/.exec(html.slice(html.indexOf(subject)))?.[1] ?? '';

  it('reads well, and carries no link of a stranger', async () => {
    await held('Question about my order', '6.2 MISSING_DATE=6.2', { text: 'Where is it?' });
    await held('Win at https://casino.example/now', '9.1 BAYES_SPAM=5.1 PHISHING=4');
    await held('<img src=x onerror=alert(1)> Invoice', '12 BAYES_SPAM=12', {}, 'it@strict.example');
    const { mail, parsed } = await digest();
    expect(mail.headers('Auto-Submitted')).to.deep.equal(['auto-generated']);
    expect(parsed.subject).to.equal('Quarantine of Support: 3 new mails');
    expect(parsed.text).to.include('From:     ana@customer.example').and.include('/held/');
    expect(parsed.html).not.to.include('casino.example').and.not.to.include('<img');
    const { page } = await visit(browser, inbox.base, { viewport: { width: 640, height: 860 } });
    await page.setContent(parsed.html ?? '');
    expect(await page.locator('a').count()).to.equal(4);
    expect(await page.locator('div[style*="border-top"]').allTextContents()).to.have.length(3);
    await screenshot(page, 'digest');
  });

  it('leads to a page that shows the mail and asks; one press releases it, in the name of the reader', async () => {
    const id = await held('Is my parcel lost?', '6.5 MISSING_DATE=6.5', {
      text: 'I wait since Monday. https://x.example/',
    });
    const link = linkIn((await digest()).parsed.html ?? '', 'Is my parcel lost?');
    // As scanners of mail do, more than once.
    for (const method of ['GET', 'HEAD', 'GET']) {
      const answer = await fetch(link, { method });
      expect(answer.status, method).to.equal(200);
      expect(answer.headers.get('cache-control')).to.equal('no-store');
    }
    expect((await find(id))?.state).to.equal('quarantined');
    const { page, complaints } = await visit(browser, inbox.base);
    await page.goto(link);
    expect(await page.textContent('main'))
      .to.include('Is my parcel lost?')
      .and.include('I wait since Monday');
    expect(await page.locator('main a[href^="http"]').count(), 'links of the mail').to.equal(0);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'digest-link');
    await page.click('button');
    await page.waitForURL('**/held/done');
    expect(await page.textContent('main')).to.include('It is released');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await eventually('the ticket', async () => (await find(id))?.state === 'filed');
    const [entry] = await inbox.gateway.store.audit.list({ subject: id });
    expect(entry).to.deep.include({ actor: 'kim@desk.example', action: 'quarantine.release' });
    expect(entry?.detail).to.include({ via: 'digest' });
    // The link is used up; so is the button of a page that was left open.
    expect((await fetch(link)).status).to.equal(410);
    expect((await fetch(link, { method: 'POST' })).status).to.equal(410);
    await page.goto(link);
    expect(await page.textContent('main')).to.include('This link is over');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    expect(complaints.filter((one) => !one.includes('410'))).to.deep.equal([]);
  });

  it('is over once the mail is settled, the reader is gone, or its time has passed; other sites cannot press it', async () => {
    const { store } = inbox.gateway;
    const ring = await store.keys.ring();
    const id = await held('Settled elsewhere', '7 MISSING_DATE=7');
    const to = (agent: string, expiresAt: Date, mail = id) =>
      `${inbox.base}/held/${makeReleaseToken(ring, { mail, agent, expiresAt })}`;
    const later = new Date(Date.now() + 60_000);
    const { kim, bob, lea } = inbox.people;
    const status = async (url: string, init: RequestInit = {}) =>
      (await fetch(url, { redirect: 'manual', ...init })).status;
    expect(await status(to(kim.id, later))).to.equal(200);
    expect(await status(to(kim.id, new Date(Date.now() - 1000))), 'too old').to.equal(410);
    expect(await status(to(bob.id, later)), 'no lead').to.equal(410);
    expect(await status(to(lea.id, later)), 'of another department').to.equal(410);
    expect(await status(to(kim.id, later, kim.id)), 'no such mail').to.equal(410);
    expect(await status(`${to(kim.id, later)}x`), 'forged').to.equal(410);
    const foreign = { method: 'POST', headers: { 'Sec-Fetch-Site': 'cross-site' } };
    expect(await status(to(kim.id, later), foreign)).to.equal(403);
    await store.agents.change(kim.id, { enabled: false });
    expect(await status(to(kim.id, later), { method: 'POST' }), 'disabled').to.equal(410);
    await store.agents.change(kim.id, { enabled: true });
    expect((await find(id))?.state).to.equal('quarantined');
    await store.mails.discard(id, 'elsewhere');
    expect(await status(to(kim.id, later), { method: 'POST' }), 'settled').to.equal(410);
    expect((await find(id))?.state).to.equal('discarded');
  });

  it('is looked at by nobody who tries many', async () => {
    let status = 0;
    let tries = 0;
    while (status !== 429 && tries < 100) {
      status = (await fetch(`${inbox.base}/held/${'0'.repeat(24)}.x.${tries}`)).status;
      tries += 1;
    }
    expect(status).to.equal(429);
    expect(tries).to.be.lessThan(40);
  });
});
