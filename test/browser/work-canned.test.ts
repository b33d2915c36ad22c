/** Canned replies, from the lead who writes them to the customer who reads them. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { accessibilityFaults, browserMissing, screenshot, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { answersOn, openedBy } from '../support/work.ts';

describe('canned replies', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;
  let lea: Page;
  let bob: Page;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox()]);
    lea = (await inbox.as(browser, inbox.people.lea)).page;
    bob = (await inbox.as(browser, inbox.people.bob)).page;
    const by = { updatedBy: 'Kim', updatedAt: new Date(), source: null, id: null };
    const { inbox: store } = inbox.gateway.store;
    await store.saveCanned({
      ...by,
      name: 'Bill',
      department: 'billing',
      language: 'en',
      text: 'Your bill.',
    });
    await store.saveCanned({
      ...by,
      name: 'Stecker',
      department: null,
      language: 'de',
      text: 'Bitte ausstecken.',
    });
    const text = 'Your order {{ order.number }} is on its way.';
    await store.saveCanned({ ...by, name: 'Order', department: null, language: 'en', text });
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });

  it('are written by leads, who are told of variables that do not exist', async () => {
    await lea.goto('/inbox/canned');
    await lea.click('text=New canned reply');
    await lea.fill('#name', 'Unplug first');
    await lea.fill('#text', 'Hello {{ customer.frist }} {{Name}}, please unplug it.');
    await lea.click('main button.primary');
    expect(await lea.textContent('[role=alert]'))
      .to.include('customer.frist')
      .and.include('{{ Name }}');
    expect(await accessibilityFaults(lea)).to.deep.equal([]);
    await lea.fill(
      '#text',
      'Hello {{ customer.first | default: "there" }},\n\nplease unplug it.\n\n{{ agent.name }}',
    );
    await lea.click('main button.primary');
    await lea.waitForURL('**/inbox/canned');
    expect(await lea.textContent('.canned-replies')).to.include('Unplug first');
    expect(await accessibilityFaults(lea)).to.deep.equal([]);
    await screenshot(lea, 'canned-replies');
    const [entry] = await inbox.gateway.store.audit.list({ action: 'canned.save' });
    expect(entry).to.include({ actor: 'lea@desk.example' });
  });

  it('cannot be edited by agents, and are not seen by other departments', async () => {
    await bob.goto('/inbox/canned');
    expect(await bob.locator('text=New canned reply').count()).to.equal(0);
    expect(await bob.textContent('.canned-replies'))
      .to.include('Order')
      .and.not.include('Your bill.');
    const cookie = await inbox.cookie(inbox.people.bob);
    const body = new URLSearchParams({ name: 'x', text: 'y', department: '', language: 'en' });
    const post = { method: 'POST', body, headers: { cookie }, redirect: 'manual' } as const;
    await fetch(`${inbox.base}/inbox/canned/new`, post);
    const all = await inbox.gateway.store.inbox.canned('all');
    expect(all.map(({ name }) => name)).to.not.include('x');
  });

  it('are chosen by words, stand in the answer filled in, and in the customer’s language first', async () => {
    const ticket = await openedBy(inbox, 'Which one', {
      text: 'The printer is broken. Please help me with it.',
    });
    await bob.goto(`/inbox/${ticket.ticketId}`);
    await bob.click('button[data-picker]');
    await bob.waitForSelector('.canned-list button');
    const names = await bob.locator('.canned-list button b').allTextContents();
    expect(names).to.deep.equal(['Order', 'Unplug first', 'Stecker']);
    expect(await accessibilityFaults(bob)).to.deep.equal([]);
    await screenshot(bob, 'canned-picker');
    await bob.fill('.picker input', 'unplug');
    await eventually('the filter', async () => (await bob.locator('.canned-list button').count()) === 1);
    await bob.click('.canned-list button');
    expect(await bob.inputValue('#text')).to.equal('Hello Ana,\n\nplease unplug it.\n\nBob');
    await bob.click('#letter button[name=send]');
    await bob.waitForSelector('form.undo');
    expect((await answersOn(inbox, ticket))[0]?.text).to.include('Hello Ana,');
  });

  it('are not sent while a variable has no value', async () => {
    const ticket = await openedBy(inbox, 'No order');
    await bob.goto(`/inbox/${ticket.ticketId}`);
    await bob.click('button[data-picker]');
    await bob.click('.canned-list button:has-text("Order")');
    await bob.click('#letter button[name=send]');
    expect(await (await bob.waitForSelector('#composer [role=alert]')).textContent()).to.include(
      '{{ order.number }}',
    );
    expect(await answersOn(inbox, ticket)).to.have.length(0);
    await bob.fill('#text', 'Your order 17 is on its way.');
    await bob.click('#letter button[name=send]');
    await bob.waitForSelector('form.undo');
    expect(await answersOn(inbox, ticket)).to.have.length(1);
  });

  it('are there without scripts, and lose nothing that was written', async () => {
    const ticket = await openedBy(inbox, 'Canned without scripts');
    const storageState = await bob.context().storageState();
    const plain = await browser.newContext({ baseURL: inbox.base, javaScriptEnabled: false, storageState });
    const page = await plain.newPage();
    await page.goto(`/inbox/${ticket.ticketId}`);
    await page.fill('#text', 'Good morning.');
    await page.fill('#cc', 'eva@customer.example');
    await page.click('button[name=pick]');
    await page.click('button.canned:has-text("Stecker")');
    expect(await page.inputValue('#text')).to.equal('Good morning.\n\nBitte ausstecken.');
    expect(await page.inputValue('#cc')).to.equal('eva@customer.example');
    await plain.close();
  });
});
