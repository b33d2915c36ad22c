/** /admin: charts of what becomes of mail, and the tables that say the same. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { type Count, durationClass, fates, hourOf } from '../../src/model/counts.ts';
import { accessibilityFaults, browserMissing, screenshot, startBrowser, visit } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { password, startInbox, type TestInbox } from '../support/inbox.ts';

const hourMs = 3_600_000;

describe('the overview', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    const departments = [
      {
        name: 'support',
        title: 'Support',
        addresses: ['support@desk.example'],
        members: ['bob@desk.example'],
      },
      { name: 'sales', title: 'Sales', addresses: ['sales@desk.example'], screening: { quarantineAt: 9 } },
    ];
    const settings = { departments, screening: { deny: ['@spam.example'] } };
    [browser, inbox] = await Promise.all([startBrowser(), startInbox(settings)]);
    await inbox.gateway.store.counts.add(aMonth());
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });

  const numbers = (page: Page, chart: string, column: number) =>
    page.$$eval(`table[aria-labelledby="${chart}"] tbody td:nth-child(${column})`, (cells) =>
      cells.map((cell) => Number(cell.textContent?.replace(/\D/g, ''))),
    );

  it('draws a chart from each table, without a complaint of the browser', async () => {
    const { page, complaints } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin');
    await page.waitForSelector('.plot canvas');
    expect(await page.locator('.plot canvas').count()).to.equal(4);
    expect(await page.locator('section.chart').count()).to.equal(4);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'overview');
    expect(complaints).to.deep.equal([]);
  });

  it('tells the same in tables: fates, scores, tops', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin?span=month');
    const [filed] = await Promise.all([numbers(page, 'fates', 2)]);
    expect(filed).to.have.length(30);
    expect(filed.reduce((all, n) => all + n, 0)).to.be.greaterThan(1000);
    expect(await page.textContent('ul.limits')).to.include('Held from 6, refused from 15');
    expect(await page.textContent('ul.limits')).to.include('Sales: held from 9, refused from 15');
    expect(await page.textContent('table[aria-labelledby="top-rule"]')).to.include('No crypto');
    const link = page.locator('table[aria-labelledby="top-network"] a').first();
    expect(await link.getAttribute('href')).to.equal('/admin/lists?block=192.0.2.66');
    expect(await page.textContent('.figures')).to.match(/95 % took at most.*Later than 10 minutes/s);
  });

  it('goes along a chart by keys, and shows the numbers of each point', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin');
    const plot = page.locator('.plot').first();
    await plot.focus();
    await page.keyboard.press('Home');
    const shown = async () => plot.locator('.u-value').allTextContents();
    const first = await shown();
    const filed = await numbers(page, 'fates', 2);
    expect(Number(first[1])).to.equal(filed[0]);
    await page.keyboard.press('ArrowRight');
    expect(Number((await shown())[1])).to.equal(filed[1]);
    await page.keyboard.press('End');
    expect(Number((await shown())[1])).to.equal(filed.at(-1));
  });

  it('is its tables where scripts are off', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim, { javaScriptEnabled: false });
    await page.goto('/admin?span=week');
    expect(await page.locator('.plot').count()).to.equal(0);
    expect(await page.isVisible('table[aria-labelledby="fates"] tbody tr:first-child')).to.equal(true);
    expect(await page.locator('table[aria-labelledby="fates"] tbody tr').count()).to.equal(168);
    await page.click('nav.spans a[href$="day"]');
    expect(await page.locator('table[aria-labelledby="fates"] tbody tr').count()).to.equal(24);
  });

  it('is readable in the dark and on a phone', async () => {
    const { page, complaints } = await inbox.as(browser, inbox.people.kim, { colorScheme: 'dark' });
    await page.goto('/admin?span=month');
    await page.waitForSelector('.plot canvas');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'overview-dark');
    await page.setViewportSize({ width: 390, height: 844 });
    const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(wide).to.be.at.most(0);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'overview-phone');
    expect(complaints).to.deep.equal([]);
  });

  it('speaks German', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim, { locale: 'de-DE' });
    await page.goto('/admin');
    expect(await page.textContent('h1')).to.equal('Übersicht');
    expect(await page.textContent('#fates')).to.equal('Was aus Mail wurde');
  });

  it('has room for its tables, in German too and with the longest addresses', async () => {
    const address = `${'donaudampfschiff'.repeat(4)}@${'fahrtsgesellschaft.'.repeat(6)}example`;
    const at = hourOf(new Date());
    await inbox.gateway.store.counts.add([{ kind: 'address', name: address, at, n: 30, bad: 1 }]);
    const { page } = await inbox.as(browser, inbox.people.kim, { locale: 'de-DE' });
    await page.goto('/admin');
    expect(await page.textContent('.tops')).to.include('Male');
    const cut = await page.$$eval('.top .scroll', (boxes) =>
      boxes.filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.textContent),
    );
    expect(cut).to.deep.equal([]);
    const over = await page.$$eval('.top th', (cells) =>
      cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent),
    );
    expect(over).to.deep.equal([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await accessibilityFaults(page)).to.deep.equal([]);
  });

  it('counts mail that is filed and mail that is refused', async () => {
    expect(await inbox.mail({ subject: 'Counted' })).to.equal(250);
    expect(await inbox.mail({ subject: 'Refused' }, { from: 'x@spam.example' })).to.equal(550);
    const sums = () =>
      inbox.gateway.store.counts.sums(['fate', 'screen', 'domain'], hourOf(new Date()), 'all');
    const counts = await eventually('the counts', async () => {
      const found = await sums();
      const has = (name: string) => found.some((count) => count.name === name);
      return has('customer.example') && has('spam.example') && has('denied') ? found : false;
    });
    const spam = counts.find(({ name }) => name === 'spam.example');
    expect([spam?.n, spam?.bad]).to.deep.equal([1, 1]);
  });

  it('is for admins alone', async () => {
    const Cookie = await inbox.cookie(inbox.people.lea);
    const answer = await fetch(`${inbox.base}/admin`, { headers: { Cookie }, redirect: 'manual' });
    expect(answer.status).to.equal(403);
    const { page } = await visit(browser, inbox.base);
    await page.goto('/admin');
    expect(new URL(page.url()).pathname).to.equal('/login');
    await page.fill('input[name=address]', 'kim@desk.example');
    await page.fill('input[name=password]', password);
    await page.click('button');
    await page.waitForURL('**/admin');
  });
});

