/** Lists of senders on the page: added, searched, imported, exported, removed; blocks with one click. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { newOutgoing, queue } from '../store/samples.ts';
import { accessibilityFaults, browserMissing, screenshot, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { startScorer, type TestScorer } from '../support/scorer.ts';
import { conversation } from '../support/smtp-client.ts';

const entry = (
  list: 'allow' | 'deny' | 'block',
  pattern: string,
  reason: string,
  days: number | null = null,
) => ({
  list,
  pattern,
  reason,
  author: 'kim@desk.example',
  expiresAt: days === null ? null : new Date(Date.now() + days * 86_400_000),
});

describe('lists of senders on the page', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;
  let scorer: TestScorer;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    scorer = await startScorer();
    const settings = {
      screening: { deny: ['@fixed.example'], rspamd: { url: scorer.url } },
      limits: { exempt: ['127.0.0.9'] },
    };
    [browser, inbox] = await Promise.all([startBrowser(), startInbox(settings)]);
  });
  beforeEach(async () => {
    const { lists } = inbox.gateway.store;
    await lists.remove((await lists.all()).map(({ id }) => id));
  });
  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
    await scorer?.stop();
  });

  it('are added to, searched and taken from', async () => {
    const { page, complaints } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin/lists');
    expect(await page.textContent('tr.fixed'))
      .to.include('@fixed.example')
      .and.include('from the settings');
    await page.fill('#pattern', 'News-*@Shop.example');
    await page.fill('#reason', 'nobody asked for it');
    await page.selectOption('#span', '30d');
    await page.click('.adding button');
    expect(await page.textContent('[role=status]')).to.include('on the list');
    const row = page.locator('tr', { hasText: 'news-*@shop.example' });
    expect(await row.textContent())
      .to.include('nobody asked for it')
      .and.include('in 30 days');
    const [added] = await inbox.gateway.store.audit.list({ limit: 1 });
    expect(added).to.deep.include({
      actor: 'kim@desk.example',
      action: 'list.deny',
      subject: 'news-*@shop.example',
    });
    await page.fill('#pattern', 'kim');
    await page.click('.adding button');
    expect(await page.textContent('[role=alert]')).to.include('no address');
    expect(await page.inputValue('#pattern')).to.equal('kim');
    await page.fill('#pattern', 'bad.example');
    await page.click('.adding button');
    await page.fill('.filter input[name=q]', 'asked');
    await page.click('.filter button');
    expect(await page.locator('input[name=id]').count()).to.equal(1);
    await page.goto('/admin/lists?order=ends');
    await page.check('input[data-all]');
    await page.click('button.danger');
    expect(await page.textContent('[role=status]')).to.include('2 entries were removed');
    expect(await page.locator('tbody tr').count()).to.equal(1);
    const [removed] = await inbox.gateway.store.audit.list({ limit: 1 });
    expect(removed?.detail['patterns']).to.have.members(['news-*@shop.example', '@bad.example']);
    await page.goto('/admin/lists?list=allow');
    expect(await page.textContent('main')).to.include('proves the sender');
    expect(complaints.filter((text) => !text.includes('422'))).to.deep.equal([]);
  });

  it('block a source with one click, and lift it', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/admin/lists?block=2001:db8:1:2:3::4');
    expect(await page.inputValue('#source')).to.equal('2001:db8:1:2:3::4');
    await page.selectOption('#span', '7d');
    await page.keyboard.press('Tab');
    await page.click('.adding button');
    expect(await page.textContent('[role=status]')).to.include('blocked');
    expect(await page.textContent('tbody'))
      .to.include('2001:db8:1:2::/64')
      .and.include('in 7 days');
    await page.fill('#source', '203.0.113.9');
    await page.selectOption('#scope', 'wide');
    await page.click('.adding button');
    expect(await page.textContent('tbody')).to.include('203.0.113.0/24');
    await page.fill('#source', '127.0.0.9');
    await page.click('.adding button');
    expect(await page.textContent('[role=alert]')).to.include('never blocked');
    await page.check('tr:has-text("2001:db8:1:2::/64") input');
    await page.click('tr:has-text("203.0.113.0/24") button');
    expect(await page.textContent('[role=status]')).to.include('1 block was lifted');
    expect(await page.textContent('tbody')).to.include('2001:db8:1:2::/64');
    const actions = (await inbox.gateway.store.audit.list({ limit: 3 })).map(({ action }) => action);
    expect(actions).to.deep.equal(['list.lift', 'list.block', 'list.block']);
  });

  it('block where a held mail came from with one click, and say whom staff wrote to', async () => {
    const { gateway, people } = inbox;
    const { store, smtp } = gateway;
    await queue(store, [newOutgoing(store, { kind: 'reply', to: 'ana@customer.example' })]);
    for (const row of await store.outbox.claim(10)) await store.outbox.sent(row, '250 OK');
    expect(await inbox.mail({ subject: 'Cheap', headers: [['X-Score', '9']] })).to.equal(250);
    const held = await eventually(
      'a held mail',
      async () => (await store.mails.list({ state: 'quarantined' }))[0] ?? null,
    );
    const { page, complaints } = await inbox.as(browser, people.kim);
    await page.goto('/inbox?list=quarantine');
    expect(await page.getAttribute('a.block', 'href')).to.equal('/admin/lists?block=127.0.0.1');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.goto(`/inbox/mail/${held.id}`);
    expect(await page.textContent('dl.facts')).to.include('staff wrote to this address on');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.click('form.block button');
    expect(await page.textContent('[role=status]')).to.include('blocked');
    expect(await page.textContent('tbody'))
      .to.include('127.0.0.1')
      .and.include('in 60 minutes');
    await eventually('the block', async () => {
      const talk = await conversation(smtp.port);
      talk.close();
      return talk.greeting.code === 421;
    });
    await page.click('tbody button');
    await eventually('its end', async () => {
      const talk = await conversation(smtp.port);
      talk.close();
      return talk.greeting.code === 220;
    });
    const lead = await inbox.as(browser, people.lea);
    await lead.page.goto(`/inbox/mail/${held.id}`);
    expect(await lead.page.locator('form.block').count(), 'for leads').to.equal(0);
    expect(complaints).to.deep.equal([]);
  });

  it('are imported after a look at what would come of it, and exported', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    await inbox.gateway.store.lists.add([entry('deny', '@there.example', 'old')]);
    await page.goto('/admin/lists');
    await page.click('a:has-text("Import")');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.click('button.primary');
    expect(await page.textContent('[role=alert]')).to.include('Paste');
    const buffer = Buffer.from('bad.example # pills\nthere.example\nkim at home\nwhitelist_from\n');
    await page.setInputFiles('#file', { name: 'list.txt', mimeType: 'text/plain', buffer });
    await page.fill('#reason', 'from the old filter');
    await page.click('button.primary');
    for (const words of ['1 new entry', '1 is there already', '2 lines are not understood'])
      expect(await page.textContent('main')).to.include(words);
    expect(await page.textContent('section[aria-labelledby=faults]')).to.include('kim at home');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'lists-import');
    expect((await inbox.gateway.store.lists.all()).length, 'nothing is saved yet').to.equal(1);
    await page.click('button[name=save]');
    expect(await page.textContent('[role=status]')).to.include('2 entries were saved');
    const reasons = (await inbox.gateway.store.lists.all()).map(
      ({ pattern, reason }) => `${pattern} ${reason}`,
    );
    expect(reasons).to.have.members(['@bad.example pills', '@there.example from the old filter']);
    const text = await page.request.get('/admin/lists/export?list=deny&format=text');
    expect(await text.text()).to.equal('@there.example # from the old filter\n@bad.example # pills\n');
    const json = await page.request.get('/admin/lists/export?list=deny&format=json');
    expect((await json.json()).map(({ pattern }: { pattern: string }) => pattern)).to.have.length(2);
  });

  it('read well for everybody, on a phone and in the dark too', async () => {
    const { lists } = inbox.gateway.store;
    await lists.add([
      entry('deny', 'news-*@shop.example', 'nobody asked for it', 30),
      entry('deny', '@.pills.example', 'since May'),
      entry('deny', 'invoice@parcel.example', 'sends false invoices', 2),
      entry('deny', '198.51.100.0/24', 'open relays there'),
      entry('allow', '@partner.example', 'our partner'),
      entry('block', '203.0.113.9', 'sends too much', 0.1),
      entry('block', '2001:db8:1:2::/64', 'sends too much', 6.9),
    ]);
    await lists.note([
      { list: 'deny', pattern: '@.pills.example', count: 1204, lastAt: new Date() },
      { list: 'deny', pattern: '@fixed.example', count: 3, lastAt: new Date(Date.now() - 86_400_000) },
    ]);
    const { page, complaints } = await inbox.as(browser, inbox.people.kim);
    for (const list of ['deny', 'allow', 'block']) {
      await page.goto(`/admin/lists?list=${list}`);
      expect(await accessibilityFaults(page), list).to.deep.equal([]);
      await screenshot(page, list === 'deny' ? 'lists' : `lists-${list}`);
    }
    const german = await inbox.as(browser, inbox.people.kim, {
      locale: 'de-DE',
      colorScheme: 'dark',
      viewport: { width: 390, height: 780 },
    });
    await german.page.goto('/admin/lists?list=block');
    expect(await german.page.textContent('h1')).to.equal('Listen von Absendern');
    expect(await accessibilityFaults(german.page)).to.deep.equal([]);
    await screenshot(german.page, 'lists-phone');
    const wide = await german.page.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect(wide, 'wider than the screen').to.equal(false);
    expect(complaints).to.deep.equal([]);
  });

  it('work without scripts', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim, { javaScriptEnabled: false });
    await page.goto('/admin/lists');
    expect(await page.isVisible('input[data-all]')).to.equal(false);
    await page.fill('#pattern', '@bad.example');
    await page.click('.adding button');
    await page.check('input[name=id]');
    await page.click('button.danger');
    expect(await page.textContent('[role=status]')).to.include('1 entry was removed');
  });

  it('are for admins alone', async () => {
    const Cookie = await inbox.cookie(inbox.people.lea);
    for (const path of ['/admin/lists', '/admin/lists/import', '/admin/lists/export']) {
      const answer = await fetch(`${inbox.base}${path}`, { headers: { Cookie }, redirect: 'manual' });
      expect(answer.status, path).to.equal(403);
    }
  });
});
