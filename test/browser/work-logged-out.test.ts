/** What becomes of an answer whose writer is logged out while he writes. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { accessibilityFaults, browserMissing, startBrowser } from '../support/browser.ts';
import { password, startInbox, type TestInbox } from '../support/inbox.ts';
import { answersOn, openedBy } from '../support/work.ts';

describe('writing while logged out', function () {
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

  const told = '#logged-out:has-text("Your text is still here")';
  const begin = async (subject: string) => {
    const { page, context } = await inbox.as(browser, inbox.people.bob);
    const ticket = await openedBy(inbox, subject);
    await page.goto(`/inbox/${ticket.ticketId}`);
    await context.clearCookies();
    return { page, context, ticket };
  };

  it('says that the draft is not kept, and keeps it once one is logged in again in another tab', async () => {
    const { page, context, ticket } = await begin('Overnight');
    await page.fill('#text', 'Long work.');
    await page.waitForSelector(told);
    expect(await page.textContent('.kept')).to.equal('');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    const [other] = await Promise.all([context.waitForEvent('page'), page.click('#logged-out a')]);
    await other.fill('input[name=address]', inbox.people.bob.address);
    await other.fill('input[name=password]', password);
    await other.click('button');
    await other.waitForURL('**/inbox**');
    await other.close();
    await page.waitForSelector('.kept:has-text("Draft saved")');
    expect(await page.locator(told).isVisible()).to.equal(false);
    const [draft] = await inbox.gateway.store.inbox.draftsOn(ticket.id);
    expect(draft).to.include({ text: 'Long work.' });
    await context.close();
  });

  it('does not let go of an answer that would be lost', async () => {
    const { page, context, ticket } = await begin('Too late');
    await page.fill('#text', 'Sent at once.');
    await page.click('#letter button[name=send]');
    await page.waitForSelector(told);
    expect(await page.inputValue('#text')).to.equal('Sent at once.');
    expect(new URL(page.url()).pathname).to.equal(`/inbox/${ticket.ticketId}`);
    expect(await answersOn(inbox, ticket)).to.deep.equal([]);
    await context.close();
  });

  it('stays where it is when another kind of letter is chosen', async () => {
    const { page, context } = await begin('Another kind');
    await page.fill('#text', 'Not gone.');
    await page.click('#composer .tabs a:has-text("Note")');
    await page.waitForSelector(told);
    expect(await page.inputValue('#text')).to.equal('Not gone.');
    await context.close();
  });

  it('is not carried off by a part of the page that asks anew', async () => {
    const { page, context, ticket } = await begin('News');
    await page.fill('#text', 'In the middle of it.');
    const asked = page.waitForResponse((answer) => answer.headers()['hx-redirect'] !== undefined);
    await page.evaluate(`document.body.dispatchEvent(new CustomEvent('postern-ticket-${ticket.id}'))`);
    await asked;
    await page.waitForSelector(told);
    expect(await page.inputValue('#text')).to.equal('In the middle of it.');
    await context.close();
  });

  it('leads back to the ticket from a form that was sent, and not to where the form went', async () => {
    const { page, context, ticket } = await begin('Back to it');
    await page.evaluate('document.querySelector("#letter").submit()');
    await page.waitForURL('**/login**');
    await page.fill('input[name=address]', inbox.people.bob.address);
    await page.fill('input[name=password]', password);
    await page.click('button');
    await page.waitForURL(`**/inbox/${ticket.ticketId}`);
    expect(await page.locator('#letter').count()).to.equal(1);
    await context.close();
  });
});
