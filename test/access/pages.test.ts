/** What every page does against other sites, caches and strangers. */
import { request } from 'node:http';
import { expect } from 'chai';
import { Hono } from 'hono';
import { settingsSchema } from '../../src/config/schema.ts';
import { addPages } from '../../src/http/pages.ts';
import type { Env, Site } from '../../src/http/site.ts';
import { password, startInbox, type TestInbox } from '../support/inbox.ts';
import { silentLog } from '../support/log.ts';

const stub = {
  log: silentLog,
  store: { onChange: () => () => undefined },
  settings: () => settingsSchema.parse({}),
};

/** All routes there are: nothing is called, so nothing is needed. */
function routes(): { method: string; path: string }[] {
  const app = new Hono<Env>();
  addPages(app, stub as unknown as Site);
  const own = app.routes.filter(({ method, path }) => method !== 'ALL' && !path.includes('*'));
  return [...new Map(own.map(({ method, path }) => [`${method} ${path}`, { method, path }])).values()];
}

const filled = (path: string) => path.replaceAll(/:\w+(?:\{[^}]*\})?/g, '65a1b2c3d4e5f60718293a4b');
/** `held`: a signed link is the key to one mail. */
const isOpen = (path: string) => /^\/(?:login|logout|assets|api|held)/.test(path);

describe('the pages', function () {
  this.timeout(120_000);
  let inbox: TestInbox;
  let cookie = '';
  before(async () => {
    inbox = await startInbox();
    cookie = await inbox.cookie(inbox.people.kim);
  });
  after(() => inbox.remove());

  const ask = (path: string, options: RequestInit = {}) =>
    fetch(inbox.base + path, { redirect: 'manual', signal: AbortSignal.timeout(20_000), ...options });
  const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) });

  it('are known to this test', () => {
    const paths = routes().map(({ path }) => path);
    expect(paths).to.include('/inbox').and.include('/inbox/team').and.include('/login');
    expect(paths.length).to.be.greaterThan(40);
  });

  it('show nothing to who is not logged in', async () => {
    for (const { method, path } of routes().filter(({ path: each }) => !isOpen(each))) {
      const answer = await ask(filled(path), { method });
      expect(answer.status, `${method} ${path}`).to.equal(303);
      expect(answer.headers.get('location'), path).to.match(/^\/login\?next=/);
    }
    const part = await ask('/inbox', { headers: { 'HX-Request': 'true' } });
    expect(part.status).to.equal(401);
    expect(part.headers.get('hx-redirect')).to.match(/^\/login/);
  });

  it('let no script in but ours, are in nobody’s frame, and stay in no cache', async () => {
    const pages = routes().filter(({ method, path }) => method === 'GET' && !/^\/(?:api|assets)/.test(path));
    for (const { path } of pages) {
      const abort = new AbortController();
      const headers = { cookie: path.startsWith('/login') ? '' : cookie };
      const answer = await ask(filled(path), { headers, signal: abort.signal });
      const header = (name: string) => answer.headers.get(name) ?? '';
      // Lines that stay open and files have more of their own to say, but none says less than this.
      expect(header('content-security-policy'), path).to.match(/default-src 'none'/);
      expect(header('content-security-policy'), path).not.to.match(/script-src[^;]*unsafe|\*/);
      expect(header('content-security-policy'), path).to.match(/frame-ancestors '(?:none|self)'/);
      expect(header('x-content-type-options'), path).to.equal('nosniff');
      expect(header('referrer-policy'), path).to.match(/same-origin|no-referrer/);
      expect(header('cache-control'), path).to.match(/no-store|no-cache|private/);
      abort.abort();
    }
  });

  it('have no script and no style written into them', async () => {
    for (const path of [
      '/inbox',
      '/inbox/account',
      '/inbox/account/factor',
      '/inbox/team',
      '/inbox/audit',
      '/login',
    ]) {
      const page = await (await ask(path, { headers: { cookie: path === '/login' ? '' : cookie } })).text();
      expect(page, path).not.to.match(/<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=|javascript:/i);
    }
  });

  it('take no form of another site', async () => {
    const foreign: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'cross-site', Origin: inbox.base },
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Referer: 'https://evil.example/inbox' },
    ];
    for (const { method, path } of routes().filter(
      ({ method: each, path }) => each !== 'GET' && !path.startsWith('/api'),
    )) {
      for (const more of foreign) {
        const answer = await ask(filled(path), { method, headers: { cookie, ...more } });
        expect(answer.status, `${method} ${path} ${JSON.stringify(more)}`).to.equal(403);
      }
    }
    const { Host: _, ...own } = { Host: '', Origin: inbox.base, 'Sec-Fetch-Site': 'same-origin' };
    const saved = await ask('/inbox/account', {
      ...form({ name: 'Kim', language: '' }),
      headers: { cookie, ...own },
    });
    expect(saved.status).to.equal(303);
  });

  it('lead nobody to another site after the log-in', async () => {
    const lure = [
      '//evil.example',
      'https://evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      'javascript:alert(1)',
      '/%0d%0aSet-Cookie:x',
      '',
      '/\u0000',
    ];
    for (const next of lure) {
      const path = `/login?next=${encodeURIComponent(next)}`;
      const answer = await ask(path, form({ address: 'lea@desk.example', password }));
      const to = answer.headers.get('location') ?? '';
      expect(new URL(to, inbox.base).origin, next).to.equal(inbox.base);
    }
    const good = await ask(
      '/login?next=%2Finbox%3Flist%3Dmine',
      form({ address: 'lea@desk.example', password }),
    );
    expect(good.headers.get('location')).to.equal('/inbox?list=mine');
  });

  it('give a fresh session at log-in, whatever cookie was there, and end the old one', async () => {
    const planted = 'postern=planted-by-somebody-else';
    const answer = await ask('/login', {
      ...form({ address: 'bob@desk.example', password }),
      headers: { cookie: planted },
    });
    const fresh = answer.headers.get('set-cookie') ?? '';
    expect(fresh)
      .to.match(/^postern=[\w-]{43}; /)
      .and.include('HttpOnly')
      .and.include('SameSite=Lax');
    expect((await ask('/inbox', { headers: { cookie: planted } })).status).to.equal(303);
    const old = fresh.split(';')[0] ?? '';
    await ask('/login', { ...form({ address: 'bob@desk.example', password }), headers: { cookie: old } });
    expect((await ask('/inbox', { headers: { cookie: old } })).status).to.equal(303);
  });

  it('believe nothing about the client that it says itself', async () => {
    const headers = { 'X-Forwarded-For': '203.0.113.9' };
    await ask('/login', { ...form({ address: 'bob@desk.example', password }), headers });
    const sessions = await inbox.gateway.store.agents.sessions(inbox.people.bob.id);
    expect(new Set(sessions.map(({ source }) => source))).to.deep.equal(new Set(['127.0.0.1']));
  });

  it('show a department to its own people alone: tickets, attachments, mails, search', async () => {
    await inbox.mail({ subject: 'Invoice secretword' }, { to: 'billing@desk.example' });
    const viewer = { address: 'lea@desk.example', departments: ['billing'] as const };
    const listing = {
      list: 'all',
      department: null,
      query: null,
      order: 'date',
      after: null,
      limit: 5,
    } as const;
    const [line] = (await inbox.gateway.store.inbox.tickets(viewer, listing)).items;
    const [lea, bob] = [await inbox.cookie(inbox.people.lea), await inbox.cookie(inbox.people.bob)];
    const [message] = await inbox.gateway.store.tickets.messages(line?.id ?? '');
    const paths = [
      `/inbox/${line?.ticketId}`,
      `/inbox/message/${message?.id}`,
      `/inbox/message/${message?.id}/original`,
    ];
    const statuses = async (who: string) =>
      Promise.all(paths.map(async (path) => (await ask(path, { headers: { cookie: who } })).status));
    expect((await statuses(lea))[0]).to.equal(200);
    expect(await statuses(bob)).to.deep.equal([404, 404, 404]);
    const found = async (who: string) =>
      (await (await ask('/inbox?q=secretword', { headers: { cookie: who } })).text()).includes(
        line?.ticketId ?? '-',
      );
    expect(await found(bob)).to.equal(false);
    for (const list of ['all', 'unassigned', 'department']) {
      const page = await (
        await ask(`/inbox?list=${list}&department=billing`, { headers: { cookie: bob } })
      ).text();
      expect(page, list).not.to.include(line?.ticketId ?? '-');
    }
  });
});

