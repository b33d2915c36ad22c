/** The account page, as its owner uses it. */
import { expect } from 'chai';
import { generateSync } from 'otplib';
import type { Browser, Page } from 'playwright-core';
import {
  accessibilityFaults,
  browserMissing,
  screenshot,
  startBrowser,
  type Visitor,
  visit,
} from '../support/browser.ts';
import { password, startInbox, type TestInbox } from '../support/inbox.ts';

const fresh = 'seven copper lanterns';

describe('the account page', function () {
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

  const trail = async (subject: string) =>
    (await inbox.gateway.store.audit.list({ subject })).map(({ action }) => action);
  /** As if he had logged in a while ago. */
  const age = async (who: keyof TestInbox['people']) => {
    const { agents } = inbox.gateway.store;
    const old = new Date(Date.now() - 3_600_000);
    const sessions = await agents.sessions(inbox.people[who].id);
    await Promise.all(sessions.map(({ hash }) => agents.touchSession(hash, { provenAt: old })));
  };
  const logInAgain = async ({ page }: Visitor, address: string, secret: string) => {
    await page.goto('/login');
    await page.fill('input[name=address]', address);
    await page.fill('input[name=password]', secret);
    await page.click('button.primary');
  };
  const code = (secret: string, steps = 0) =>
    generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + steps * 30 });
  const alert = (page: Page) => page.textContent('[role=alert]');

  it('changes name and language at once, and says so in that language', async () => {
    const { page, complaints } = await inbox.as(browser, inbox.people.bob);
    await page.click('details.menu summary');
    await page.click('a[href="/inbox/account"]');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.fill('#name', 'Bob Berg');
    await page.selectOption('#language', 'de');
    await page.click('button.primary');
    await page.waitForURL('**/inbox/account?told=saved');
    expect(await page.textContent('[role=status]')).to.equal('Gespeichert.');
    expect(await page.getAttribute('html', 'lang')).to.match(/^de/);
    expect(await page.textContent('details.menu summary')).to.include('Bob Berg');
    await page.selectOption('#language', '');
    await page.click('button.primary');
    expect(complaints).to.deep.equal([]);
    expect(await trail('bob@desk.example')).to.include('account.profile');
  });

  it('changes the password by the old one; this session stays and the others end', async () => {
    const [here, there] = [
      await inbox.as(browser, inbox.people.lea),
      await inbox.as(browser, inbox.people.lea),
    ];
    const change = async (old: string, wanted: string) => {
      await here.page.goto('/inbox/account');
      await here.page.fill('#old', old);
      await here.page.fill('#new', wanted);
      await here.page.click('text=Change the password');
    };
    await change('not the password', fresh);
    expect(await alert(here.page)).to.equal('That is not your password.');
    await change(password, 'passwordpassword');
    expect(await alert(here.page)).to.include('must not be made of obvious words');
    await change(password, fresh);
    expect(await here.page.textContent('[role=status]')).to.include('All other sessions have ended');
    await there.page.goto('/inbox');
    expect(there.page.url()).to.include('/login');
    await logInAgain(there, 'lea@desk.example', fresh);
    await there.page.waitForURL('**/inbox');
  });

  it('sets up a second factor with a picture, after the password where the session is old', async () => {
    const visitor = await inbox.as(browser, inbox.people.bob);
    const { page, complaints } = visitor;
    await age('bob');
    await page.goto('/inbox/account');
    await page.click('a[href="/inbox/account/factor"]');
    await page.waitForURL('**/inbox/account/prove?next=%2Finbox%2Faccount%2Ffactor');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.fill('#password', 'not the password');
    await page.click('main button.primary');
    expect(await alert(page)).to.equal('That is not your password.');
    await page.fill('#password', password);
    await page.click('main button.primary');
    await page.waitForURL('**/inbox/account/factor');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    const drawn = await page
      .locator('img.qr')
      .evaluate((image) => (image as { naturalWidth?: number }).naturalWidth);
    expect(drawn).to.be.greaterThan(20);
    const secret = await page.inputValue('input[name=secret]');
    await page.fill('#code', '000000');
    await page.click('main button.primary');
    expect(await alert(page)).to.include('not right');
    expect(await page.inputValue('input[name=secret]')).to.equal(secret);
    await page.fill('#code', code(secret));
    await page.click('main button.primary');
    const codes = await page.locator('.codes li').allTextContents();
    expect(codes).to.have.length(10);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    expect(complaints.filter((words) => !/40[13]|422/.test(words))).to.deep.equal([]);

    await page.context().clearCookies();
    await logInAgain(visitor, 'bob@desk.example', password);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.fill('#code', '000000');
    await page.click('button.primary');
    expect(await alert(page)).to.include('not right');
    await page.fill('#code', code(secret, 1));
    await page.click('button.primary');
    await page.waitForURL('**/inbox');

    await page.context().clearCookies();
    await logInAgain(visitor, 'bob@desk.example', password);
    await page.fill('#code', codes[0] ?? '');
    await page.click('button.primary');
    await page.waitForURL('**/inbox');
    await page.goto('/inbox/account');
    await page.click('text=Remove');
    expect(await page.textContent('[role=status]')).to.equal('The second factor is removed.');
    expect(await trail('bob@desk.example'))
      .to.include('account.factor')
      .and.include('account.factor-drop');
  });

  it('lists where somebody is logged in, and logs out there', async () => {
    const kim = inbox.people.kim;
    const [here, phone] = [
      await inbox.as(browser, kim),
      await inbox.as(browser, kim, {
        userAgent: 'Mozilla/5.0 (iPhone) Safari/605',
        viewport: { width: 390, height: 800 },
      }),
    ];
    await here.page.goto('/inbox/account');
    await screenshot(here.page, 'account');
    const row = here.page.locator('tr', { hasText: 'iPhone' });
    await row.getByRole('button', { name: 'Log out' }).click();
    await here.page.waitForURL('**/inbox/account?told=loggedOut');
    await phone.page.goto('/inbox');
    expect(phone.page.url()).to.include('/login');
    const again = await inbox.as(browser, kim);
    await here.page.goto('/inbox/account');
    await here.page.click('text=Log out everywhere else');
    await again.page.goto('/inbox');
    expect(again.page.url()).to.include('/login');
    await here.page.goto('/inbox');
    expect(here.page.url()).not.to.include('/login');
  });

  it('makes a token that is shown once, within the scopes of his role, and revokes it', async () => {
    const { page } = await inbox.as(browser, inbox.people.bob);
    await page.goto('/inbox/account');
    await page.click('a[href="/inbox/account/tokens/new"]');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    const offered = await page
      .locator('input[name=scopes]')
      .evaluateAll((boxes) => boxes.map((box) => box.getAttribute('value')));
    expect(offered).to.deep.equal(['tickets:read', 'tickets:write', 'agents:read']);
    await page.fill('#name', 'my script');
    await page.check('input[value="tickets:read"]');
    await page.click('main button.primary');
    const token = (await page.textContent('.secret')) ?? '';
    expect(token).to.match(/^pt_[\w-]{43}$/);
    expect((await inbox.gateway.access.bearer(token))?.agent.address).to.equal('bob@desk.example');
    await page.goto('/inbox/account');
    expect(await page.content())
      .to.include('my script')
      .and.not.include(token);
    await page.click('text=Revoke');
    expect(await inbox.gateway.access.bearer(token)).to.equal(null);
    const asAdmin = await page.request.post('/inbox/account/tokens', {
      form: { name: 'more', scopes: 'admin', days: '30' },
    });
    expect(asAdmin.status()).to.equal(422);
  });
});

describe('a second factor that the settings demand', function () {
  this.timeout(60_000);
  let browser: Browser;
  let inbox: TestInbox;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, inbox] = await Promise.all([startBrowser(), startInbox({ login: { secondFactor: 'admins' } })]);
  });

  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove()]);
  });

  it('is set up before anything else is seen', async () => {
    const { page } = await visit(browser, inbox.base);
    await page.goto('/login?next=/inbox/team');
    await page.fill('input[name=address]', 'kim@desk.example');
    await page.fill('input[name=password]', password);
    await page.click('button.primary');
    await page.waitForURL('**/inbox/account/factor');
    for (const path of ['/inbox', '/inbox/team', '/inbox/account', '/inbox/audit']) {
      await page.goto(path);
      expect(page.url(), path).to.equal(`${inbox.base}/inbox/account/factor`);
    }
    const secret = await page.inputValue('input[name=secret]');
    await page.fill('#code', generateSync({ secret }));
    await page.click('main button.primary');
    await page.waitForSelector('.codes');
    await page.goto('/inbox/team');
    expect(await page.textContent('h1')).to.equal('Team');
    const bob = await inbox.as(browser, inbox.people.bob);
    expect(bob.page.url()).to.match(/\/inbox$/);
  });
});
