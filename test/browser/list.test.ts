/** Lists: what they show, selecting, and what is done to many tickets at once. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { ActionInput } from '../../src/desk/action.ts';
import { actionSchema } from '../../src/desk/action.ts';
import type { Agent } from '../../src/model/people.ts';
import type { Ticket } from '../../src/model/ticket.ts';
import { accessibilityFaults, browserMissing, screenshot, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';

/** Who writes, and about what. */
const letters = [
  ['Ana Silva', 'Printer on fire'],
  ['Martina Berger', 'Rechnung 4711 stimmt nicht'],
  ['Tom Okafor', 'Cannot log in since Tuesday'],
  ['Ana Silva', 'Mailbox full'],
  ['Ines Duarte', 'DNS records are missing after the migration'],
  ['Piotr Zieliński', 'Transfer of example.org takes longer than expected'],
  ['Grace Liu', 'Refund for order 88123'],
  ['Henrik Aas', 'Certificate expires tomorrow'],
  ['Yusuf Demir', 'Two accounts, one person'],
  ['Maria Rossi', 'Invoice as PDF, please'],
  ['Jonas Weber', 'Change of address'],
  ['Leila Haddad', 'Question about the larger plan'],
] as const;

describe('lists', function () {
  this.timeout(90_000);
  let browser: Browser;
  let inbox: TestInbox;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox()]);
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });

  const tickets = () => inbox.gateway.store.tickets;
  const found = async (subject: string): Promise<Ticket> => {
    const all = await tickets().list({ limit: 500 });
    const ticket = all.find((one) => one.subject === subject);
    if (ticket === undefined) throw new Error(`no ticket about ${subject}`);
    return ticket;
  };
  const act = async (subject: string, action: ActionInput) => {
    const actor = {
      kind: 'operator',
      id: null,
      address: '',
      name: 'Op',
      role: 'admin',
      tier: 3,
      departments: 'all',
      via: 'command',
    } as const;
    await inbox.gateway.desk.act(actor, (await found(subject)).id, actionSchema.parse(action));
  };
  const openFrom = async (wanted: readonly (readonly [name: string, subject: string])[]) => {
    const before = await tickets().count();
    const send = async ([name, subject]: (typeof wanted)[number]) => {
      const address = `${name.split(' ')[0]?.toLowerCase()}@customer.example`;
      const text = `Hello,\n\nIt is about: ${subject}. Could you have a look at it today?\n\n${name}`;
      await inbox.mail({ from: `${name} <${address}>`, subject, text }, { from: address });
    };
    // A few at a time: all at once is more than a busy machine answers in time.
    for (let at = 0; at < wanted.length; at += 8) await Promise.all(wanted.slice(at, at + 8).map(send));
    await eventually('the tickets', async () => (await tickets().count()) === before + wanted.length);
  };
  const open = (...wanted: string[]) => openFrom(wanted.map((subject) => ['Ana Silva', subject]));
  const rows = (page: Page) => page.locator('.tickets > li');
  const subjectsOf = (page: Page) => page.locator('.tickets .subject').allTextContents();
  const countOf = (page: Page, list: string) =>
    page.locator(`#lists a[href="/inbox?list=${list}"] .count`).textContent();
  const visit = async (who: Agent, path: string) => {
    const visitor = await inbox.as(browser, who);
    await visitor.page.goto(path);
    return visitor;
  };

  it('say what an empty one means', async () => {
    const { page, complaints } = await visit(inbox.people.kim, '/inbox');
    for (const list of ['unassigned', 'mine', 'held', 'drafts', 'quarantine', 'failed', 'all']) {
      await page.goto(`/inbox?list=${list}`);
      expect(await page.locator('.empty').textContent(), list).to.have.length.greaterThan(10);
      expect(await accessibilityFaults(page), list).to.deep.equal([]);
    }
    expect(complaints).to.deep.equal([]);
  });

  it('show who wrote, what about, how urgent, whose, and how it stands', async () => {
    await openFrom(letters);
    await act('Printer on fire', { do: 'priority', priority: 'urgent' });
    await act('Printer on fire', { do: 'tags', add: ['vip'] });
    await act('Printer on fire', { do: 'assign', owner: 'bob@desk.example' });
    await act('Mailbox full', { do: 'state', state: 'solved' });
    await act('Refund for order 88123', { do: 'tags', add: ['refund'] });
    await act('Certificate expires tomorrow', { do: 'priority', priority: 'high' });
    await act('Change of address', { do: 'note', text: 'He called; the form is on its way.' });
    await act('Invoice as PDF, please', { do: 'assign', owner: 'kim@desk.example' });
    await act('Invoice as PDF, please', { do: 'reply', text: 'Here it is.' });
    const until = new Date(Date.now() + 3 * 86_400_000);
    await act('Question about the larger plan', { do: 'snooze', until });
    const { page, complaints } = await visit(inbox.people.kim, '/inbox?list=all');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    const printer = rows(page).filter({ hasText: 'Printer on fire' });
    const text = await printer.textContent();
    for (const part of ['Ana Silva', 'It is about', 'Urgent', 'vip', 'New', 'Bob'])
      expect(text).to.include(part);
    expect(await rows(page).filter({ hasText: 'Mailbox full' }).textContent()).to.include('Solved');
    expect(await countOf(page, 'unassigned')).to.equal('8');
    expect(await countOf(page, 'solved')).to.equal('1');
    expect(await countOf(page, 'all')).to.equal('12');
    const box = await page.locator('.tickets .pick').first().boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).to.be.at.least(24);
    expect(complaints).to.deep.equal([]);
    await screenshot(page, 'inbox');
  });

  it('close several tickets at once, and say so', async () => {
    const { page } = await visit(inbox.people.kim, '/inbox?list=unassigned');
    await rows(page).nth(0).locator('.pick').click();
    await rows(page)
      .nth(2)
      .locator('.pick')
      .click({ modifiers: ['Shift'] });
    expect(await page.locator('.bulk .selected').textContent()).to.equal('3 selected');
    expect(await page.locator('#all').isChecked()).to.equal(false);
    await screenshot(page, 'inbox-selected');
    await page.click('.bulk summary:has-text("State")');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.click('.bulk button[name=state][value=closed]');
    await page.waitForSelector('.told');
    expect(await page.textContent('.told')).to.equal('3 tickets: Closed');
    expect(page.url()).to.include('list=unassigned');
    expect((await tickets().list({ state: 'closed', limit: 10 })).length).to.equal(3);
    await page.reload();
    expect(await page.locator('.told').count(), 'told once').to.equal(0);
  });

  it('tell which of several tickets were refused, and why', async () => {
    await open('One of two', 'Two of two');
    const { page } = await visit(inbox.people.kim, '/inbox?list=unassigned');
    const target = await found('One of two');
    for (const subject of ['One of two', 'Two of two'])
      await rows(page).filter({ hasText: subject }).locator('.pick').click();
    await page.click('.bulk summary:has-text("Merge")');
    await page.fill('.bulk input[name=into]', target.ticketId);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.told');
    const told = await page.textContent('.told');
    expect(told).to.include(`1 ticket: merged into ${target.ticketId}`).and.include('1 refused:');
    expect(told).to.include(target.ticketId).and.include('not possible');
  });

  it('tag what is selected by Enter in the field, and nothing else', async () => {
    await open('Tag me');
    const { page } = await visit(inbox.people.kim, '/inbox?list=unassigned');
    await rows(page).filter({ hasText: 'Tag me' }).locator('.pick').click();
    await page.click('.bulk summary:has-text("Tag")');
    await page.fill('.bulk input[name=tag]', 'Transfer');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.told');
    const ticket = await found('Tag me');
    expect(ticket).to.deep.include({ tags: ['transfer'], owner: null });
    expect(ticket.state).to.equal('new');
  });

  it('work without scripts', async () => {
    await open('No script');
    const { page } = await inbox.as(browser, inbox.people.kim, { javaScriptEnabled: false });
    await page.goto('/inbox?list=unassigned');
    await rows(page).filter({ hasText: 'No script' }).locator('.pick').click();
    await page.click('.bulk summary:has-text("Assign")');
    await page.click('.bulk button[name=assign]:has-text("Me")');
    await page.waitForURL('**/inbox?list=unassigned');
    expect(await page.textContent('.told')).to.equal('1 ticket: assigned to Kim');
    expect((await found('No script')).owner).to.equal('kim@desk.example');
  });

  it('go on to older tickets, and back to the newest', async () => {
    const many = Array.from({ length: 55 }, (_, at) => `Number ${at}`);
    await open(...many);
    const { page } = await visit(inbox.people.kim, '/inbox?list=unassigned');
    expect(await rows(page).count()).to.equal(50);
    const first = await subjectsOf(page);
    await page.click('a[rel=next]');
    await page.waitForURL('**after=**');
    const second = await subjectsOf(page);
    expect(second.filter((subject) => first.includes(subject))).to.deep.equal([]);
    expect([...first, ...second]).to.include.members(many);
    await page.click('.pager a:has-text("Newest")');
    await page.waitForURL((url) => !url.search.includes('after'));
    expect(await subjectsOf(page)).to.deep.equal(first);
  });

  it('show each agent his departments alone', async () => {
    await inbox.mail({ subject: 'For billing' }, { to: 'billing@desk.example' });
    await eventually('the ticket', () => found('For billing').catch(() => null));
    const bob = await visit(inbox.people.bob, '/inbox?q=billing');
    expect(await rows(bob.page).count()).to.equal(0);
    expect(await bob.page.locator('#lists a:has-text("Failed")').count()).to.equal(0);
    const lea = await visit(inbox.people.lea, '/inbox?list=department');
    expect(await subjectsOf(lea.page)).to.deep.equal(['For billing']);
    const kim = await visit(inbox.people.kim, '/inbox?list=department&department=billing');
    expect(await subjectsOf(kim.page)).to.deep.equal(['For billing']);
    expect(await kim.page.textContent('h1')).to.equal('Billing');
  });

  it('keep a search, and forget it', async () => {
    await open('Flood in the cellar');
    const { page } = await visit(inbox.people.bob, '/inbox');
    await page.fill('.bar input[name=q]', 'cellar');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/inbox?q=cellar');
    expect(await subjectsOf(page)).to.deep.equal(['Flood in the cellar']);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.click('summary:has-text("Save search")');
    await page.fill('#search-name', 'Floods');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#lists a:has-text("Floods")');
    await page.goto('/inbox');
    await page.click('#lists a:has-text("Floods")');
    await page.waitForURL('**/inbox?q=cellar');
    expect(await page.inputValue('.bar input[name=q]')).to.equal('cellar');
    await page.click('button:has-text("Forget this search")');
    await page.waitForURL('**/inbox?q=cellar');
    expect(await page.locator('#lists a:has-text("Floods")').count()).to.equal(0);
  });

  it('speak German, with dates as in Berlin', async () => {
    const { page } = await inbox.as(browser, inbox.people.bob, {
      locale: 'de-DE',
      timezoneId: 'Europe/Berlin',
    });
    await page.goto('/inbox?list=all');
    expect(await page.locator('html').getAttribute('lang')).to.equal('de-DE');
    expect(await page.textContent('h1')).to.equal('Alle');
    const time = page.locator('.tickets > li > time').first();
    const at = new Date((await time.getAttribute('datetime')) ?? '');
    const wanted = new Intl.DateTimeFormat('de-DE', {
      dateStyle: 'full',
      timeStyle: 'short',
      timeZone: 'Europe/Berlin',
    });
    expect(await time.getAttribute('title')).to.equal(wanted.format(at));
  });

  for (const [name, options] of [
    ['dark', { colorScheme: 'dark' }],
    ['phone', { viewport: { width: 390, height: 780 } }],
  ] as const) {
    it(`can be read ${name === 'dark' ? 'in the dark' : 'on a phone'}`, async () => {
      const { page } = await inbox.as(browser, inbox.people.kim, options);
      await page.goto('/inbox?list=all');
      await rows(page).nth(1).locator('.pick').click();
      expect(await accessibilityFaults(page)).to.deep.equal([]);
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(wide, 'nothing is cut off at the side').to.be.at.most(0);
      await screenshot(page, `inbox-${name}`);
    });
  }

  it('weigh less than 200 KB with all that they load', async () => {
    const { context } = await inbox.as(browser, inbox.people.kim);
    const storageState = await context.storageState();
    const fresh = await browser.newContext({ baseURL: inbox.base, storageState });
    const page = await fresh.newPage();
    const loaded: Promise<number>[] = [];
    page.on('response', (answer) => {
      if (!answer.url().endsWith('/events')) loaded.push(answer.body().then(({ length }) => length));
    });
    await page.goto('/inbox?list=all', { waitUntil: 'load' });
    const octets = (await Promise.all(loaded)).reduce((sum, one) => sum + one, 0);
    expect(octets).to.be.within(50_000, 200_000);
  });
});
