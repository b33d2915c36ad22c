/** Searching, known solutions and the report, as people use them. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import {
  accessibilityFaults,
  browserMissing,
  screenshot,
  startBrowser,
  type Visitor,
} from '../support/browser.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';

describe('searching on the page', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;
  let visitor: Visitor;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox()]);
    const mails: [subject: string, text: string, from: string][] = [
      ['The printer smokes', 'The laser printer in room 4 smokes.', 'ana@customer.example'],
      ['Printer smokes again', 'Smoke from the laser printer.', 'ben@other.example'],
      ['Smoke from a printer', 'Our laser printer smokes since Monday.', 'cem@third.example'],
      ['Invoice of March', 'The VAT is wrong.', 'ana@customer.example'],
    ];
    for (const [subject, text, from] of mails) await inbox.mail({ subject, text }, { from });
    await waitFor(async () => (await inbox.gateway.store.tickets.list({})).length === mails.length);
    visitor = await inbox.as(browser, inbox.people.kim);
  });

  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });

  async function waitFor(ready: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 200 && !(await ready()); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
  }

  const subjects = () => visitor.page.locator('.tickets .subject').allTextContents();

  it('finds by words and operators, says what was understood, and marks the words', async () => {
    const { page, complaints } = visitor;
    await page.fill('input[name=q]', 'smoke from:@customer.example -invoice is:open');
    await page.press('input[name=q]', 'Enter');
    await page.waitForURL('**q=*');
    expect(await subjects()).to.deep.equal(['The printer smokes']);
    const chips = await page.locator('.chips a').allTextContents();
    expect(chips.join(' ')).to.include('from @customer.example').and.include('without “invoice”');
    expect(await page.locator('.tickets mark').first().textContent()).to.equal('smokes');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'search');
    await page.locator('.chips a', { hasText: 'from @customer' }).click();
    await page.waitForURL((url) => !url.search.includes('customer'));
    expect(await subjects()).to.have.length(3);
    expect(complaints).to.deep.equal([]);
  });

  it('opens a ticket by its bare number', async () => {
    const [ticket] = await inbox.gateway.store.tickets.list({ search: 'invoice' });
    await visitor.page.goto(`/inbox?q=${ticket?.number}`);
    expect(visitor.page.url()).to.include(`/inbox/${ticket?.ticketId}`);
  });

  it('takes pasted text as it comes', async () => {
    for (const text of ['[ABC-123]', "it's broken", 'what? (help', 'C++ error: foo', '"', '-'])
      expect((await visitor.page.goto(`/inbox?q=${encodeURIComponent(text)}`))?.status(), text).to.equal(200);
  });

  it('says which operators it did not understand, what they take, and where that is explained', async () => {
    const { page } = visitor;
    const told = async (q: string) => {
      await page.goto(`/inbox?q=${encodeURIComponent(q)}`);
      return page.textContent('.told.unknown');
    };
    expect(await told('is:unread printer')).to.include(
      'is:unread is no search that Postern knows; it was searched for as words. is: takes open, unassigned, mine',
    );
    expect(await page.getAttribute('.told.unknown a', 'href')).to.equal('/inbox/search-help');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    expect(await told('has:pdf')).to.include('has: takes attachment, note, bounce.');
    expect(await told('after:2026-99-99')).to.include('after: takes 2026-11-01');
    expect(await page.textContent('.empty')).to.equal('Nothing was found. Fewer or other words may help.');
    await page.goto('/inbox?q=printer');
    expect(await page.locator('.told').count()).to.equal(0);
  });

  it('offers all tickets only where a list was searched', async () => {
    const { page } = visitor;
    await page.goto('/inbox?list=mine&q=printer');
    await page.click('.empty a');
    await page.waitForURL((url) => !url.search.includes('mine'));
    expect(await subjects()).to.have.length(3);
  });

  it('says that there is nothing to search for, where there are signs alone', async () => {
    for (const signs of ['*', '(((', '🙂']) {
      await visitor.page.goto(`/inbox?q=${encodeURIComponent(signs)}`);
      expect(await visitor.page.textContent('.empty')).to.include(`nothing to search for: “${signs}”`);
      expect(await subjects()).to.deep.equal([]);
    }
  });

  it('searches for the beginning of what is too long, and says so', async () => {
    const { page } = visitor;
    await page.goto('/inbox');
    await page.fill('.bar input[name=q]', `invoice march${' '.repeat(490)}and so on`);
    await page.press('.bar input[name=q]', 'Enter');
    await page.waitForURL('**q=*');
    expect(await page.textContent('.told')).to.include('only its first 500 characters');
    expect(await subjects()).to.deep.equal(['Invoice of March']);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
  });

  it('tells programs the same', async () => {
    const headers = { Cookie: await inbox.cookie(inbox.people.kim) };
    const ask = async (q: string) => {
      const answer = await fetch(`${inbox.base}/api/v1/tickets?q=${encodeURIComponent(q)}`, { headers });
      return (await answer.json()) as { items: unknown[] };
    };
    expect(await ask('is:unread printer')).to.deep.include({ items: [], notUnderstood: ['is:unread'] });
    expect(await ask('***')).to.deep.equal({ items: [], next: null, notUnderstood: [] });
    expect((await ask('printer')).items).to.have.length(3);
    expect((await ask('')).items).to.have.length(4);
  });

  it('explains itself', async () => {
    const { page } = visitor;
    await page.goto('/inbox?q=smoke');
    await page.click('a[href="/inbox/search-help"]');
    await page.waitForURL('**/search-help');
    expect(await page.textContent('main')).to.include('has:attachment');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'search-help');
  });

  it('lists known solutions, and makes a canned reply of one in one step', async () => {
    const { page } = visitor;
    await page.goto('/inbox/solutions');
    expect(await page.textContent('.empty')).to.include('No solution is marked yet');
    const { store } = inbox.gateway;
    const [ticket] = await store.tickets.list({ search: 'room' });
    const { id = '', ticketId } = ticket ?? {};
    const solution = {
      problem: 'Smoking printers',
      note: 'Switch it off, and tell us {{ the.number }} of it.',
      by: 'kim@desk.example',
      at: new Date(),
    };
    const changes = [{ ticket: id, change: { solution } }];
    await store.tickets.write({ open: null, changes, messages: [], outgoing: [] });
    await page.goto('/inbox/solutions?q=smokes');
    expect(await page.textContent('.known'))
      .to.include('Smoking printers')
      .and.include('Switch it off');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'solutions');
    await page.click('.known button');
    await page.waitForURL('**/inbox/canned/*');
    const [reply] = await store.inbox.canned('all');
    expect(reply).to.include({ name: 'Smoking printers', source: ticketId, department: 'support' });
    expect(reply?.text).to.include('Switch it off').and.not.include('{{');
    await page.goto('/inbox/solutions');
    expect(await page.locator('.known button').count()).to.equal(0);
    expect(await page.locator('.known a[href^="/inbox/canned/"]').count()).to.equal(1);
  });

  it('lets only those make canned replies who may edit them', async () => {
    const [ticket] = await inbox.gateway.store.tickets.list({ search: 'room' });
    const post = async (who: typeof inbox.people.bob) => {
      const headers = { Cookie: await inbox.cookie(who), 'Sec-Fetch-Site': 'same-origin' };
      const path = `${inbox.base}/inbox/solutions/${ticket?.ticketId}`;
      return (await fetch(path, { method: 'POST', headers, redirect: 'manual' })).status;
    };
    expect(await post(inbox.people.bob)).to.equal(403);
    expect(await post(inbox.people.lea)).to.equal(404);
  });

  it('reports typical problems, and gives them to a spreadsheet', async () => {
    const { page, complaints } = visitor;
    await page.goto('/inbox/report?months=1');
    const text = await page.textContent('main');
    expect(text).to.include('printer').and.include('Smoking printers');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'report');
    await page.click('main tbody th a');
    await page.waitForURL('**q=*');
    expect(await subjects()).to.have.length(3);
    const headers = { Cookie: await inbox.cookie(inbox.people.kim) };
    const answer = await fetch(`${inbox.base}/inbox/report.csv?months=1`, { headers });
    expect(answer.headers.get('content-type')).to.include('text/csv');
    expect((await answer.text()).split('\r\n')[1]).to.match(/^"problem","[^"]*printer/);
    expect(complaints).to.deep.equal([]);
  });
});
