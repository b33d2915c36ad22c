/** What clients see while the database does not answer, and what is left of it. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { settingsSchema } from '../src/config/schema.ts';
import { type Gateway, startGateway } from '../src/gateway.ts';
import { fakeResolver } from './support/dns.ts';
import { eventually, zone } from './support/gateway.ts';
import { silentLog } from './support/log.ts';
import { compose } from './support/mail.ts';
import { sendMail } from './support/smtp-client.ts';

describe('a gateway on its embedded database', function () {
  this.timeout(90_000);
  let dataDir: string;
  let gateway: Gateway;
  let pid = 0;

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'postern-away-'));
    const free = { port: 0 };
    gateway = await startGateway({
      settings: settingsSchema.parse({ dataDir, smtp: free, http: free, metrics: free }),
      log: silentLog,
      path: process.env['PATH'] ?? '',
      resolver: fakeResolver(zone),
    });
    pid = Number.parseInt(await readFile(join(dataDir, 'db', 'mongod.lock'), 'utf8'), 10);
  });

  after(async () => {
    if (pid > 0) process.kill(pid, 'SIGCONT');
    await gateway?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const send = (name: string) =>
    sendMail(gateway.smtp.port, {
      from: 'kim@customer.example',
      to: ['support@localhost'],
      raw: compose({ subject: name, messageId: `<${name}@customer.example>` }),
    });
  const ready = async () => (await fetch(`http://127.0.0.1:${gateway.http.port}/readyz`)).status;

  it('asks clients to try again while the store is away, and is not ready', async () => {
    expect((await send('before')).code).to.equal(250);
    process.kill(pid, 'SIGSTOP');
    const answer = await send('during').catch(() => ({ code: 0, text: 'no answer' }));
    expect(answer.code).to.equal(451);
    expect(answer.text).to.match(/^4\.3\.0 /);
    expect(await ready()).to.equal(503);
  });

  it('takes the same mail when the store is back, once', async () => {
    process.kill(pid, 'SIGCONT');
    await eventually(
      'an accepted mail',
      async () => (await send('during').catch(() => ({ code: 0 }))).code === 250,
      60_000,
    );
    const tickets = await eventually('both tickets', async () => {
      const found = await gateway.store.tickets.list({ limit: 100 });
      return found.length >= 2 && found;
    });
    expect(tickets.map(({ subject }) => subject).sort()).to.deep.equal(['before', 'during']);
    expect(await eventually('readiness', async () => (await ready()) === 200)).to.equal(true);
  });

  it('loses nothing that got 250 when the database is killed', async () => {
    const acknowledged: string[] = [];
    const sending = Array.from({ length: 60 }, async (_, i) => {
      const name = `kill-${i}`;
      const answer = await send(name).catch(() => ({ code: 0 }));
      if (answer.code === 250) acknowledged.push(name);
    });
    await Promise.race(sending);
    process.kill(pid, 'SIGKILL');
    pid = 0;
    await Promise.all(sending);
    await eventually('the database', async () => (await ready()) === 200, 60_000);
    const subjects = await eventually(
      'all that was acknowledged',
      async () => {
        const found = (await gateway.store.tickets.list({ limit: 1000 }).catch(() => [])).map(
          ({ subject }) => subject,
        );
        return acknowledged.every((name) => found.includes(name)) && found;
      },
      60_000,
    );
    expect(acknowledged.length).to.be.greaterThan(0);
    expect(new Set(subjects).size, 'nothing is filed twice').to.equal(subjects.length);
  });
});
