/** Rules on the page: listed, changed as a draft, saved, brought back. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { RuleDraft } from '../../src/model/rules.ts';
import { accessibilityFaults, browserMissing, screenshot, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { exampleRules, saveRules } from './rules-samples.ts';

describe('rules on the page', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox()]);
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });
  beforeEach(async () => {
    await saveRules(inbox, exampleRules);
    await inbox.gateway.store.ruleDrafts.drop(inbox.people.kim.id);
  });

  const active = () => inbox.gateway.store.rules.active();
  const draft = () => inbox.gateway.store.ruleDrafts.find(inbox.people.kim.id);
  const names = (page: Page) => page.locator('ol.rules .name').allTextContents();
  const namesIn = (set: RuleDraft | null) => set?.rules.map((rule) => Object(rule).name);

  it('are listed in order, with what each does in words, below the rules of the house', async () => {
    const acted = (days: number, n: number) => {
      const at = new Date(Date.now() - days * 86_400_000);
      return { kind: 'rule', name: 'Prizes', lane: '', at, n, bad: 0 } as const;
    };
    await inbox.gateway.store.counts.add([acted(1, 12), acted(20, 30), acted(40, 500)]);
    const { page, complaints } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin/rules');
    const link = page.locator('ol.rules .state a');
    expect(await link.textContent()).to.equal('acted 12× in 7 days, 42× in 30');
    expect(await link.getAttribute('href')).to.equal('/inbox?list=quarantine&q=Prizes');
    expect(await names(page)).to.deep.equal(['Prizes', 'Shop newsletters', 'Our printers']);
    const first = page.locator('ol.rules > li').first();
    expect(await first.locator('dd').allTextContents()).to.deep.equal([
      '(subject contains “prize” or text contains “lottery”) and known contact is no',
      'put into quarantine and tag “prize”',
    ]);
    expect(await first.textContent()).to.include('Advertising that asks for bank details');
    expect(await page.locator('ol.rules > li.off').textContent()).to.include('Our printers');
    expect(await page.textContent('section[aria-labelledby=house]')).to.include('ID of an open ticket');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'rules');
    expect(complaints).to.deep.equal([]);
  });

  it('are turned on, moved and deleted in a draft; nothing of it is in force', async () => {
    const { page, complaints } = await inbox.as(browser, inbox.people.kim);
    const before = await active();
    await page.goto('/admin/rules');
    await page.click('button[aria-label="Turn on: Our printers"]');
    await page.waitForSelector('.draft-bar');
    await page.click('button[aria-label="Up: Our printers"]');
    await eventually('the new order', async () => (await names(page))[1] === 'Our printers');
    await page.click('button[aria-label="Delete: Shop newsletters"]');
    await eventually('two rules', async () => (await names(page)).length === 2);
    // Where it was moved past a rule that is gone, nothing is moved.
    expect(await page.textContent('.draft-bar')).to.include('Draft: 2 changes');
    expect(await active()).to.deep.equal(before);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.click('.draft-bar a');
    const changes = await page.locator('ul.changes > li').allTextContents();
    expect(changes[0]).to.include('Deleted: Shop newsletters');
    expect(changes[1]).to.include('Turned on: Our printers');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.click('form[action$="/discard"] button');
    expect(await page.textContent('.told')).to.include('discarded');
    expect(await draft()).to.equal(null);
    expect(complaints).to.deep.equal([]);
  });

  it('move by the keyboard, which stays with the rule', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin/rules');
    await page.focus('button[aria-label="Up: Our printers"]');
    await page.keyboard.press('Enter');
    await eventually('the second place', async () => (await names(page))[1] === 'Our printers');
    const focused = await page.evaluate<string>('document.activeElement.ariaLabel');
    expect(focused).to.equal('Up: Our printers');
    await page.keyboard.press('Enter');
    await eventually('the first place', async () => (await names(page))[0] === 'Our printers');
  });

  it('do all of that without scripts too', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim, { javaScriptEnabled: false });
    await page.goto('/admin/rules');
    await page.click('button[aria-label="Down: Prizes"]');
    expect(await names(page)).to.deep.equal(['Shop newsletters', 'Prizes', 'Our printers']);
    await page.click('.draft-bar a');
    await page.fill('#reason', 'Newsletters first');
    await page.click('form[action$="/save"] button');
    expect(await page.textContent('.told')).to.include('Saved');
    expect(namesIn(await active())).to.deep.equal(['Shop newsletters', 'Prizes', 'Our printers']);
  });

  it('are saved with a reason, which the history and the audit trail keep', async () => {
    const { page, complaints } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin/rules');
    await page.click('button[aria-label="Turn off: Prizes"]');
    await page.waitForSelector('.draft-bar');
    await page.goto('/admin/rules/draft');
    await page.fill('#reason', 'Too many complaints');
    await page.click('form[action$="/save"] button');
    const saved = await active();
    expect(saved).to.include({ author: 'kim@desk.example', reason: 'Too many complaints' });
    const [entry] = await inbox.gateway.store.audit.list({ action: 'rules.save', limit: 1 });
    expect(entry?.detail).to.include({ reason: 'Too many complaints', basedOn: saved.version - 1 });
    await page.goto('/admin/rules/history');
    expect(await page.locator('tbody tr').first().textContent()).to.include('Too many complaints');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.click('tbody tr:first-child a');
    expect(await page.textContent('ul.changes')).to.include('Turned off: Prizes');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    expect(complaints).to.deep.equal([]);
  });

  it('go back to an older version by a new one', async () => {
    const old = await active();
    await saveRules(inbox, { rules: [], thresholds: null });
    const { page, complaints } = await inbox.as(browser, inbox.people.kim);
    await page.goto(`/admin/rules/history/${old.version}`);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.click('form[action$="/rollback"] button');
    expect(await page.textContent('.told')).to.include('Rolled back');
    const now = await active();
    expect(now.version).to.equal(old.version + 2);
    expect(now.rules).to.deep.equal(old.rules);
    const [entry] = await inbox.gateway.store.audit.list({ action: 'rules.rollback', limit: 1 });
    expect(entry?.actor).to.equal('kim@desk.example');
    expect(complaints).to.deep.equal([]);
  });

  it('leave as a file and come back as a draft', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin/rules');
    const Cookie = await inbox.cookie(inbox.people.kim);
    const file = await fetch(`${inbox.base}/admin/rules/export`, { headers: { Cookie } });
    expect(file.headers.get('content-disposition')).to.match(/rules-\d+\.yaml/);
    const yaml = await file.text();
    const upload = (text: string) =>
      page.setInputFiles('#file', { name: 'rules.yaml', mimeType: 'text/plain', buffer: Buffer.from(text) });
    await upload(yaml.replace('Prizes', 'Lotteries'));
    await page.click('form[action$="/import"] button');
    const changes = await page.locator('ul.changes > li').allTextContents();
    expect(changes.join()).to.include('Deleted: Prizes').and.to.include('New rule: Lotteries');
    expect(namesIn(await draft())?.[0]).to.equal('Lotteries');
    await page.goto('/admin/rules');
    await upload(yaml.replace('contains: prize', 'contians: prize'));
    await page.click('form[action$="/import"] button');
    expect(await page.textContent('.trouble'))
      .to.include('did you mean contains?')
      .and.to.match(/line \d+/);
    expect(await page.inputValue('#set')).to.include('contians');
  });

  it('are for admins alone', async () => {
    const Cookie = await inbox.cookie(inbox.people.lea);
    const answer = await fetch(`${inbox.base}/admin/rules`, { headers: { Cookie }, redirect: 'manual' });
    expect(answer.status).to.equal(403);
    const body = new URLSearchParams({ name: 'Prizes', do: 'delete' });
    const headers = { Cookie };
    const post = await fetch(`${inbox.base}/admin/rules/change`, { method: 'POST', body, headers });
    expect(post.status).to.equal(403);
  });

  it('speak German, and fit on a phone in the dark', async () => {
    const { page, complaints } = await inbox.as(browser, inbox.people.kim, {
      locale: 'de-DE',
      colorScheme: 'dark',
      viewport: { width: 390, height: 844 },
    });
    await page.goto('/admin/rules');
    expect(await page.locator('ol.rules dd').first().textContent()).to.equal(
      '(Betreff enthält „prize“ oder Text enthält „lottery“) und bekannter Kontakt ist nein',
    );
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(wide).to.be.at.most(390);
    expect(complaints).to.deep.equal([]);
  });
});
