/** A replica set that loses its primary under load. */
import { expect } from 'chai';
import mongoose from 'mongoose';
import { eventually, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type ReplicaSet, startReplicaSet } from '../support/replica-set.ts';
import { type Load, makeLoad } from './load.ts';

describe('a gateway on a replica set of three', function () {
  this.timeout(180_000);
  let set: ReplicaSet;
  let gateway: TestGateway;

  before(async () => {
    set = await startReplicaSet();
    gateway = await startTestGateway({}, { uri: set.uri, database: 'lost-primary' });
  });

  after(async () => {
    await gateway?.remove();
    await set?.remove();
  });

  const port = () => gateway.smtp.port;

  /** A load before, during and after the fault; then all must be there once, and no client was left hanging. */
  async function underLoad(name: string, fault: () => Promise<void>): Promise<Load> {
    const load = makeLoad(name, { port, size: 20_000 });
    let over = false;
    const clients = load.start(8, () => !over);
    await eventually('mails', async () => load.acknowledged().length >= 20);
    await fault();
    const taken = load.acknowledged().length;
    await eventually('mails again', async () => load.acknowledged().length >= taken + 20, 60_000);
    over = true;
    await clients;
    await load.finish();
    expect(load.acknowledged()).to.have.length(load.replies.size);
    for (const { code, text } of load.refusals()) expect(code, text).to.equal(451);
    await load.verify(gateway.store);
    return load;
  }

  it('loses nothing, and doubles nothing, when the primary steps down', async () => {
    const before = await set.primary();
    await underLoad('steps', () => set.stepDown());
    expect(await set.primary()).not.to.equal(before);
  });

  it('loses nothing, and doubles nothing, when the primary is killed, and when it comes back', async () => {
    const killed = await set.primary();
    await underLoad('killed', () => set.kill(killed));
    expect(await set.primary()).not.to.equal(killed);
    await underLoad('back', () => set.start(killed));
  });

  it('answers 452 4.3.1 while the database says that its disk is full, and takes the mail after', async () => {
    const load = makeLoad('full', { port, size: 1000 });
    const fail = (mode: unknown) =>
      onPrimary({
        configureFailPoint: 'failCommand',
        mode,
        data: { failCommands: ['insert'], errorCode: 14031 },
      });
    await fail('alwaysOn');
    const reply = await load.send('full-1');
    await fail('off');
    expect(`${reply.code} ${reply.text}`).to.match(/^452 4\.3\.1 /);
    await load.finish();
    await load.verify(gateway.store);
  });

  it('answers 451 while no majority is there, and takes each mail once after', async () => {
    const load = makeLoad('alone', { port, size: 1000 });
    const first = await set.primary();
    await set.kill(first);
    const second = await set.primary();
    await set.kill(second);
    for (const i of [1, 2, 3]) expect((await load.send(`alone-${i}`)).code).to.equal(451);
    await Promise.all([first, second].map((member) => set.start(member)));
    await load.finish();
    expect(load.acknowledged()).to.have.length(3);
    await load.verify(gateway.store);
  });

  async function onPrimary(command: Record<string, unknown>): Promise<void> {
    const client = await mongoose.mongo.MongoClient.connect(set.uri);
    await client.db('admin').command(command);
    await client.close();
  }
});
