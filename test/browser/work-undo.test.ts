/** Taking an answer back on the page, in the seconds before it is sent. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { TicketLine } from '../../src/model/inbox.ts';
import { browserMissing, startBrowser } from '../support/browser.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import type { MailToCompose } from '../support/mail.ts';
import { answersOn, openedBy } from '../support/work.ts';

const log = { filename: 'log.txt', contentType: 'text/plain', content: 'line one' };

describe('taking an answer back on the page', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;
  let page: Page;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox({ inbox: { undoSeconds: 30 } })]);
    page = (await inbox.as(browser, inbox.people.bob)).page;
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });

  const begin = async (subject: string, mail: MailToCompose = {}) => {
    const ticket = await openedBy(inbox, subject, mail);
    await page.goto(`/inbox/${ticket.ticketId}`);
    return ticket;
  };
  const send = async () => {
    await page.click('#letter button[name=send]');
    await page.waitForSelector('form.undo');
  };
  const undo = async () => {
    await page.click('form.undo button');
    await page.waitForURL('**kept=1**');
  };
  const filesOf = async (ticket: TicketLine) => {
    const rows = (await answersOn(inbox, ticket)).filter(({ state }) => state === 'queued');
    return rows.map(({ attachments }) => attachments?.map(({ filename }) => filename) ?? []);
  };

  it('keeps what was typed meanwhile, below the text that came back', async () => {
    const ticket = await begin('Typed meanwhile');
    await page.fill('#text', 'First.');
    await send();
    await page.fill('#text', 'Second.');
    await undo();
    expect(await page.inputValue('#text')).to.equal('First.\n\nSecond.');
    await page.goto('/inbox');
    await page.goto(`/inbox/${ticket.ticketId}`);
    expect(await page.inputValue('#text')).to.equal('First.\n\nSecond.');
  });

  it('keeps a draft that was saved meanwhile too, with its files', async () => {
    await begin('Saved meanwhile');
    await page.fill('#text', 'First.');
    await send();
    const buffer = Buffer.from('plan');
    await page.setInputFiles('#files', { name: 'plan.txt', mimeType: 'text/plain', buffer });
    await page.fill('#text', 'Second.');
    await page.waitForSelector('.kept:has-text("Draft saved")');
    await undo();
    expect(await page.inputValue('#text')).to.equal('First.\n\nSecond.');
    expect(await page.locator('.files li:has-text("plan.txt")').count()).to.equal(1);
  });

  it('remembers what was to become of the ticket', async () => {
    const ticket = await begin('Then close');
    await page.fill('#text', 'Closing this.');
    await page.selectOption('#then', 'closed');
    await send();
    await undo();
    expect(await page.inputValue('#then')).to.equal('closed');
    expect((await inbox.gateway.store.tickets.byId(ticket.id))?.state).to.equal('new');
  });

  it('forwards the same message anew, with each of its files once', async () => {
    const ticket = await begin('Forward twice', { attachments: [log] });
    await inbox.mail({ subject: `Re: [#${ticket.ticketId}] Forward twice`, text: 'A later mail.' });
    await page.waitForSelector('#history :text("A later mail.")');
    await page.keyboard.press('f');
    await page.waitForSelector('#message');
    const first = await page.locator('#message option').first().getAttribute('value');
    await page.selectOption('#message', first);
    await page.fill('#to', 'x@maker.example');
    await send();
    await undo();
    expect(await page.inputValue('#message')).to.equal(first);
    expect(await page.locator('.files li').count()).to.equal(0);
    await send();
    expect(await filesOf(ticket)).to.deep.equal([['log.txt']]);
  });

  it('forwards a message anew without its files, where they were left out', async () => {
    const ticket = await begin('Without files', { attachments: [log] });
    await page.keyboard.press('f');
    await page.waitForSelector('#message');
    await page.fill('#to', 'x@maker.example');
    await page.uncheck('input[name=carry]');
    await send();
    await undo();
    expect(await page.isChecked('input[name=carry]')).to.equal(false);
    await send();
    expect(await filesOf(ticket)).to.deep.equal([[]]);
  });

  it('shows the ticket as unanswered in the list', async () => {
    const ticket = await begin('Unanswered again');
    await page.fill('#text', 'Wrong words.');
    await send();
    await undo();
    await page.goto('/inbox?list=department');
    const line = page.locator(`[data-ticket="${ticket.ticketId}"]`);
    expect(await line.innerText())
      .to.include('My printer burns')
      .and.not.include('Wrong words');
  });

  it('leaves the draft to whoever wrote on a ticket that was merged, to open and to discard', async () => {
    const ticket = await begin('Merged away');
    await page.fill('#text', 'Written before the merge.');
    await page.waitForSelector('.kept:has-text("Draft saved")');
    await page.goto('/inbox');
    const into = await openedBy(inbox, 'Merged into');
    const kim = { ...inbox.people.kim, kind: 'agent', departments: 'all', via: 'page' } as const;
    await inbox.gateway.desk.act(kim, ticket.id, { do: 'merge', into: into.ticketId });
    await page.goto('/inbox?list=drafts');
    const line = page.locator(`[data-ticket="${into.ticketId}"]`);
    await line.locator('a').click();
    await page.waitForSelector('#text');
    expect(await page.inputValue('#text')).to.equal('Written before the merge.');
    await Promise.all([page.waitForEvent('load'), page.click('#letter button[name=discard]')]);
    await page.goto('/inbox?list=drafts');
    expect(await line.count()).to.equal(0);
  });
});