/** What a month of some hundred mails a day counts. */
function aMonth(): Count[] {
  const now = hourOf(new Date()).getTime();
  const hours = Array.from({ length: 30 * 24 }, (_, ago) => new Date(now - ago * hourMs));
  const share = { filed: 9, bypass: 5, quarantined: 4, rejected: 6, discarded: 1, failed: 0 };
  const wave = (at: Date, n: number) =>
    Math.round(n * (1.2 + Math.sin(at.getUTCHours() / 4) + Math.sin(at.getUTCDate())));
  const plain = { bad: 0 };
  const each = hours.flatMap((at): Count[] => [
    ...fates.map(
      (name) => ({ ...plain, kind: 'fate', name, at, n: Math.max(0, wave(at, share[name])) }) as const,
    ),
    { ...plain, kind: 'claim', name: 'claim-closed', at, n: Math.max(0, wave(at, 1)) },
    { ...plain, kind: 'receipt', name: String(durationClass(1500)), at, n: 6 },
    { ...plain, kind: 'receipt', name: String(durationClass(45_000 + at.getUTCHours() * 4000)), at, n: 1 },
  ]);
  const at = new Date(now);
  const scores = [2, 9, 40, 60, 44, 30, 12, 6, 5, 4, 3, 4, 5, 6, 8, 9, 8, 7, 5, 4, 3, 2, 1];
  return [
    ...each,
    ...scores.map((n, from) => ({ kind: 'score', name: String(from - 3), at, n, bad: 0 }) as const),
    { ...plain, kind: 'late', name: '', at, n: 2 },
    { ...plain, kind: 'rule', name: 'No crypto', at, n: 41 },
    { ...plain, kind: 'rule', name: 'Invoices to billing', at, n: 17 },
    { ...plain, kind: 'screen', name: 'spam', at, n: 90 },
    { ...plain, kind: 'screen', name: 'denied', at, n: 12 },
    { ...plain, kind: 'screen', name: 'clean', at, n: 300 },
    { ...plain, kind: 'claim', name: 'claim-invalid', at, n: 3 },
    { ...plain, kind: 'limit', name: 'connection-rate', at, n: 230 },
    { ...plain, kind: 'limit', name: '550 5.1.1', at, n: 31 },
    { kind: 'network', name: '192.0.2.66/32', at, n: 260, bad: 258 },
    { kind: 'network', name: '2001:db8:0:1::/64', at, n: 14, bad: 0 },
    { kind: 'address', name: 'ana@customer.example', at, n: 22, bad: 0 },
    { kind: 'address', name: 'offers@shop.example', at, n: 12, bad: 12 },
    { kind: 'domain', name: 'customer.example', at, n: 60, bad: 1 },
    { kind: 'domain', name: 'shop.example', at, n: 12, bad: 12 },
  ];
}
