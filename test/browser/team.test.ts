/** The team and the audit trail, as admins see them. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { accessibilityFaults, browserMissing, screenshot, startBrowser, visit } from '../support/browser.ts';
import { password, startInbox, type TestInbox } from '../support/inbox.ts';
import { type Sink, startSink } from '../support/sink.ts';

describe('the team page', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;
  let sink: Sink;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, sink] = await Promise.all([startBrowser(), startSink()]);
    inbox = await startInbox({
      outbox: { smtp: { host: '127.0.0.1', port: sink.port } },
      http: { port: 0, url: 'http://desk.example' },
    });
  });

  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove(), sink?.stop()]);
  });

  /** The link in a mail to that address, as a path. */
  const linkTo = async (address: string) => {
    const [mail] = await sink.waitFor(({ envelope, raw }) => {
      return envelope.to.includes(address) && raw.includes('/login/link/');
    });
    const text = mail?.raw.toString().replaceAll('=\r\n', '') ?? '';
    return /http:\/\/desk\.example(\/login\/link\/[\w-]{43})/.exec(text)?.[1] ?? '';
  };

  it('adds somebody, who chooses a password by the link in his mail and is in', async () => {
    const { page, complaints } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/inbox/team');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.click('a[href="/inbox/team/new"]');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.fill('#address', 'Nina@desk.example');
    await page.fill('#name', 'Nina');
    await page.selectOption('#tier', '2');
    await page.check('input[value=billing]');
    await page.click('main button.primary');
    expect(await page.textContent('main')).to.include('nina@desk.example');
    expect(await page.content()).not.to.include('/login/link/');
    expect(complaints).to.deep.equal([]);

    const path = await linkTo('nina@desk.example');
    const nina = (await visit(browser, inbox.base)).page;
    await nina.goto(path);
    expect(await accessibilityFaults(nina)).to.deep.equal([]);
    await nina.fill('#password', 'ninaninanina');
    await nina.click('button.primary');
    expect(await nina.textContent('[role=alert]')).to.include('more than a few different characters');
    await nina.fill('#password', 'seven copper lanterns');
    await nina.click('button.primary');
    await nina.waitForURL('**/inbox');
    const lists = await nina.textContent('nav.lists');
    expect(lists).not.to.include('Failed');
    await nina.goto(path);
    expect(await nina.textContent('[role=alert]')).to.include('has been used, or is too old');

    await page.goto('/inbox/team');
    const row = page.locator('tr', { hasText: 'Nina' });
    expect(await row.textContent())
      .to.include('L2')
      .and.include('Billing')
      .and.include('active');
    await screenshot(page, 'team');
  });

  it('says on the form that an address is taken, or that somebody is the last admin', async () => {
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/inbox/team/new');
    await page.fill('#address', 'bob@desk.example');
    await page.click('main button.primary');
    expect(await page.textContent('[role=alert]')).to.include('already');
    await page.goto(`/inbox/team/${inbox.people.kim.id}`);
    await page.click('text=Disable');
    expect(await page.textContent('[role=alert]')).to.include('last admin');
    expect((await inbox.gateway.store.agents.find(inbox.people.kim.id))?.enabled).to.equal(true);
  });

  it('changes rights, which hold with the next click of that person', async () => {
    const bob = await inbox.as(browser, inbox.people.bob);
    expect(await bob.page.textContent('nav.lists')).not.to.include('Failed');
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto(`/inbox/team/${inbox.people.bob.id}`);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.selectOption('#role', 'lead');
    await page.click('main button.primary');
    expect(await page.textContent('[role=status]')).to.equal('Saved.');
    await bob.page.reload();
    expect(await bob.page.textContent('nav.lists')).to.include('Failed');
    await page.click('text=What was changed about Bob');
    expect(await page.textContent('main table')).to.include('role: agent → lead');
  });

  it('disables at once: the open page of that person leads to the log-in', async () => {
    const lea = await inbox.as(browser, inbox.people.lea);
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto(`/inbox/team/${inbox.people.lea.id}`);
    await page.click('text=Disable');
    expect(await page.textContent('[role=status]')).to.include('no longer log in');
    await lea.page.reload();
    expect(lea.page.url()).to.include('/login');
    await lea.page.fill('input[name=address]', 'lea@desk.example');
    await lea.page.fill('input[name=password]', password);
    await lea.page.click('button.primary');
    expect(await lea.page.textContent('[role=alert]')).to.include('did not work');
    await page.click('text=Enable');
    expect(await page.textContent('[role=status]')).to.include('again');
  });

  it('mails a link to who forgot his password, and says the same to who is nobody', async () => {
    const { page } = await visit(browser, inbox.base);
    const ask = async (address: string) => {
      await page.goto('/login');
      await page.click('text=Forgot your password?');
      await page.fill('#address', address);
      await page.click('button.primary');
      return page.textContent('main');
    };
    expect(await ask('kim@desk.example')).to.equal(await ask('nobody@desk.example'));
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.goto(await linkTo('kim@desk.example'));
    await page.fill('#password', password);
    await page.click('button.primary');
    await page.waitForURL('**/inbox');
    const [mail] = sink.mails.filter(({ envelope }) => envelope.to.includes('kim@desk.example'));
    expect(mail?.headers('Auto-Submitted')).to.deep.equal(['auto-generated']);
    expect(sink.mails.filter(({ envelope }) => envelope.to.includes('nobody@desk.example'))).to.deep.equal(
      [],
    );
  });

  it('is for admins alone, and so is the audit trail', async () => {
    const lea = await inbox.as(browser, inbox.people.lea);
    for (const path of [
      '/inbox/team',
      '/inbox/team/new',
      `/inbox/team/${inbox.people.kim.id}`,
      '/inbox/audit',
    ]) {
      const answer = await lea.page.goto(path);
      expect(answer?.status(), path).to.equal(403);
      expect(await lea.page.textContent('h1')).to.equal('This is not for you');
    }
    expect(await accessibilityFaults(lea.page)).to.deep.equal([]);
    const { id } = inbox.people.lea;
    const promoted = await lea.page.request.post(`/inbox/team/${id}`, {
      form: { role: 'admin', tier: '3', name: 'Lea' },
    });
    expect(promoted.status()).to.equal(403);
    expect((await inbox.gateway.store.agents.find(id))?.role).to.equal('lead');
  });

  it('shows the audit trail with filters, page by page, and whether its chain holds', async () => {
    const { audit } = inbox.gateway.store;
    for (let i = 0; i < 101; i++)
      await audit.record({ actor: 'robot', action: 'test.entry', subject: `thing ${i}` });
    const { page } = await inbox.as(browser, inbox.people.kim);
    await page.goto('/inbox/audit');
    await page.fill('input[name=actor]', 'robot');
    await page.click('text=Show');
    expect(await page.locator('tbody tr').count()).to.equal(100);
    await page.click('a[rel=next]');
    expect(await page.locator('tbody tr').allTextContents()).to.have.length(1);
    expect(await page.textContent('tbody')).to.include('thing 0');
    await page.click('text=Check the chain');
    expect(await page.textContent('[role=status]')).to.include('The chain is whole');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'audit');
  });
});
