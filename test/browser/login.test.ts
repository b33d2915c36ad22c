/** The way in, as people see it. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { accessibilityFaults, browserMissing, startBrowser, visit } from '../support/browser.ts';
import { password, startInbox, type TestInbox } from '../support/inbox.ts';

describe('the log-in page', function () {
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

  it('asks those who have no session, and brings them back to what they wanted', async () => {
    const { page, complaints } = await visit(browser, inbox.base);
    await page.goto('/inbox?list=waiting');
    expect(page.url()).to.include('/login');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.fill('input[name=address]', 'kim@desk.example');
    await page.fill('input[name=password]', password);
    await page.click('button');
    await page.waitForURL('**/inbox?list=waiting');
    expect(complaints).to.deep.equal([]);
  });

  it('says the same of a wrong password and of an unknown address', async () => {
    const { page } = await visit(browser, inbox.base);
    const refusalOf = async (address: string) => {
      await page.goto('/login');
      await page.fill('input[name=address]', address);
      await page.fill('input[name=password]', 'not the password');
      await page.click('button');
      return page.textContent('[role=alert]');
    };
    expect(await refusalOf('kim@desk.example')).to.equal(await refusalOf('nobody@desk.example'));
  });
});
