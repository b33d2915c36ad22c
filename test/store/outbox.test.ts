import { expect } from 'chai';
import mongoose from 'mongoose';
import type { ClaimedOutgoing } from '../../src/model/outbox-store.ts';
import type { Store } from '../../src/model/ports.ts';
import { endLeases, type Nodes, newOutgoing, newTicket, openNodes, queue } from './samples.ts';

const hour = 3_600_000;

describe('the outbox', () => {
  let nodes: Nodes;
  let store: Store;
  let other: Store;
  beforeEach(async () => {
    nodes = await openNodes(['one', 'two', 'three']);
    const [one, two] = nodes.stores;
    if (one === undefined || two === undefined) throw new Error('two stores are needed');
    [store, other] = [one, two];
  });
  afterEach(() => nodes.close());

  async function claimOne(): Promise<ClaimedOutgoing> {
    const [row] = await store.outbox.claim(1);
    if (row === undefined) throw new Error('nothing is due');
    return row;
  }

  async function claimable(): Promise<string[]> {
    return (await store.outbox.claim(10)).map(({ entry }) => entry.id);
  }

  /** Makes the rows to an address what they were before there were keys of caps. */
  async function asOfBefore(to: string): Promise<void> {
    const { uri, database } = nodes.target;
    const client = await mongoose.mongo.MongoClient.connect(uri);
    await client
      .db(database)
      .collection('outbox')
      .updateMany({ to }, { $unset: { capKey: '' } })
      .finally(() => client.close());
  }

  it('gives each row to one node', async () => {
    await queue(
      store,
      Array.from({ length: 30 }, () => newOutgoing(store)),
    );
    const rounds = await Promise.all([store, other, store].map((node) => node.outbox.claim(20)));
    const ids = rounds.flat().map(({ entry }) => entry.id);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('settles a row once, for who holds it', async () => {
    await queue(store, [newOutgoing(store)]);
    const row = await claimOne();
    const stale = { ...row, claim: { owner: 'two', epoch: 1 } };
    const results = await Promise.all([
      store.outbox.sent(row, '250 OK'),
      other.outbox.sent(stale, '250 mine'),
    ]);
    expect(results).to.deep.equal([true, false]);
    expect(await store.outbox.find(row.entry.id)).to.deep.include({
      state: 'sent',
      attempts: 1,
      lastAnswer: '250 OK',
      nextAttemptAt: null,
    });
    expect(await store.outbox.sent(row, 'again')).to.equal(true);
    expect((await store.outbox.find(row.entry.id))?.attempts).to.equal(1);
    expect(await store.outbox.failed(row, 'too late')).to.equal(false);
  });

  it('gives a row to another node when its sender has died', async () => {
    await queue(store, [newOutgoing(store)]);
    const row = await claimOne();
    await endLeases(nodes);
    const [again] = await other.outbox.claim(1);
    expect(again?.claim).to.deep.equal({ owner: 'two', epoch: 2 });
    expect(await store.outbox.sent(row, '250 OK')).to.equal(false);
  });

  it('tries a deferred row again when it is due', async () => {
    await queue(store, [newOutgoing(store)]);
    const until = new Date(Date.now() + hour);
    const row = await claimOne();
    expect(await store.outbox.deferred(row, until, '451 later')).to.equal(true);
    expect(await claimable()).to.deep.equal([]);
    expect(await store.outbox.find(row.entry.id)).to.deep.include({
      state: 'deferred',
      nextAttemptAt: until,
      lastAnswer: '451 later',
    });
    expect(await store.outbox.retry(row.entry.id)).to.equal(true);
    expect(await claimable()).to.deep.equal([row.entry.id]);
  });

  it('shows a permanent failure on the ticket', async () => {
    const ticket = await newTicket(store);
    const outgoing = newOutgoing(store, { ticket: ticket.id });
    await store.tickets.write({ open: ticket, changes: [], messages: [], outgoing: [outgoing] });
    const row = await claimOne();
    expect(await store.outbox.failed(row, '550 no such user')).to.equal(true);
    expect(await store.outbox.failed(row, '550 no such user')).to.equal(true);
    const events = await store.tickets.messages(ticket.id);
    expect(events).to.have.length(1);
    expect(events[0]).to.include({ kind: 'event', mark: 'delivery-failed', outgoing: outgoing.id });
    expect(events[0]?.text).to.contain('ann@example.org').and.to.contain('550 no such user');
    expect((await store.outbox.find(outgoing.id))?.state).to.equal('failed');
  });

  it('allows one row for a cause, recipient and kind', async () => {
    const first = newOutgoing(store, { cause: 'c' });
    await queue(store, [first, newOutgoing(store, { cause: 'c', kind: 'notice' })]);
    const error = await queue(store, [newOutgoing(store, { cause: 'c' })]).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(Error);
  });

  describe('with a row that waits for others', () => {
    it('sends it when each of them was tried', async () => {
      const [a, b] = [newOutgoing(store), newOutgoing(store)];
      const receipt = newOutgoing(store, { waitsFor: [a.id, b.id] });
      await queue(store, [a, b, receipt]);
      const [first, second] = await store.outbox.claim(10);
      if (!first || !second) throw new Error('two rows are due');
      expect(await claimable()).to.deep.equal([]);
      await store.outbox.sent(first, '250 OK');
      expect(await claimable()).to.deep.equal([]);
      await store.outbox.deferred(second, new Date(Date.now() + hour), '451 later');
      expect(await claimable()).to.deep.equal([receipt.id]);
    });

    it('sends it when they were cancelled or failed', async () => {
      const [a, b] = [newOutgoing(store), newOutgoing(store)];
      const receipt = newOutgoing(store, { waitsFor: [a.id, b.id] });
      await queue(store, [a, b, receipt]);
      expect(await store.outbox.cancel(a.id)).to.equal(true);
      await store.outbox.failed(await claimOne(), '550');
      expect(await claimable()).to.deep.equal([receipt.id]);
    });

    it('does not wait for a row that does not exist', async () => {
      const receipt = newOutgoing(store, { waitsFor: [store.newId()] });
      await queue(store, [receipt]);
      expect(await claimable()).to.deep.equal([receipt.id]);
    });

    it('waits on where the lease of one ran out before it was tried', async () => {
      const notice = newOutgoing(store);
      const receipt = newOutgoing(store, { waitsFor: [notice.id] });
      await queue(store, [notice, receipt]);
      // Each node looks for rows that wait in vain at its first claim.
      for (const node of nodes.stores) {
        expect((await node.outbox.claim(10)).map(({ entry }) => entry.id)).to.deep.equal([notice.id]);
        await endLeases(nodes);
      }
      await store.outbox.sent(await claimOne(), '250 OK');
      expect(await claimable()).to.deep.equal([receipt.id]);
    });

    it('does not revive it when it was cancelled itself', async () => {
      const notice = newOutgoing(store);
      const receipt = newOutgoing(store, { waitsFor: [notice.id] });
      await queue(store, [notice, receipt]);
      await store.outbox.cancel(receipt.id);
      await store.outbox.sent(await claimOne(), '250 OK');
      expect(await claimable()).to.deep.equal([]);
      expect(await store.outbox.retry(receipt.id)).to.equal(true);
      expect(await claimable()).to.deep.equal([receipt.id]);
    });
  });

  it('withdraws only what was not sent', async () => {
    await queue(store, [newOutgoing(store)]);
    const row = await claimOne();
    expect(await store.outbox.cancel(row.entry.id)).to.equal(false);
    await store.outbox.sent(row, '250 OK');
    expect(await store.outbox.cancel(row.entry.id)).to.equal(false);
    expect(await store.outbox.retry(row.entry.id)).to.equal(false);
    expect(await store.outbox.countByState()).to.include({ sent: 1, queued: 0 });
  });

  it('counts what an address had with other tags and in other case, and rows of before by the address as it is', async () => {
    const now = new Date();
    const to = ['vic@example.org', 'vic+0@example.org', 'VIC+a+b@Example.org', 'victor@example.org'];
    await queue(
      store,
      to.map((address) => newOutgoing(store, { to: address, kind: 'receipt', createdAt: now })),
    );
    const { toAddressHour, toAddressWeek, subjects } = await store.outbox.recentAutomatic(
      'vic+11@example.org',
      now,
    );
    expect({ toAddressHour, toAddressWeek }).to.deep.equal({ toAddressHour: 3, toAddressWeek: 3 });
    expect(subjects).to.have.length(3);
    await asOfBefore('VIC+a+b@Example.org');
    expect((await store.outbox.recentAutomatic('vic@example.org', now)).toAddressHour).to.equal(2);
    expect((await store.outbox.recentAutomatic('VIC+a+b@Example.org', now)).toAddressHour).to.equal(3);
    expect((await store.outbox.recentAutomatic('+1@example.org', now)).toAddressHour).to.equal(0);
  });

  it('counts the receipts that an address and its domain had lately', async () => {
    const now = new Date();
    const at = (ms: number, to: string, kind: 'receipt' | 'notice' = 'receipt') =>
      newOutgoing(store, { to, kind, createdAt: new Date(now.getTime() - ms) });
    await queue(store, [
      at(1000, 'ann@example.org'),
      at(2 * hour, 'ann@example.org'),
      at(25 * hour, 'ann@example.org'),
      at(1000, 'ann@example.org', 'notice'),
      at(1000, 'bob@EXAMPLE.org'),
      at(1000, 'cid@example.net'),
    ]);
    const [ann, bob, none] = await Promise.all(
      ['ann@example.org', 'bob@example.org', 'dee@example.com'].map((to) =>
        store.outbox.recentAutomatic(to, now),
      ),
    );
    expect(ann).to.deep.include({ toAddressHour: 1, toAddressDay: 2, toDomainHour: 2, dead: false });
    expect(ann?.subjects, 'within a week').to.deep.equal(['We have it', 'We have it', 'We have it']);
    expect(bob?.toDomainHour).to.equal(2);
    expect(none).to.deep.equal({
      toAddressHour: 0,
      toAddressDay: 0,
      toDomainHour: 0,
      dead: false,
      toAddressWeek: 0,
      subjects: [],
    });
  });
});