describe('the pages behind a proxy with TLS', function () {
  this.timeout(60_000);
  let inbox: TestInbox;
  before(async () => {
    inbox = await startInbox({
      http: { port: 0, url: 'https://desk.example', trustedProxies: ['127.0.0.1'] },
    });
  });
  after(() => inbox.remove());

  /** As the proxy asks: `fetch` does not let a Host be set. */
  const ask = (method: string, path: string, headers: Record<string, string>, body = '') =>
    new Promise<{ status: number; headers: Record<string, unknown> }>((done, fail) => {
      const { port } = new URL(inbox.base);
      const asked = request(
        { port, method, path, headers: { host: 'desk.example', ...headers } },
        (answer) => {
          answer.resume().on('end', () => done({ status: answer.statusCode ?? 0, headers: answer.headers }));
        },
      );
      asked.on('error', fail).end(body);
    });
  const logIn = (more: Record<string, string>) =>
    ask(
      'POST',
      '/login',
      { 'content-type': 'application/x-www-form-urlencoded', ...more },
      new URLSearchParams({ address: 'bob@desk.example', password }).toString(),
    );

  it('give a cookie that is bound to this host and travels by TLS alone', async () => {
    const { headers } = await logIn({ 'x-forwarded-proto': 'https', origin: 'https://desk.example' });
    const [cookie = ''] = headers['set-cookie'] as string[];
    expect(cookie)
      .to.match(/^__Host-postern=/)
      .and.include('Secure')
      .and.include('HttpOnly')
      .and.include('Path=/');
    expect(cookie).not.to.include('Domain');
  });

  it('know the client by what the proxy says', async () => {
    await logIn({ 'x-forwarded-for': '198.51.100.66, 203.0.113.9' });
    const [latest] = await inbox.gateway.store.agents.sessions(inbox.people.bob.id);
    expect(latest?.source).to.equal('203.0.113.9');
  });

  it('send who came without TLS to where it is', async () => {
    const answer = await ask('GET', '/inbox?list=mine', { 'x-forwarded-proto': 'http' });
    expect(answer.status).to.equal(308);
    expect(answer.headers['location']).to.equal('https://desk.example/inbox?list=mine');
  });
});
