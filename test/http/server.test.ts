import { connect } from 'node:net';
import { expect } from 'chai';
import { Failure } from '../../src/failure.ts';
import { makeApp } from '../../src/http/app.ts';
import { makeHealth } from '../../src/http/health.ts';
import { type Listening, listen } from '../../src/http/listen.ts';
import { type HttpOptions, startHttp } from '../../src/http/server.ts';
import type { Log } from '../../src/model/ports.ts';

const events: [event: string, fields: unknown][] = [];
const note = (event: string, fields?: unknown) => void events.push([event, fields]);
const log: Log = { info: note, warn: note, error: note, debug: note };
const well = async () => undefined;
const never = () => new Promise<void>(() => undefined);

describe('the HTTP server', () => {
  const open: Listening[] = [];

  async function start(options: Partial<HttpOptions> = {}): Promise<string> {
    const health = makeHealth({ store: well });
    const server = await startHttp({ host: '127.0.0.1', port: 0, health, log, ...options });
    open.push(server);
    return `http://127.0.0.1:${server.port}`;
  }

  afterEach(async () => {
    events.length = 0;
    await Promise.all(open.splice(0).map((server) => server.close()));
  });

  it('answers /healthz while the process runs, whatever its parts do', async () => {
    const url = await start({ health: makeHealth({ store: never }) });
    const answer = await fetch(`${url}/healthz`);
    expect(answer.status).to.equal(200);
    expect(await answer.json()).to.deep.equal({ status: 'ok' });
  });

  it('answers /readyz with 200 and each part when all work', async () => {
    const url = await start({ health: makeHealth({ store: well, listener: well, outbox: well }) });
    const answer = await fetch(`${url}/readyz`);
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('cache-control')).to.equal('no-store');
    const checks = { store: 'ok', listener: 'ok', outbox: 'ok' };
    expect(await answer.json()).to.deep.equal({ status: 'ok', checks });
  });

  it('answers /readyz with 503 and which parts fail, in public words only', async () => {
    const health = makeHealth(
      {
        store: async () => {
          throw new Failure('store-unavailable', 'the store is away', new Error('db.internal:27017'));
        },
        listener: async () => {
          throw new Error('mongodb://u:p@db.internal');
        },
        outbox: never,
        clock: well,
      },
      50,
    );
    const answer = await fetch(`${await start({ health })}/readyz`);
    expect(answer.status).to.equal(503);
    const checks = {
      store: 'the store is away',
      listener: 'failed',
      outbox: 'no answer within 50 ms',
      clock: 'ok',
    };
    expect(await answer.json()).to.deep.equal({ status: 'unavailable', checks });
  });

  it('answers /readyz in bounded time even when health itself hangs or throws', async () => {
    const hanging = await start({ health: { ready: () => new Promise(() => undefined) }, readyMs: 50 });
    expect((await fetch(`${hanging}/readyz`)).status).to.equal(503);
    const throwing = await start({ health: { ready: () => Promise.reject(new Error('db.internal')) } });
    const answer = await fetch(`${throwing}/readyz`);
    expect(answer.status).to.equal(503);
    expect(await answer.text()).not.to.include('db.internal');
    expect(events).to.deep.equal([['readiness check failed', { error: 'db.internal' }]]);
  });

  it('checks once for probes that come at the same time, and anew after that', async () => {
    let checks = 0;
    let release = () => undefined as unknown;
    const health = makeHealth({
      store: () => {
        checks += 1;
        return new Promise<void>((done) => {
          release = done;
        });
      },
    });
    const both = [health.ready(), health.ready()];
    release();
    await Promise.all(both);
    expect(checks).to.equal(1);
    const again = health.ready();
    release();
    await again;
    expect(checks).to.equal(2);
  });

  it('answers 404 as problem JSON to all else, /inbox among it', async () => {
    const url = await start();
    for (const path of [
      '/',
      '/inbox',
      '/portal',
      '/admin',
      '/api/v1',
      '/healthz/x',
      '/%00',
      '/..%2f..%2fetc/passwd',
    ]) {
      const answer = await fetch(url + path);
      expect(answer.status, path).to.equal(404);
      expect(answer.headers.get('content-type')).to.equal('application/problem+json');
      expect(await answer.json()).to.deep.equal({ type: 'about:blank', title: 'Not Found', status: 404 });
    }
    expect((await fetch(`${url}/healthz`, { method: 'POST', body: 'x' })).status).to.equal(404);
  });

  it('answers 500 as problem JSON where a handler throws, logs why, and tells nobody else', async () => {
    const app = makeApp(log);
    app.get('/boom', () => {
      throw new Error('password is hunter2');
    });
    const server = await listen(app, '127.0.0.1', 0);
    open.push(server);
    const answer = await fetch(`http://127.0.0.1:${server.port}/boom`);
    expect(answer.status).to.equal(500);
    expect(answer.headers.get('content-type')).to.equal('application/problem+json');
    const problem = { type: 'about:blank', title: 'Internal Server Error', status: 500 };
    expect(await answer.json()).to.deep.equal(problem);
    const fields = { method: 'GET', path: '/boom', error: 'password is hunter2' };
    expect(events).to.deep.equal([['http request failed', fields]]);
  });

  it('sets security headers on every answer', async () => {
    const url = await start();
    for (const path of ['/healthz', '/nowhere']) {
      const { headers } = await fetch(url + path);
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(headers.get('x-frame-options')).to.equal('DENY');
      expect(headers.get('referrer-policy')).to.equal('no-referrer');
      expect(headers.get('content-security-policy')).to.include("default-src 'none'");
      expect(headers.get('x-powered-by')).to.equal(null);
    }
  });

  it('outlives requests that are no HTTP', async () => {
    const url = await start();
    const answer = await new Promise<string>((done, failed) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write('EHLO x\r\n\r\n'));
      let text = '';
      socket.on('data', (bytes) => {
        text += bytes;
      });
      socket.on('error', failed).on('close', () => done(text));
    });
    expect(answer).to.match(/^HTTP\/1\.1 400 /);
    expect((await fetch(`${url}/healthz`)).status).to.equal(200);
  });

  it('names a port that is taken as bad settings', async () => {
    const taken = Number(new URL(await start()).port);
    const failure = await start({ port: taken }).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Failure).with.property('code', 'bad-settings');
  });

  it('closes although a client keeps its connection open, and frees the port', async () => {
    const server = await startHttp({ host: '127.0.0.1', port: 0, health: makeHealth({}), log });
    await fetch(`http://127.0.0.1:${server.port}/healthz`);
    await server.close();
    await start({ port: server.port });
  });
});
