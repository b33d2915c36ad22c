import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { freePort } from '../../src/store/mongod-process.ts';
import { dovecotMissing, startDovecot } from '../support/dovecot.ts';
import { type Rspamd, rspamdMissing, startRspamd } from '../support/rspamd.ts';
import { type Sink, startSink } from '../support/sink.ts';
import { spamdMissing, startSpamd } from '../support/spamd.ts';
import { type Desk, openDesk, run } from './cli.ts';

interface Told {
  readonly part: string;
  readonly state: string;
  readonly detail: string;
  readonly advice: string | null;
}

describe('postern check', function () {
  this.timeout(60_000);
  let desk: Desk;
  let sink: Sink;
  let ports: Record<string, string>;
  const check = async (env: Record<string, string> = {}) => {
    const { code, stdout } = await run(['check', '--json'], { env: { ...desk.env, ...ports, ...env } });
    const told: Told[] = JSON.parse(stdout);
    return { code, part: (name: string) => told.find(({ part }) => part === name), told };
  };

  before(async () => {
    desk = await openDesk();
    sink = await startSink();
    ports = {};
    for (const name of ['SMTP', 'HTTP', 'METRICS']) ports[`POSTERN_${name}__PORT`] = String(await freePort());
  });
  after(async () => {
    await sink.stop();
    await desk.close();
  });

  it('says ok of what works, and warns of what is not set', async () => {
    const { code, part, told } = await check();
    expect(told.filter(({ state }) => state === 'fail')).to.deep.equal([]);
    expect(code).to.equal(0);
    for (const name of ['settings', 'templates', 'store', 'certificate', 'port smtp'])
      expect(part(name), name).to.include({ state: 'ok', advice: null });
    expect(part('rspamd')).to.include({ state: 'warn' });
    expect(part('smarthost')?.detail).to.include('stays queued');
  });

  it('greets the smarthost', async () => {
    const smarthost = { POSTERN_OUTBOX__SMTP__HOST: '127.0.0.1' };
    const here = await check({ ...smarthost, POSTERN_OUTBOX__SMTP__PORT: String(sink.port) });
    expect(here.part('smarthost')).to.include({ state: 'ok' });
    const away = await check({ ...smarthost, POSTERN_OUTBOX__SMTP__PORT: '1' });
    expect(away.code).to.equal(69);
    expect(away.part('smarthost')?.advice).to.include('outbox.smtp');
  });

  it('finds a port that another program has', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined).end('220 another one\r\n');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, part } = await check({ POSTERN_SMTP__PORT: String(port) });
    server.close();
    expect(code).to.equal(69);
    expect(part('port smtp')?.detail).to.include('taken by another program');
  });

  it('exits 69 where the store is away, and goes on with the other parts', async () => {
    const uri = 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=300';
    const { code, part } = await check({ POSTERN_STORE__URI: uri });
    expect(code).to.equal(69);
    expect(part('store')).to.include({ state: 'fail' });
    expect(part('port smtp')).to.include({ state: 'ok' });
  });

  it('exits 78 for bad settings and for a certificate that is not there', async () => {
    const bad = await check({ POSTERN_SMTP__MAX_SIZE: 'big' });
    expect(bad.code).to.equal(78);
    expect(bad.part('settings')?.detail).to.include('smtp.maxSize');
    const tls = { POSTERN_SMTP__TLS__CERTIFICATE: '/none.pem', POSTERN_SMTP__TLS__KEY: '/none.pem' };
    const { code, part } = await check(tls);
    expect(code).to.equal(78);
    expect(part('certificate')).to.include({ state: 'fail' });
  });

  it('prints a line for each part, with what to do below it', async () => {
    const { stdout } = await run(['check'], { env: { ...desk.env, ...ports } });
    expect(stdout)
      .to.match(/^ok {4}store +\S/m)
      .and.match(/^warn {2}rspamd +not set.*\n +→ install rspamd/m);
    expect(stdout).not.to.include('\u001b');
  });

  it('logs in to each mailbox', async function () {
    if (dovecotMissing() !== null) this.skip();
    const dovecot = await startDovecot();
    try {
      const { host, port, user, password } = dovecot;
      const account = { host, port, user, secure: false };
      const imap = [
        { ...account, name: 'good', password },
        { ...account, name: 'bad', password: 'wrong' },
      ];
      const file = join(desk.folder, 'imap.yaml');
      await writeFile(file, stringify({ dataDir: desk.folder, imap }));
      const { code, part } = await check({ POSTERN_CONFIG: file });
      expect(part('imap good')).to.include({ state: 'ok', advice: null });
      expect(part('imap bad')).to.include({ state: 'fail' });
      expect(code).to.equal(69);
    } finally {
      await dovecot.remove();
    }
  });

  it('has rspamd refuse the GTUBE test', async function () {
    if (rspamdMissing() !== null) this.skip();
    const rspamd: Rspamd = await startRspamd();
    try {
      const { part } = await check({ POSTERN_SCREENING__RSPAMD__URL: rspamd.url });
      expect(part('rspamd')).to.include({ state: 'ok', advice: null });
    } finally {
      await rspamd.remove();
    }
    const { code, part } = await check({ POSTERN_SCREENING__RSPAMD__URL: rspamd.url });
    expect(part('rspamd')).to.include({ state: 'fail' });
    expect(code).to.equal(69);
  });

  it('asks rspamd’s controller whether it lets us learn, and warns of greylisting', async function () {
    if (rspamdMissing() !== null) this.skip();
    const rspamd: Rspamd = await startRspamd();
    const env = {
      POSTERN_SCREENING__RSPAMD__URL: rspamd.url,
      POSTERN_SCREENING__RSPAMD__CONTROLLER: rspamd.controller,
    };
    try {
      const { part } = await check(env);
      const told = part('rspamd learn');
      expect(told).to.include({ state: 'warn' });
      expect(told?.detail).to.include('controller of 3').and.to.include('greylists from 4');
    } finally {
      await rspamd.remove();
    }
    const { part } = await check(env);
    expect(part('rspamd learn')).to.include({ state: 'fail' });
  });

  it('has SpamAssassin call the GTUBE test spam', async function () {
    if (spamdMissing() !== null) this.skip();
    const spamd = await startSpamd();
    const env = {
      POSTERN_SCREENING__SPAMD__HOST: spamd.host,
      POSTERN_SCREENING__SPAMD__PORT: String(spamd.port),
      POSTERN_SCREENING__TIMEOUT_MS: '20000',
    };
    try {
      const { part } = await check(env);
      expect(part('spamd')).to.include({ state: 'ok', advice: null });
    } finally {
      await spamd.remove();
    }
    const { code, part } = await check(env);
    expect(part('spamd')).to.include({ state: 'fail' });
    expect(code).to.equal(69);
  });

  it('warns of scores that no mailbox has', async () => {
    const { part } = await check({ POSTERN_SCREENING__ENGINE: 'upstream' });
    expect(part('upstream')).to.include({ state: 'warn' });
  });
});
