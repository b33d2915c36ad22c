/** The spam filter at hand: what a real rspamd tells of itself, and its weights and thresholds, changed from the page. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { makeController } from '../../src/screening/rspamd-controller.ts';
import { accessibilityFaults, browserMissing, screenshot, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { redisMissing } from '../support/redis.ts';
import { gtube, type Rspamd, rspamdMissing, startRspamd } from '../support/rspamd.ts';

const departments = [
  { name: 'support', title: 'Support', addresses: ['support@desk.example'], members: ['bob@desk.example'] },
  {
    name: 'billing',
    title: 'Billing',
    addresses: ['billing@desk.example'],
    screening: { quarantineAt: 4.5, rejectAt: 30 },
  },
];

describe('the filter’s page', function () {
  this.timeout(120_000);
  let browser: Browser;
  let rspamd: Rspamd;
  let inbox: TestInbox;

  before(async function () {
    if ((browserMissing() ?? rspamdMissing() ?? redisMissing()) !== null) this.skip();
    [browser, rspamd] = await Promise.all([startBrowser(), startRspamd({ bayes: true })]);
    inbox = await startInbox({
      departments,
      screening: { rspamd: { url: rspamd.url, controller: rspamd.controller, tune: true } },
    });
    for (let i = 0; i < 6; i++)
      expect(await inbox.mail({ subject: `Printer ${i}`, text: `The printer ${i} is on fire.\n` })).to.equal(
        250,
      );
    expect(await inbox.mail({ subject: 'Test', text: `${gtube}\n` })).to.equal(550);
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
    await rspamd?.remove();
  });

  const open = async (path = '/admin/filter') => {
    const visitor = await inbox.as(browser, inbox.people.kim);
    await visitor.page.goto(path);
    return visitor;
  };
  const controller = () => makeController({ url: rspamd.controller, password: null, timeoutMs: 5000 });
  const weightOf = async (wanted: string) =>
    (await controller().weights()).find(({ name }) => name === wanted)?.weight;

  it('shows version, latency, thresholds, Bayes and what fires', async () => {
    const { page, complaints } = await open();
    const main = (await page.textContent('main')) ?? '';
    expect(main)
      .to.match(/rspamd\/3\.|rspamd/)
      .and.include(rspamd.url);
    expect(main).to.match(/yes, within \d+ ms/);
    expect(main).to.match(/half within \d+ ms, 95 % within \d+ ms \(6 mails\)/);
    expect(main).to.include('BAYES_SPAM: 0 mails').and.include('BAYES_HAM: 0 mails');
    const limits = page.locator('table[aria-labelledby=thresholds] tbody');
    expect(await limits.locator('tr', { hasText: 'all mail' }).textContent()).to.match(/6.*15/);
    expect(await limits.locator('tr', { hasText: 'Billing' }).textContent()).to.match(/4\.5.*30/);
    const reject = page.locator('table[aria-labelledby=actions] tr', { hasText: 'reject' });
    expect(await reject.textContent()).to.include('100');
    const firing = page.locator('table[aria-labelledby=firing] tr', { hasText: 'RCPT_COUNT_ONE' });
    expect(await firing.textContent()).to.match(/6.*0.*0%/);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    expect(complaints).to.deep.equal([]);
  });

  it('counts what became of mail, refused mail with it', async () => {
    const { page } = await open();
    const today = page.locator('table[aria-labelledby=days] tbody tr').first();
    await eventually(
      'counters',
      async () => {
        await page.reload();
        const cells = (await today.locator('td').allTextContents()).map((text) => text.trim());
        return cells[0] === '6' && cells[3] === '1';
      },
      40_000,
    );
    await screenshot(page, 'filter');
  });

  it('finds a weight, changes it, and takes it back; the audit trail has both', async () => {
    const { page, complaints } = await open();
    await page.click('text=All weights');
    await page.fill('main input[type=search]', 'date past');
    await page.click('main button:has-text("Search")');
    await page.waitForURL('**/weights?words=date+past');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'filter-weights');
    const before = await weightOf('DATE_IN_PAST');
    await page.click('a[aria-label="Change DATE_IN_PAST"]');
    await page.fill('input[name=to]', '2,5');
    await page.click('main button:has-text("Look at the change")');
    expect(await page.textContent('main form[method=post]')).to.include(`DATE_IN_PAST: ${before} → 2.5`);
    expect(await weightOf('DATE_IN_PAST'), 'looking changes nothing').to.equal(before);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.click('main button.primary');
    await page.waitForURL('**/admin/filter?told=changed');
    expect(await page.textContent('[role=status]')).to.include('It was changed');
    expect(await weightOf('DATE_IN_PAST')).to.equal(2.5);

    await page.click('text=Undo the last change');
    await page.click('main button.primary');
    await page.waitForURL('**/admin/filter?told=changed');
    expect(await weightOf('DATE_IN_PAST')).to.equal(before);
    const entries = await inbox.gateway.store.audit.list({ action: 'filter.tune' });
    expect(
      entries.map(({ actor, subject, detail }) => [actor, subject, detail['before'], detail['after']]),
    ).to.deep.equal([
      ['kim@desk.example', 'weight DATE_IN_PAST', 2.5, before],
      ['kim@desk.example', 'weight DATE_IN_PAST', before, 2.5],
    ]);
    expect(complaints).to.deep.equal([]);
  });

  it('changes a threshold of rspamd', async () => {
    const { page } = await open();
    await page.click('a[aria-label="Change reject"]');
    await page.fill('input[name=to]', '90');
    await page.press('input[name=to]', 'Enter');
    await page.click('main button.primary');
    await page.waitForURL('**/admin/filter?told=changed');
    expect(await controller().actions()).to.deep.include({ action: 'reject', threshold: 90 });
  });

  it('refuses what is no number, what is the same, and what was changed meanwhile', async () => {
    const { page } = await open('/admin/filter/change?kind=weight&name=DATE_IN_PAST&to=many');
    expect(await page.textContent('[role=alert]')).to.include('enter a number');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    const now = await weightOf('DATE_IN_PAST');
    await page.fill('input[name=to]', String(now));
    await page.press('input[name=to]', 'Enter');
    expect(await page.textContent('[role=alert]')).to.include('has that value already');
    await page.fill('input[name=to]', '7');
    await page.press('input[name=to]', 'Enter');
    await page.waitForSelector('main button.primary');
    await controller().setWeight('DATE_IN_PAST', 3);
    await page.click('main button.primary');
    expect(await page.textContent('[role=alert]')).to.include('Somebody else has changed it');
    expect(await weightOf('DATE_IN_PAST')).to.equal(3);
  });

  it('is for admins alone', async () => {
    const cookie = await inbox.cookie(inbox.people.bob);
    for (const path of [
      '/admin/filter',
      '/admin/filter/weights',
      '/admin/filter/change?kind=weight&name=GTUBE',
    ])
      expect((await fetch(`${inbox.base}${path}`, { headers: { cookie } })).status).to.equal(403);
  });

  it('says in words that rspamd is away', async () => {
    await rspamd.kill();
    const { page } = await open('/admin/filter/weights');
    expect(new URL(page.url()).pathname).to.equal('/admin/filter');
    const main = (await page.textContent('main')) ?? '';
    expect(main).to.include('It does not answer').and.include('The controller does not answer');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await rspamd.start();
  });
});

describe('the filter’s page without a filter', function () {
  this.timeout(60_000);
  let browser: Browser;
  let inbox: TestInbox;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox()]);
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });

  it('says what to set, changes nothing, and reads well in German on a phone', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim, {
      locale: 'de-DE',
      viewport: { width: 390, height: 844 },
    });
    await page.goto('/admin/filter');
    expect(await page.textContent('main'))
      .to.include('screening.rspamd.url')
      .and.include('keiner');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    const cookie = await inbox.cookie(inbox.people.kim);
    const body = new URLSearchParams({ kind: 'weight', name: 'GTUBE', from: '0', to: '1' });
    const headers = { cookie, origin: inbox.base };
    const answer = await fetch(`${inbox.base}/admin/filter/change`, { method: 'POST', body, headers });
    expect(answer.status).to.equal(403);
  });
});
