/** Lists, search and tickets on an inbox in use: a few thousand tickets out of real mail. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { ticketLists } from '../../src/model/inbox.ts';
import { accessibilityFaults, browserMissing, screenshot, startBrowser } from '../support/browser.ts';
import { type Seeded, seedInbox } from '../support/corpus-inbox.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';

const wanted = 2000;

describe('an inbox in use', function () {
  this.timeout(400_000);
  let browser: Browser;
  let inbox: TestInbox;
  let seeded: Seeded;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox()]);
    seeded = await seedInbox(inbox, wanted);
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });

  /** Other people’s mail is in no picture of the docs. */
  const picture = async (page: Page, name: string) => {
    if (seeded.from === 'made-up mail') await screenshot(page, name);
  };

  it('has thousands of tickets in all its lists, which are readable and turn their pages', async () => {
    expect(seeded.tickets).to.be.at.least(wanted);
    const { page, complaints } = await inbox.as(browser, inbox.people.kim);
    for (const list of ticketLists) {
      await page.goto(`/inbox?list=${list}`);
      if (list === 'held') continue;
      expect(await page.locator('.tickets > li').count(), list).to.be.greaterThan(10);
      expect(await accessibilityFaults(page), list).to.deep.equal([]);
    }
    await picture(page, 'in-use');
    const first = await page.locator('.tickets .subject').allTextContents();
    await page.click('a[rel=next]');
    await page.waitForURL('**after=**');
    expect(await page.locator('.tickets .subject').allTextContents()).not.to.deep.equal(first);
    expect(complaints).to.deep.equal([]);
  });

  it('fits in the dark and on a phone', async () => {
    const dark = await inbox.as(browser, inbox.people.kim, { colorScheme: 'dark' });
    await dark.page.goto('/inbox?list=department');
    expect(await accessibilityFaults(dark.page)).to.deep.equal([]);
    await picture(dark.page, 'in-use-dark');
    const phone = await inbox.as(browser, inbox.people.kim, { viewport: { width: 390, height: 844 } });
    await phone.page.goto('/inbox?list=department');
    const wide = await phone.page.evaluate('document.documentElement.scrollWidth');
    expect(wide).to.be.at.most(390);
    await picture(phone.page, 'in-use-phone');
  });

  it('shows any of its mails without a complaint, and nothing of it is run', async () => {
    const { page, complaints } = await inbox.as(browser, inbox.people.kim);
    const tickets = await inbox.gateway.store.tickets.list({ limit: 100_000 });
    for (let n = 0; n < tickets.length; n += Math.ceil(tickets.length / 25)) {
      const { ticketId } = tickets[n] ?? expect.fail();
      const answer = await page.goto(`/inbox/${ticketId}`);
      expect(answer?.status(), ticketId).to.equal(200);
      expect(await page.locator('#history .message').count(), ticketId).to.be.greaterThan(0);
    }
    await picture(page, 'in-use-ticket');
    expect(complaints).to.deep.equal([]);
  });
});
