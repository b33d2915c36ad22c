/** What somebody reads where something could not be done. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { TicketLine } from '../../src/model/inbox.ts';
import { accessibilityFaults, browserMissing, startBrowser } from '../support/browser.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { openedBy } from '../support/work.ts';

describe('what was refused', function () {
  this.timeout(60_000);
  let browser: Browser;
  let inbox: TestInbox;
  let page: Page;
  let ticket: TicketLine;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox()]);
    ticket = await openedBy(inbox, 'Paper jam');
    page = (await inbox.as(browser, inbox.people.kim)).page;
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });

  const linkTo = async (name: string) => {
    await page.fill('#do-link input[name=to]', name);
    await page.click('#do-link button');
  };

  it('can still be read after somebody else did something, until it is tried again', async () => {
    const other = await openedBy(inbox, 'Empty toner');
    await page.goto(`/inbox/${ticket.ticketId}`);
    await page.click('#do-link > summary');
    await linkTo('99999');
    await page.waitForSelector('#do-link .trouble');
    await inbox.mail({ subject: `Re: [#${ticket.ticketId}] Paper jam`, text: 'It jams again.' });
    await page.waitForSelector('#history :text("It jams again.")');
    expect(await page.textContent('#do-link .trouble')).to.include('99999');
    expect(await page.inputValue('#do-link input[name=to]')).to.equal('99999');
    await linkTo(other.ticketId);
    await page.waitForSelector('#side .links');
    expect(await page.locator('.trouble:visible').count()).to.equal(0);
  });

  it('blames a missing target, not the tickets that were to be merged into it', async () => {
    await page.goto('/inbox');
    await page.locator('.tickets .pick').first().click();
    await page.click('.bulk summary:has-text("Merge")');
    await page.fill('#bulk-into', '99999');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.told.trouble');
    expect(await page.textContent('.told')).to.equal(
      'Nothing was merged: there is no ticket 99999, or not in your departments.',
    );
    expect(await page.locator('.told a').count()).to.equal(0);
  });

  it('leads back to the ticket by the address where its form was sent', async () => {
    await page.goto(`/inbox/${ticket.ticketId}`);
    await page.click('#do-merge > summary');
    await page.fill('#do-merge input[name=into]', '99999');
    await page.click('#do-merge button');
    await page.waitForURL('**/act');
    expect(await page.textContent('#do-merge .trouble')).to.include('99999');
    for (const deed of ['act', 'send', 'undo', 'draft']) {
      await page.goto(`/inbox/${ticket.ticketId}/${deed}`);
      expect(new URL(page.url()).pathname).to.equal(`/inbox/${ticket.ticketId}`);
    }
  });

  it('is a page where an address leads nowhere, in the language of the reader', async () => {
    for (const path of ['/inbox/nonsense', `/inbox/${ticket.ticketId}/nonsense`, '/admin/nonsense']) {
      const answer = await page.goto(path);
      expect(answer?.status(), path).to.equal(404);
      expect(await page.textContent('h1'), path).to.equal('There is no such page');
    }
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.click('main a');
    await page.waitForURL('**/inbox');
    const headers = { Cookie: await inbox.cookie(inbox.people.kim), 'Accept-Language': 'de' };
    expect(await (await fetch(`${inbox.base}/inbox/nonsense`, { headers })).text()).to.include('lang="de"');
    const program = await fetch(`${inbox.base}/nonsense`);
    expect(program.headers.get('content-type')).to.equal('application/problem+json');
  });
});
