import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Failure } from '../../src/failure.ts';
import { createTokenSource, type OAuth2Settings } from '../../src/ingest/oauth2.ts';
import { memoryMailboxes } from './imap-rig.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

describe('access tokens', () => {
  let server: Server;
  let asked: URLSearchParams[];
  let answer: (form: URLSearchParams) => Answer | Promise<Answer>;
  let now: number;
  let mailboxes: ReturnType<typeof memoryMailboxes>;

  before(async () => {
    server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      const form = new URLSearchParams(Buffer.concat(parts).toString());
      asked.push(form);
      const { status, body } = await answer(form);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  after(() => server.close());
  beforeEach(() => {
    asked = [];
    now = 1_000_000;
    mailboxes = memoryMailboxes();
    answer = () => ({ status: 200, body: { access_token: `token ${asked.length}`, expires_in: 100 } });
  });

  const source = (over: Partial<OAuth2Settings> = {}) =>
    createTokenSource({
      account: 'support',
      settings: {
        clientId: 'postern',
        clientSecret: 'hush',
        refreshToken: 'first',
        tokenUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
        ...over,
      },
      mailboxes,
      clock: () => new Date(now),
      timeoutMs: 2000,
    });
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => expect.fail('nothing was thrown'),
      (error: unknown) => error as Failure,
    );

  it('are kept until four fifths of their life are over', async () => {
    const tokens = source();
    expect(await tokens.accessToken()).to.deep.equal({ token: 'token 1', renewAt: now + 80_000 });
    now += 79_999;
    expect((await tokens.accessToken()).token).to.equal('token 1');
    now += 1;
    expect((await tokens.accessToken()).token).to.equal('token 2');
  });

  it('are asked for once, however many want one', async () => {
    const tokens = source();
    const all = await Promise.all(Array.from({ length: 20 }, () => tokens.accessToken()));
    expect(new Set(all.map(({ token }) => token))).to.have.length(1);
    expect(asked).to.have.length(1);
  });

  it('are asked for anew when the server refused one', async () => {
    const tokens = source();
    await tokens.accessToken();
    tokens.forget();
    expect((await tokens.accessToken()).token).to.equal('token 2');
  });

  it('come by the refresh token, or else by the client’s own credentials', async () => {
    const { refreshToken: _, ...settings } = { refreshToken: '', scope: 'mail' };
    await source(settings).accessToken();
    expect(Object.fromEntries(asked[0] ?? [])).to.deep.equal({
      grant_type: 'refresh_token',
      refresh_token: 'first',
      client_id: 'postern',
      client_secret: 'hush',
      scope: 'mail',
    });
    const own = createTokenSource({
      account: 'support',
      settings: {
        clientId: 'postern',
        tokenUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      },
      mailboxes,
      clock: () => new Date(now),
      timeoutMs: 2000,
    });
    await own.accessToken();
    expect(Object.fromEntries(asked[1] ?? [])).to.deep.equal({
      grant_type: 'client_credentials',
      client_id: 'postern',
    });
  });

  it('keep a refresh token that the provider rotates', async () => {
    answer = () => ({
      status: 200,
      body: { access_token: 'a', expires_in: '1', refresh_token: `next ${asked.length}` },
    });
    const tokens = source();
    await tokens.accessToken();
    expect(await mailboxes.refreshToken('support')).to.equal('next 1');
    now += 10_000;
    await tokens.accessToken();
    expect(asked[1]?.get('refresh_token')).to.equal('next 1');
    expect(await mailboxes.refreshToken('support')).to.equal('next 2');
  });

  it('do not lose a rotated refresh token while the store is away', async () => {
    answer = () => ({ status: 200, body: { access_token: 'a', refresh_token: `next ${asked.length}` } });
    const tokens = source();
    const { saveRefreshToken } = mailboxes;
    mailboxes.saveRefreshToken = () => Promise.reject(new Failure('store-unavailable', 'away'));
    expect((await failure(tokens.accessToken())).code).to.equal('store-unavailable');
    mailboxes.saveRefreshToken = saveRefreshToken;
    tokens.forget();
    await tokens.accessToken();
    expect(asked[1]?.get('refresh_token')).to.equal('next 1');
    expect(await mailboxes.refreshToken('support')).to.equal('next 2');
  });

  it('take a new refresh token from the settings where the stored one is refused', async () => {
    await mailboxes.saveRefreshToken('support', 'stale');
    answer = (form) =>
      form.get('refresh_token') === 'stale'
        ? { status: 400, body: { error: 'invalid_grant' } }
        : { status: 200, body: { access_token: 'good' } };
    expect((await source().accessToken()).token).to.equal('good');
    expect(await mailboxes.refreshToken('support')).to.equal('first');
  });

  it('say when the mailbox has to be authorised again', async () => {
    answer = () => ({ status: 400, body: { error: 'invalid_grant', error_description: 'Bad first of kim' } });
    const error = await failure(source().accessToken());
    expect(error).to.include({ code: 'bad-settings', temporary: false });
    expect(error.message).to.contain('authorise the mailbox again').and.not.contain('kim');
  });

  it('tell a wrong application from an endpoint that is busy', async () => {
    answer = () => ({ status: 401, body: { error: 'invalid_client' } });
    expect((await failure(source().accessToken())).message).to.contain('check clientId');
    for (const busy of [
      { status: 429, body: { error: 'invalid_grant' } },
      { status: 503, body: 'Service Unavailable' },
      { status: 400, body: { error: 'temporarily_unavailable' } },
      { status: 403, body: '<html>' },
      { status: 200, body: { token: 'misnamed' } },
      { status: 200, body: 'x'.repeat(100_000) },
    ]) {
      answer = () => busy;
      expect(await failure(source().accessToken()), JSON.stringify(busy.status)).to.include({
        code: 'mailbox-unavailable',
        temporary: true,
      });
    }
  });

  it('name no secret when the endpoint cannot be reached', async () => {
    const error = await failure(source({ tokenUrl: 'http://127.0.0.1:9/token' }).accessToken());
    expect(error.code).to.equal('mailbox-unavailable');
    expect(String(error.cause) + error.message).not.to.match(/hush|first/);
  });
});
