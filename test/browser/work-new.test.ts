/** Tickets by hand, and tickets that are one: opening, merging, linking, waiting. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { accessibilityFaults, browserMissing, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { answersOn, openedBy } from '../support/work.ts';

const everything = { address: '', departments: 'all' } as const;

describe('tickets by hand', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;
  let page: Page;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox()]);
    page = (await inbox.as(browser, inbox.people.bob)).page;
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });

  const opened = async () => {
    await page.waitForURL(/\/inbox\/\d/);
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const ticket = await inbox.gateway.store.inbox.ticket(everything, id);
    if (ticket === null) throw new Error('no ticket was opened');
    return ticket;
  };

  it('are opened with a mail to the requester, after what is wrong was told', async () => {
    await page.goto('/inbox/new');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.fill('#address', 'zoe');
    await page.fill('#subject', 'You called us');
    await page.click('main button.primary');
    expect(await page.textContent('#address-fault')).to.include('no e-mail address');
    expect(await page.locator('#text-fault').count()).to.equal(1);
    expect(await page.inputValue('#subject')).to.equal('You called us');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.fill('#address', 'zoe@customer.example');
    await page.fill('#text', 'As we said on the phone …');
    await page.click('main button.primary');
    const ticket = await opened();
    expect(ticket).to.include({ subject: 'You called us', department: 'support', owner: 'bob@desk.example' });
    expect((await answersOn(inbox, ticket)).map(({ to }) => to)).to.deep.equal(['zoe@customer.example']);
  });

  it('are opened with a note alone, which nobody outside gets', async () => {
    await page.goto('/inbox/new?address=zoe@customer.example&name=Zoe');
    await page.fill('#subject', 'She called');
    await page.fill('#text', 'She sounded angry.');
    await page.check('input[value=note]');
    await page.click('main button.primary');
    const ticket = await opened();
    expect(ticket.requester).to.deep.equal({ name: 'Zoe', address: 'zoe@customer.example' });
    expect(await answersOn(inbox, ticket)).to.have.length(0);
  });

  it('offer the departments that somebody sees, and take no other', async () => {
    await page.goto('/inbox/new');
    expect(await page.locator('#department option').allTextContents()).to.deep.equal(['Support']);
    const cookie = await inbox.cookie(inbox.people.bob);
    const body = new URLSearchParams({
      department: 'billing',
      address: 'a@b.example',
      subject: 'x',
      text: 'y',
      as: 'note',
    });
    const answer = await fetch(`${inbox.base}/inbox/new`, { method: 'POST', body, headers: { cookie } });
    expect(answer.status).to.equal(403);
  });

  it('are merged into one that is found by words, and by the same requester at once', async () => {
    const first = await openedBy(inbox, 'The zirconium printer');
    const second = await openedBy(inbox, 'Printer again');
    await page.goto(`/inbox/${second.ticketId}/merge`);
    await page.waitForSelector(`#targets :text("${first.ticketId}")`);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.fill('main input[name=q]', first.ticketId);
    await eventually('the search', async () => (await page.locator('#targets button').count()) === 1);
    await page.click('#targets button');
    await page.waitForURL(`**/inbox/${first.ticketId}**`);
    expect((await inbox.gateway.store.tickets.byNumber(second.number))?.id).to.equal(first.id);
  });

  it('are linked to another one', async () => {
    const [one, other] = [await openedBy(inbox, 'One thing'), await openedBy(inbox, 'Another thing')];
    await page.goto(`/inbox/${one.ticketId}/link?q=${other.number}`);
    await page.click('#targets button');
    await page.waitForURL(`**/inbox/${one.ticketId}**`);
    const line = await inbox.gateway.store.inbox.ticket(everything, one.id);
    expect(line?.links).to.deep.equal([other.id]);
  });

  it('wait until the morning, and are awake when they are woken', async () => {
    const ticket = await openedBy(inbox, 'Not today');
    await page.goto(`/inbox/${ticket.ticketId}`);
    await page.keyboard.press('s');
    await page.click('button[name=preset][value=tomorrow]');
    await page.waitForSelector('.sleeping');
    const asleep = await inbox.gateway.store.inbox.ticket(everything, ticket.id);
    expect(asleep?.state).to.equal('waiting');
    expect(asleep?.waitUntil?.getTime()).to.be.greaterThan(Date.now());
    await page.click('.sleeping button');
    await page.waitForSelector('#do-snooze');
    expect((await inbox.gateway.store.inbox.ticket(everything, ticket.id))?.waitUntil).to.equal(null);
  });
});
