/** Two members of staff at one ticket at the same time. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { browserMissing, screenshot, startBrowser, type Visitor } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { answersOn, openedBy } from '../support/work.ts';

describe('two agents at once', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;
  let bob: Visitor;
  let kim: Visitor;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox()]);
    [bob, kim] = await Promise.all([
      inbox.as(browser, inbox.people.bob),
      inbox.as(browser, inbox.people.kim),
    ]);
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });

  it('see each other, and each other’s drafts', async () => {
    const ticket = await openedBy(inbox, 'Both of us');
    await bob.page.goto(`/inbox/${ticket.ticketId}`);
    await bob.page.fill('#text', 'Bob begins.');
    await bob.page.waitForSelector('.kept:has-text("Draft saved")');
    await kim.page.goto(`/inbox/${ticket.ticketId}`);
    await kim.page.waitForSelector('.present:has-text("Bob is replying")');
    await kim.page.click('.other-draft summary:has-text("Draft by Bob")');
    expect(await kim.page.textContent('.other-draft')).to.include('Bob begins.');
    await screenshot(kim.page, 'somebody-else-is-replying');
    await bob.page.goto('/inbox');
    await eventually('Bob to leave', async () => {
      const present = await inbox.gateway.store.inbox.present(ticket.id, new Date());
      return present.every(({ name }) => name !== 'Bob');
    });
    await kim.page.reload();
    expect(await kim.page.locator('.present:has-text("Bob")').count()).to.equal(0);
  });

  it('are warned when their answers cross, lose no text, and can send all the same', async () => {
    const ticket = await openedBy(inbox, 'Crossing');
    await bob.page.goto(`/inbox/${ticket.ticketId}`);
    await bob.page.fill('#text', 'Bob is slower.');
    await kim.page.goto(`/inbox/${ticket.ticketId}`);
    await kim.page.fill('#text', 'Kim is quicker.');
    await kim.page.click('#letter button[name=send]');
    await kim.page.waitForSelector('form.undo');
    await bob.page.click('#letter button[name=send]');
    await bob.page.waitForSelector('.crossing');
    expect(await bob.page.textContent('.crossing')).to.include('Kim is quicker.');
    expect(await bob.page.inputValue('#text')).to.equal('Bob is slower.');
    expect(await answersOn(inbox, ticket)).to.have.length(1);
    await screenshot(bob.page, 'crossing');
    await bob.page.click('.crossing button');
    await bob.page.waitForSelector('form.undo');
    const texts = (await answersOn(inbox, ticket)).map(({ text }) => text);
    expect(texts.some((text) => text.includes('Bob is slower.'))).to.equal(true);
    expect(texts).to.have.length(2);
  });

  it('are told while they write that the customer wrote again', async () => {
    const ticket = await openedBy(inbox, 'Once more');
    await bob.page.goto(`/inbox/${ticket.ticketId}`);
    await inbox.mail({ subject: `Re: [#${ticket.ticketId}] Once more`, text: 'It is worse now.' });
    await eventually('the second mail', async () => {
      const history = await inbox.gateway.store.tickets.messages(ticket.id);
      return history.some(({ text }) => text.includes('It is worse now.'));
    });
    await bob.page.fill('#text', 'Too early.');
    await bob.page.waitForSelector('.present:has-text("Ana Silva wrote meanwhile")');
  });

  it('cannot take back each other’s answers from the bar', async () => {
    const ticket = await openedBy(inbox, 'Not mine');
    await kim.page.goto(`/inbox/${ticket.ticketId}`);
    await kim.page.fill('#text', 'By Kim.');
    await kim.page.click('#letter button[name=send]');
    await kim.page.waitForSelector('form.undo');
    await bob.page.goto(`/inbox/${ticket.ticketId}`);
    expect(await bob.page.locator('form.undo').count()).to.equal(0);
  });
});
