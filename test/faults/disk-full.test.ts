/** A data directory on a file system that fills up: clients are asked to come again, and nothing is lost. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { settingsSchema } from '../../src/config/schema.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import { fakeResolver } from '../support/dns.ts';
import { eventually, zone } from '../support/gateway.ts';
import { keptLog } from '../support/log.ts';
import { makeSmallDisk, type SmallDisk, smallDiskMissing } from '../support/small-disk.ts';
import { conversation } from '../support/smtp-client.ts';
import { makeLoad } from './load.ts';

const MiB = 1_048_576;
const minFree = 320 * MiB;

describe('a gateway whose disk fills up (needs the right to mount)', function () {
  this.timeout(300_000);
  let disk: SmallDisk;
  let gateway: Gateway;
  const log = keptLog();
  const port = () => gateway.smtp.port;

  before(async function () {
    if ((await smallDiskMissing()) !== null) this.skip();
    disk = await makeSmallDisk(1000 * MiB);
    const free = { port: 0 };
    const dataDir = join(disk.folder, 'data');
    gateway = await startGateway({
      settings: settingsSchema.parse({ dataDir, smtp: free, http: free, metrics: free, store: { minFree } }),
      log,
      path: process.env['PATH'] ?? '',
      resolver: fakeResolver(zone),
    });
  });

  after(async () => {
    await gateway?.stop();
    await disk?.remove();
  });

  const events = () => log.entries.map(({ event }) => event);
  const mailFrom = async (parameters = '') => {
    const talk = await conversation(port());
    await talk.say('EHLO client.example');
    const reply = await talk.say(`MAIL FROM:<kim@customer.example>${parameters}`);
    talk.close();
    return `${reply.code} ${reply.text.split(' ')[0]}`;
  };
  const ready = async () => {
    const answer = await fetch(`http://127.0.0.1:${gateway.http.port}/readyz`);
    return { status: answer.status, body: await answer.text() };
  };

  it('refuses at MAIL FROM what SIZE says has no room, and takes what has', async () => {
    await disk.fill(minFree + 30 * MiB);
    await eventually(
      'a new look at the disk',
      async () => (await mailFrom(' SIZE=20971520')) === '452 4.3.1',
    );
    expect(await mailFrom(' SIZE=10000')).to.equal('250 2.1.0');
    expect((await ready()).status).to.equal(200);
    await disk.clear();
    await eventually('room', async () => (await mailFrom(' SIZE=20971520')) === '250 2.1.0');
  });

  const load = makeLoad('full', { port, size: 2 * MiB });

  it('answers 452 4.3.1 when a load has filled it, and the database goes on', async () => {
    await load.start(6, () => load.refusals().length < 20 && load.replies.size < 300);
    expect(load.acknowledged().length, 'mails that were taken').to.be.greaterThan(5);
    const refusals = new Set(load.refusals().map(({ code, text }) => `${code} ${text.split(' ')[0]}`));
    expect([...refusals]).to.deep.equal(['452 4.3.1']);
    expect(await mailFrom()).to.equal('452 4.3.1');
    expect(events()).to.include('store-full').and.not.include('database-ended');
  });

  it('is not ready, and says why', async () => {
    const { status, body } = await ready();
    expect(status).to.equal(503);
    expect(JSON.parse(body).checks.store).to.equal('the store is full');
  });

  it('files what it took before, from its reserve', () => load.verify(gateway.store));

  it('goes on when there is room, and then has each mail once', async () => {
    disk.resize(1700 * MiB);
    await eventually('room', async () => (await mailFrom()) === '250 2.1.0');
    await load.finish();
    expect(load.acknowledged()).to.have.length(load.replies.size);
    await load.verify(gateway.store);
    expect((await ready()).status).to.equal(200);
    expect(events()).to.include('store-has-room-again');
  });

  it('survives that something else takes the last octet, under load', async () => {
    const last = makeLoad('last', { port, size: MiB });
    let over = false;
    const clients = last.start(6, () => !over);
    await eventually('some mails', async () => last.acknowledged().length >= 5);
    await disk.fill(0);
    await eventually('refusals', async () => last.refusals().length >= 10, 60_000);
    await disk.clear();
    const before = last.acknowledged().length;
    await eventually('mails again', async () => last.acknowledged().length >= before + 5, 120_000);
    over = true;
    await clients;
    await last.finish();
    expect(last.acknowledged()).to.have.length(last.replies.size);
    for (const { code } of last.refusals()) expect(code).to.be.within(400, 499);
    await last.verify(gateway.store);
    await readFile(join(disk.folder, 'data', 'mongod.json')); // As whole as before.
  });
});
