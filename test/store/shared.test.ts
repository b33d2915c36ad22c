import { expect } from 'chai';
import mongoose from 'mongoose';
import type { Store } from '../../src/model/ports.ts';
import { makeModels } from '../../src/store/schemas.ts';
import { openStore } from '../../src/store/store.ts';
import { eventually } from '../support/gateway.ts';
import { silentLog } from '../support/log.ts';
import { accept, acceptHeld, type Nodes, newFiling, newOutgoing, openNodes, queue } from './samples.ts';

describe('what nodes share', () => {
  let nodes: Nodes;
  let one: Store;
  let two: Store;
  before(async () => {
    nodes = await openNodes(['$one', 'two']);
    const [a, b] = nodes.stores;
    if (a === undefined || b === undefined) throw new Error('two stores are needed');
    [one, two] = [a, b];
  });
  after(() => nodes.close());

  it('gives a lease to one node, until it is released', async () => {
    const hold = (node: Store) => node.leases.hold('imap:a', 60_000);
    const held = await Promise.all([one, two, one, two].map(hold));
    expect(held.filter(Boolean)).to.have.length(2);
    const [owner, other] = held[0] === true ? [one, two] : [two, one];
    expect(await hold(owner)).to.equal(true);
    await other.leases.release('imap:a');
    expect(await hold(other)).to.equal(false);
    await owner.leases.release('imap:a');
    expect(await hold(other)).to.equal(true);
    expect(await hold(owner)).to.equal(false);
  });

  it('gives a lease to another node when it has ended', async () => {
    expect(await one.leases.hold('imap:b', 100)).to.equal(true);
    await eventually('the end of the lease', () => two.leases.hold('imap:b', 60_000));
    expect(await one.leases.hold('imap:b', 60_000)).to.equal(false);
  });

  it('makes one key, however many nodes start at once, and keeps old ones when a new one is made', async () => {
    const [a, b] = await Promise.all([one.keys.ring(), two.keys.ring()]);
    expect(a).to.deep.equal(b);
    expect(a).to.have.length(1);
    expect(a[0]?.secret).to.have.length(32);
    const rotated = await one.keys.rotate();
    expect(rotated[1]).to.deep.equal(a[0]);
    expect(rotated[0]?.id)
      .to.match(/^[0-9A-HJKMNP-TV-Z]$/)
      .and.not.equal(a[0]?.id);
    expect(await two.keys.ring()).to.deep.equal(rotated);
  });

  it('keeps how far a mailbox was fetched, how it is, and its token', async () => {
    const { mailboxes } = one;
    expect(await mailboxes.cursor('a', 'INBOX')).to.equal(null);
    await mailboxes.saveCursor('a', 'INBOX', { uidValidity: '7', lastUid: 3 });
    await mailboxes.saveCursor('a', 'INBOX', { uidValidity: '7', lastUid: 9 });
    await mailboxes.saveCursor('a', 'Other', { uidValidity: '8', lastUid: 1 });
    expect(await two.mailboxes.cursor('a', 'INBOX')).to.deep.equal({ uidValidity: '7', lastUid: 9 });
    expect(await mailboxes.refreshToken('a')).to.equal(null);
    await mailboxes.saveRefreshToken('a', 'secret');
    const status = { account: 'a', state: 'idle', detail: '', at: new Date() } as const;
    await mailboxes.saveStatus(status);
    expect(await two.mailboxes.refreshToken('a')).to.equal('secret');
    expect(await two.mailboxes.statuses()).to.deep.equal([status]);
  });

  it('gives ids in order', () => {
    const ids = Array.from({ length: 5 }, () => one.newId());
    expect([...ids].sort()).to.deep.equal(ids);
    expect(ids.every((id) => /^[0-9a-f]{24}$/.test(id))).to.equal(true);
  });

  it('wakes the other node when work is waiting', async () => {
    const woken = new Set<string>();
    const stop = two.onWork((what) => void woken.add(what));
    // Listening opens the stream; what comes before it is open wakes nobody.
    await eventually('word of a mail', async () => {
      await accept(one, one.newId(), false);
      return woken.has('mails');
    });
    await queue(one, [newOutgoing(one)]);
    await eventually('word of the outbox', async () => woken.has('outbox'));
    stop();
  });

  it('writes with the driver what the schemas say', async () => {
    await one.mails.file(await newFiling(one, await acceptHeld(one, 'schema')));
    await one.outbox.claim(1);
    const connection = await mongoose
      .createConnection(nodes.target.uri, { dbName: nodes.target.database })
      .asPromise();
    const models = makeModels(connection);
    try {
      for (const model of [models.mails, models.tickets, models.messages, models.outbox, models.mailboxes]) {
        const rows = await connection.collection(model.modelName).find({}).toArray();
        expect(rows, model.modelName).to.not.have.length(0);
        for (const row of rows) {
          const document = new (model as mongoose.Model<unknown>)(row);
          await document.validate();
          expect(document.toObject()).to.deep.equal(row);
        }
      }
    } finally {
      await connection.close();
    }
  });

  it('says that it is not available when there is no server', async () => {
    const options = { database: 'x', owner: 'x', leaseSeconds: 1, log: silentLog };
    const failure = await openStore({ ...options, uri: 'mongodb://127.0.0.1:1/' }).catch(
      (error: unknown) => error,
    );
    expect(failure).to.include({ code: 'store-unavailable', temporary: true });
  });

  it('says that it is not available once it is closed', async () => {
    const { uri, database } = nodes.target;
    const store = await openStore({ uri, database, owner: 'three', leaseSeconds: 1, log: silentLog });
    store.onWork(() => undefined);
    await store.ping();
    await store.close();
    for (const call of [
      () => store.ping(),
      () => accept(store, 'late', false),
      () => store.leases.hold('x', 1),
    ]) {
      const failure = await call().catch((error: unknown) => error);
      expect(failure).to.have.property('code', 'store-unavailable');
    }
  });
});
