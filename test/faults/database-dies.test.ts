/** The embedded database dies under load, and cannot be started for a while. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { settingsSchema } from '../../src/config/schema.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import { findMongod } from '../../src/store/mongod.ts';
import { fakeResolver } from '../support/dns.ts';
import { eventually, zone } from '../support/gateway.ts';
import { keptLog } from '../support/log.ts';
import { makeLoad } from './load.ts';

describe('a gateway whose embedded database dies', function () {
  this.timeout(180_000);
  let dataDir: string;
  let gateway: Gateway;
  const log = keptLog();
  const port = () => gateway.smtp.port;
  const broken = () => join(dataDir, 'broken');

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'postern-dies-'));
    const path = process.env['PATH'] ?? '';
    const program = await findMongod(process.env['POSTERN_STORE__MONGOD'], path);
    const mongod = join(dataDir, 'mongod');
    const script = `#!/bin/sh\nif [ -e ${broken()} ]; then echo 'a library is missing' >&2; exit 127; fi\nexec ${program} "$@"\n`;
    await writeFile(mongod, script, { mode: 0o755 });
    const free = { port: 0 };
    gateway = await startGateway({
      settings: settingsSchema.parse({ dataDir, smtp: free, http: free, metrics: free, store: { mongod } }),
      log,
      path,
      resolver: fakeResolver(zone),
    });
  });

  after(async () => {
    await gateway?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const kill = async (signal: NodeJS.Signals) =>
    process.kill(Number.parseInt(await readFile(join(dataDir, 'db', 'mongod.lock'), 'utf8'), 10), signal);
  const ready = async () => (await fetch(`http://127.0.0.1:${gateway.http.port}/readyz`)).status;
  const count = (event: string) => log.entries.filter((entry) => entry.event === event).length;

  for (const signal of ['SIGKILL', 'SIGABRT', 'SIGTERM'] as const) {
    it(`starts it again after ${signal} under load, and has each mail once`, async () => {
      const load = makeLoad(`dies-${signal}`, { port, size: 20_000 });
      const before = count('database-started-again');
      let over = false;
      const clients = load.start(8, () => !over);
      await eventually('mails', async () => load.acknowledged().length >= 20);
      await kill(signal);
      await eventually('the new start', async () => count('database-started-again') > before, 60_000);
      const taken = load.acknowledged().length;
      await eventually('mails again', async () => load.acknowledged().length >= taken + 10, 60_000);
      over = true;
      await clients;
      await load.finish();
      expect(load.acknowledged()).to.have.length(load.replies.size);
      for (const { code, text } of load.refusals()) expect(code, text).to.equal(451);
      await load.verify(gateway.store);
    });
  }

  it('answers 451 and is not ready while it cannot be started, and tries ever more slowly', async () => {
    const load = makeLoad('broken', { port, size: 1000 });
    expect((await load.send('broken-1')).code).to.equal(250);
    await writeFile(broken(), '');
    await kill('SIGKILL');
    expect((await load.send('broken-2')).code).to.equal(451);
    expect(await ready()).to.equal(503);
    await eventually('three tries', async () => count('database-not-started') >= 3, 60_000);
    const failed = log.entries.filter(({ event }) => event === 'database-not-started');
    expect(failed[0]?.fields['why']).to.match(/a library is missing/);
    const tries = failed.map(({ fields }) => Number(fields['tries']));
    expect(tries).to.deep.equal(tries.map((_, i) => (tries[0] ?? 0) + i));
    await rm(broken());
    await eventually('readiness', async () => (await ready()) === 200, 90_000);
    await load.finish();
    expect(load.acknowledged()).to.have.length(2);
    await load.verify(gateway.store);
  });

  it('ends although the database hangs', async () => {
    await kill('SIGSTOP');
    await gateway.stop();
    expect(await readFile(join(dataDir, 'mongod.json'), 'utf8')).to.include('port');
  });
});
