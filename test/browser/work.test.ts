/** Writing on tickets, as staff do it on the page. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { TicketLine } from '../../src/model/inbox.ts';
import type { OutgoingEntry } from '../../src/model/outbox-store.ts';
import {
  accessibilityFaults,
  browserMissing,
  screenshot,
  startBrowser,
  type Visitor,
} from '../support/browser.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { answersOn, openedBy } from '../support/work.ts';

const ana = 'ana@customer.example';

describe('writing on a ticket', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;
  let bob: Visitor;
  let page: Page;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox()]);
    bob = await inbox.as(browser, inbox.people.bob);
    page = bob.page;
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });

  const answers = (ticket: TicketLine): Promise<OutgoingEntry[]> => answersOn(inbox, ticket);
  const begin = async (
    ...mail: Parameters<typeof openedBy> extends [unknown, ...infer Mail] ? Mail : never
  ) => {
    const ticket = await openedBy(inbox, ...mail);
    await page.goto(`/inbox/${ticket.ticketId}`);
    return ticket;
  };
  const send = async () => {
    await page.click('#letter button[name=send]');
    await page.waitForSelector('form.undo, #composer [role=alert]');
  };

  it('sends an answer to the requester, after the time in which it can be undone', async () => {
    const ticket = await begin('Printer on fire');
    expect(await page.inputValue('#to')).to.equal(ana);
    await page.fill('#text', 'Please unplug it.');
    await screenshot(page, 'composer');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.selectOption('#then', 'solved');
    await send();
    const [row] = await answers(ticket);
    expect(row?.text).to.include('Please unplug it.');
    expect(row?.nextAttemptAt?.getTime()).to.be.greaterThan(row?.createdAt.getTime() ?? 0);
    expect((await inbox.gateway.store.tickets.byId(ticket.id))?.state).to.equal('solved');
    expect(await page.inputValue('#text')).to.equal('');
    await screenshot(page, 'undo');
    expect(bob.complaints).to.deep.equal([]);
  });

  it('takes an answer back, and its text is in the draft again', async () => {
    const ticket = await begin('Undo me');
    await page.fill('#text', 'Oops, not this.');
    await page.fill('#cc', 'eva@customer.example');
    await send();
    await page.keyboard.press('z');
    await page.waitForURL('**kept=1**');
    expect(await page.inputValue('#text')).to.equal('Oops, not this.');
    expect(await page.inputValue('#cc')).to.equal('eva@customer.example');
    expect((await answers(ticket)).map(({ state }) => state)).to.deep.equal(['cancelled', 'cancelled']);
    expect(await page.locator('form.undo').count()).to.equal(0);
    await send();
    expect((await answers(ticket)).filter(({ state }) => state === 'queued')).to.have.length(2);
  });

  it('answers all whom the customer addressed, and nobody of ours', async () => {
    const ticket = await begin('For all of us', { cc: 'Eva <eva@customer.example>, support@desk.example' });
    await page.keyboard.press('a');
    await page.waitForSelector('#cc[value="eva@customer.example"]');
    expect(await page.inputValue('#to')).to.equal(ana);
    await page.fill('#text', 'Hello both.');
    await send();
    expect((await answers(ticket)).map(({ to }) => to)).to.have.members([ana, 'eva@customer.example']);
  });

  it('forwards a message with its attachments to somebody else', async () => {
    const ticket = await begin('With a file', {
      attachments: [{ filename: 'log.txt', contentType: 'text/plain', content: 'line one\r\nline two\r\n' }],
    });
    await page.keyboard.press('f');
    await page.waitForSelector('#message');
    await page.fill('#to', 'factory@maker.example');
    await page.fill('#text', 'Do you know this?');
    await send();
    const [row] = await answers(ticket);
    expect(row?.to).to.equal('factory@maker.example');
    expect(row?.text).to.include('Do you know this?').and.include('My printer burns');
    expect(row?.attachments?.map(({ filename }) => filename)).to.deep.equal(['log.txt']);
    const bytes = await inbox.gateway.store.inbox.uploaded(row?.attachments?.[0]?.sha256 ?? '');
    expect(Buffer.from(bytes).toString()).to.equal('line one\r\nline two\r\n');
  });

  it('keeps notes apart from answers, for the eye and for the customer', async () => {
    const ticket = await begin('Note');
    await page.keyboard.press('n');
    await page.waitForSelector('#composer.note');
    expect(await page.textContent('#note-hint')).to.include('only staff see it');
    expect(await page.locator('#to').count()).to.equal(0);
    await page.fill('#text', 'He called twice.');
    await screenshot(page, 'composer-note');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('#history :text("He called twice.")');
    expect(await answers(ticket)).to.have.length(0);
  });

  it('keeps the draft while one types, through a reload, and drops it when it is sent', async () => {
    const ticket = await begin('Draft');
    await page.fill('#text', 'Half an answ');
    await page.waitForSelector('.kept:has-text("Draft saved")');
    await page.reload();
    expect(await page.inputValue('#text')).to.equal('Half an answ');
    await page.fill('#text', 'Half an answer, left in haste');
    await page.goto('/inbox');
    await page.goto(`/inbox/${ticket.ticketId}`);
    expect(await page.inputValue('#text')).to.equal('Half an answer, left in haste');
    await send();
    expect(await inbox.gateway.store.inbox.draftsOn(ticket.id)).to.deep.equal([]);
  });

  it('keeps what was written when another kind of letter is chosen', async () => {
    await begin('Two letters');
    await page.fill('#text', 'An answer, and then');
    await page.keyboard.press('Tab');
    await page.click('#composer .tabs a:has-text("Note")');
    await page.waitForSelector('#composer.note');
    expect(await page.inputValue('#text')).to.equal('');
    await page.click('#composer .tabs a:text-is("Reply")');
    await page.waitForSelector('#composer.reply');
    expect(await page.inputValue('#text')).to.equal('An answer, and then');
  });

  it('says what is wrong with an address, and keeps the text', async () => {
    const ticket = await begin('Wrong address');
    await page.fill('#to', 'ana at customer');
    await page.fill('#text', 'Not to be lost.');
    await send();
    expect(await page.textContent('#composer [role=alert]')).to.include('not complete');
    expect(await page.inputValue('#text')).to.equal('Not to be lost.');
    expect(await page.inputValue('#to')).to.equal('ana at customer');
    expect(await answers(ticket)).to.have.length(0);
  });

  it('works as a plain form where there are no scripts', async () => {
    const ticket = await openedBy(inbox, 'Without scripts');
    const storageState = await bob.context.storageState();
    const plain = await browser.newContext({ baseURL: inbox.base, javaScriptEnabled: false, storageState });
    const bare = await plain.newPage();
    await bare.goto(`/inbox/${ticket.ticketId}`);
    const buffer = Buffer.from('plan');
    await bare.setInputFiles('#files', { name: 'plan.txt', mimeType: 'text/plain', buffer });
    await bare.fill('#text', 'Sent without scripts.');
    await bare.click('button[name=keep]');
    expect(await bare.inputValue('#text')).to.equal('Sent without scripts.');
    await bare.click('#letter button[name=send]');
    const [row] = await answers(ticket);
    expect(row?.text).to.include('Sent without scripts.');
    expect(row?.attachments?.map(({ filename }) => filename)).to.deep.equal(['plan.txt']);
    await bare.click('form.undo button');
    expect(await bare.inputValue('#text')).to.equal('Sent without scripts.');
    await plain.close();
  });
});
