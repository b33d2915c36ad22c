/** Lists that change by themselves, and shortcuts. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { accessibilityFaults, browserMissing, screenshot, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';

describe('a list that is open', function () {
  this.timeout(60_000);
  let browser: Browser;
  let inbox: TestInbox;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox()]);
    await mail('The first', 'The second', 'The third');
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });

  const mail = async (...subjects: string[]) => {
    const before = await inbox.gateway.store.tickets.count();
    for (const subject of subjects) await inbox.mail({ subject });
    const wanted = before + subjects.length;
    await eventually('the tickets', async () => (await inbox.gateway.store.tickets.count()) === wanted);
  };
  /** Subject of the row that has the focus. */
  const focused = (page: Page) =>
    page.evaluate<string | null>(
      "document.activeElement?.closest('li')?.querySelector('.subject')?.textContent ?? null",
    );
  const checked = (page: Page) => page.locator('.tickets .pick input:checked').count();

  it('shows new mail without a reload, and keeps what was selected and where the keyboard is', async () => {
    const { page, complaints } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/inbox?list=unassigned');
    await page.locator('li:has-text("The second") .pick').click();
    await page.keyboard.press('j');
    const here = await focused(page);
    await page.evaluate("document.body.dataset.same = 'page'");
    await mail('Brand new');
    await page.waitForSelector('.tickets li:has-text("Brand new")');
    expect(await page.getAttribute('body', 'data-same'), 'no reload').to.equal('page');
    expect(await checked(page)).to.equal(1);
    expect(await page.locator('li:has-text("The second") input').isChecked()).to.equal(true);
    expect(await focused(page)).to.equal(here);
    await page.waitForSelector('#lists a[aria-current] .count:text-is("4")');
    expect(await page.locator('#lists a[aria-current]').textContent()).to.include('Unassigned');
    expect(complaints).to.deep.equal([]);
  });

  it('hears nothing of departments that are not its reader’s', async () => {
    const cookie = await inbox.cookie(inbox.people.bob);
    const stop = new AbortController();
    const line = await fetch(`${inbox.base}/inbox/events`, { headers: { cookie }, signal: stop.signal });
    expect(line.headers.get('content-type')).to.include('text/event-stream');
    let heard = '';
    const listening = (async () => {
      for await (const part of line.body ?? []) heard += Buffer.from(part).toString();
    })().catch(() => undefined);
    const of = async (subject: string) =>
      (await inbox.gateway.store.tickets.list({ limit: 50 })).find((one) => one.subject === subject)?.id ??
      '';
    await inbox.mail({ subject: 'Secret of billing' }, { to: 'billing@desk.example' });
    await mail('Open to support');
    const open = await of('Open to support');
    await eventually('the change', async () => heard.includes(open));
    expect(heard).not.to.include(await of('Secret of billing'));
    stop.abort();
    await listening;
  });

  it('takes no more than a few lines of one agent', async () => {
    const cookie = await inbox.cookie(inbox.people.lea);
    const stop = new AbortController();
    const line = () => fetch(`${inbox.base}/inbox/events`, { headers: { cookie }, signal: stop.signal });
    const answers = [];
    for (let n = 0; n < 8; n += 1) answers.push((await line()).status);
    stop.abort();
    expect(answers).to.deep.equal([200, 200, 200, 200, 200, 200, 204, 204]);
  });

  it('is worked with the keyboard alone', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/inbox?list=unassigned');
    const subjects = await page.locator('.tickets .subject').allTextContents();
    await page.keyboard.press('j');
    expect(await focused(page)).to.equal(subjects[0]);
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    expect(await checked(page)).to.equal(1);
    expect(await focused(page)).to.equal(subjects[1]);
    await page.keyboard.press('k');
    expect(await focused(page)).to.equal(subjects[0]);
    await page.keyboard.press('/');
    await page.keyboard.type('just x and j');
    expect(await page.inputValue('.bar input[name=q]')).to.equal('just x and j');
    expect(await checked(page), 'no shortcut while typing').to.equal(1);
    await page.locator('.bar input[name=q]').blur();
    await page.keyboard.press('g');
    await page.keyboard.press('w');
    await page.waitForURL('**/inbox?list=waiting');
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await page.waitForURL('**/inbox?list=unassigned');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/inbox\/\d+-/);
    await page.keyboard.press('u');
    await page.waitForURL('**/inbox?list=unassigned');
    await eventually('the row that was read', async () => (await focused(page)) === subjects[0]);
  });

  it('goes from ticket to ticket by letters too, and by signs that take AltGr', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/inbox?list=unassigned');
    const subjects = await page.locator('.tickets .subject').allTextContents();
    await page.locator('.tickets .subject').first().click();
    const isOpen = (at: number) => page.waitForSelector(`h1:text-is("${subjects[at]}")`);
    await isOpen(0);
    await page.keyboard.press('j');
    await isOpen(1);
    await page.keyboard.press('k');
    await isOpen(0);
    const altGr = (key: string, modifierAltGraph: boolean) =>
      page.dispatchEvent('body', 'keydown', { key, ctrlKey: true, altKey: true, modifierAltGraph });
    await altGr('j', false);
    await altGr(']', true);
    await isOpen(1);
    await altGr('[', true);
    await isOpen(0);
  });

  it('shows all shortcuts, and can switch single keys off', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/inbox?list=unassigned');
    await page.keyboard.press('?');
    await page.waitForSelector('#keys[open]');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'shortcuts');
    await page.uncheck('#single-keys');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    expect(await focused(page)).to.equal(null);
    await page.reload();
    await page.keyboard.press('?');
    expect(await page.locator('#keys[open]').count()).to.equal(0);
    await page.click('.bar .menu summary');
    await page.click('[data-key="?"]');
    await page.check('#single-keys');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    expect(await focused(page)).to.be.a('string');
  });
});
