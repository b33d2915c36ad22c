/** Log-in by OpenID Connect, at a real provider. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { accessibilityFaults, browserMissing, startBrowser, visit } from '../support/browser.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { logInAtProvider, startProvider, type TestProvider } from '../support/oidc.ts';

describe('log-in by a provider', function () {
  this.timeout(120_000);
  let browser: Browser;
  let inbox: TestInbox;
  let provider: TestProvider;

  before(async function () {
    if (browserMissing() !== null) this.skip();
    [browser, provider] = await Promise.all([startBrowser(), startProvider()]);
    const { issuer, clientId, clientSecret } = provider;
    inbox = await startInbox({
      oidc: {
        issuer,
        clientId,
        clientSecret,
        name: 'Example ID',
        create: true,
        roleClaim: 'groups',
        roles: { agent: ['staff'], lead: ['heads'], admin: ['root'] },
      },
    });
    provider.allow(`${inbox.base}/login/oidc/callback`);
  });

  after(async () => {
    await Promise.all([browser?.close(), inbox?.remove(), provider?.stop()]);
  });

  const person = (name: string, more: object) => {
    const email = `${name}@desk.example`;
    provider.people.set(name, { email, email_verified: true, name, groups: ['staff'], ...more });
  };
  const logIn = async (name: string, start = '/login') => {
    const visitor = await visit(browser, inbox.base);
    await visitor.page.goto(start);
    await visitor.page.click('.provider a');
    await logInAtProvider(visitor.page, name);
    return visitor;
  };

  it('brings an agent to what he wanted, and sets his role by his groups', async () => {
    person('bob', { groups: ['staff', 'heads'] });
    const { page } = await logIn('bob', '/inbox?list=waiting');
    await page.waitForURL(`${inbox.base}/inbox?list=waiting`);
    const { agents, audit } = inbox.gateway.store;
    expect((await agents.byAddress('bob@desk.example'))?.role).to.equal('lead');
    const [entry] = await audit.list({ subject: 'bob@desk.example' });
    expect(entry).to.deep.include({
      actor: 'oidc',
      action: 'agent.change',
      detail: { role: 'agent → lead' },
    });
  });

  it('makes an agent of who is in a group of ours, with no department yet', async () => {
    person('nina', {});
    const { page } = await logIn('nina');
    await page.waitForURL('**/inbox');
    const nina = await inbox.gateway.store.agents.byAddress('nina@desk.example');
    expect(nina).to.deep.include({ role: 'agent', tier: 1, departments: [], name: 'nina' });
  });

  it('lets nobody in without a verified address or a group, and tells him no reason', async () => {
    person('kim', { email_verified: false });
    person('lea', { groups: ['strangers'] });
    for (const name of ['kim', 'lea']) {
      const { page } = await logIn(name);
      await page.waitForURL('**/login/oidc/callback**');
      expect(await page.textContent('[role=alert]')).to.include('could not be let in');
      expect(await accessibilityFaults(page)).to.deep.equal([]);
      await page.goto('/inbox');
      expect(page.url(), name).to.include('/login');
    }
  });

  it('does not give the agent to another person who was given his address', async () => {
    person('other', { email: 'bob@desk.example' });
    const { page } = await logIn('other');
    await page.waitForURL('**/login/oidc/callback**');
    expect(await page.textContent('[role=alert]')).to.include('could not be let in');
  });

  it('takes no answer that this browser did not ask for, and none twice', async () => {
    person('tom', {});
    const { page } = await visit(browser, inbox.base);
    let callback = '';
    page.on('request', (request) => {
      if (request.url().includes('/login/oidc/callback?')) callback = request.url();
    });
    await page.goto('/login');
    await page.click('.provider a');
    await logInAtProvider(page, 'tom');
    await page.waitForURL('**/inbox');
    expect(callback).to.include('code=');
    const again = await fetch(callback, { redirect: 'manual' });
    expect(again.status).to.equal(403);
    expect(again.headers.get('set-cookie') ?? '').not.to.match(/postern=\w/);
    const { page: victim } = await visit(browser, inbox.base);
    await victim.goto(callback);
    expect(await victim.textContent('[role=alert]')).to.include('could not be let in');
  });

  it('sends PKCE, state and nonce along, and keeps them where scripts cannot read', async () => {
    const answer = await fetch(`${inbox.base}/login/oidc?next=//evil.example`, { redirect: 'manual' });
    const asked = new URL(answer.headers.get('location') ?? '').searchParams;
    expect(asked.get('code_challenge_method')).to.equal('S256');
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(asked.get(name), name).to.match(/^[\w-]{43}$/);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).to.include('HttpOnly').and.include('SameSite=Lax');
    const kept = JSON.parse(Buffer.from(/=([^;]+)/.exec(cookie)?.[1] ?? '', 'base64url').toString());
    expect(kept.next).to.equal('/inbox');
    expect(asked.get('state')).to.equal(kept.state);
  });

  it('says so where the provider does not answer', async () => {
    const lost = await startInbox({ oidc: { issuer: 'http://127.0.0.1:9', clientId: 'postern' } });
    const answer = await fetch(`${lost.base}/login/oidc`, { redirect: 'manual' });
    expect(answer.status).to.equal(503);
    expect(await answer.text()).to.include('does not answer');
    await lost.remove();
  });
});
