import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { accept, acceptHeld, endLeases, type Nodes, newFiling, nothingKnown, openNodes } from './samples.ts';

describe('claims on mails', () => {
  let nodes: Nodes;
  beforeEach(async () => {
    nodes = await openNodes(['one', 'two']);
  });
  afterEach(() => nodes.close());

  function pair() {
    const [one, two] = nodes.stores;
    if (one === undefined || two === undefined) throw new Error('two stores are needed');
    return { one, two };
  }

  it('never gives one mail to two nodes', async () => {
    const { one, two } = pair();
    await Promise.all(Array.from({ length: 60 }, (_, at) => accept(one, `k${at}`, false)));
    const rounds = await Promise.all([one, two, one, two].map((store) => store.mails.claim(40)));
    const ids = rounds.flat().map(({ delivery }) => delivery.id);
    expect(new Set(ids).size).to.equal(ids.length);
    const rest = await one.mails.claim(60);
    expect(ids.length + rest.length).to.equal(60);
  });

  it('gives the oldest first', async () => {
    const { one } = pair();
    const first = await accept(one, 'first', false);
    await sleep(5);
    await accept(one, 'second', false);
    const [claimed] = await one.mails.claim(1);
    expect(claimed?.delivery.id).to.equal(first.id);
  });

  it('passes a mail on when its lease has ended, and then keeps the first node from filing', async () => {
    const { one, two } = pair();
    const old = await acceptHeld(one, 'k');
    expect(await two.mails.claim(10)).to.deep.equal([]);
    await endLeases(nodes);
    const [taken] = await two.mails.claim(10);
    expect(taken?.claim).to.deep.equal({ id: old.id, owner: 'two', epoch: 2 });
    expect(taken?.attempts, 'a lease that ran out counts as a try').to.equal(1);

    const late = await newFiling(one, old);
    expect(await one.mails.file(late)).to.equal(false);
    expect(await one.tickets.byId(late.ticket?.id ?? '')).to.equal(null);
    expect(await one.outbox.list({})).to.deep.equal([]);
    expect((await one.mails.find(old.id))?.state).to.equal('processing');
  });

  it('claims what it can while a node that was killed in a transaction still holds other mails', async () => {
    const { one, two } = pair();
    const held = await acceptHeld(one, 'held');
    await endLeases(nodes);
    const free = await accept(two, 'free', false);
    const client = await mongoose.mongo.MongoClient.connect(nodes.target.uri);
    try {
      const session = client.startSession();
      session.startTransaction();
      const mails = client.db(nodes.target.database).collection('mails');
      const _id = mongoose.mongo.ObjectId.createFromHexString(held.id);
      await mails.updateOne({ _id }, { $set: { trouble: null, touched: true } }, { session });
      const claimed = await two.mails.claim(10);
      expect(claimed.map(({ delivery }) => delivery.id)).to.deep.equal([free.id]);
      await session.abortTransaction();
      const later = await two.mails.claim(10);
      expect(later.map(({ delivery }) => delivery.id)).to.deep.equal([held.id]);
    } finally {
      await client.close();
    }
  });

  it('keeps a claim that is renewed, and names those that are lost', async () => {
    const { one, two } = pair();
    const kept = await acceptHeld(one, 'kept');
    const lost = await acceptHeld(one, 'lost');
    await endLeases(nodes);
    expect(await one.mails.renew([kept])).to.deep.equal([kept]);
    const taken = await two.mails.claim(10);
    expect(taken.map(({ delivery }) => delivery.id)).to.deep.equal([lost.id]);
    expect(await one.mails.renew([kept, lost])).to.deep.equal([kept]);
  });

  it('gives a postponed mail back when it is due, with what was learned and what was tried', async () => {
    const { one } = pair();
    const claim = await acceptHeld(one, 'k');
    const trouble = { reason: 'scorer-unavailable', detail: 'refused' };
    const known = { ...nothingKnown, scoring: { kind: 'off' } as const };
    await one.mails.postpone(claim, new Date(Date.now() + 60_000), trouble, true, known);
    expect(await one.mails.claim(1)).to.deep.equal([]);
    expect(await one.mails.find(claim.id)).to.include({ state: 'accepted', attempts: 1 });

    const again = await acceptHeld(one, 'k2');
    await one.mails.postpone(again, new Date(Date.now() - 1), trouble, false, known);
    const [claimed] = await one.mails.claim(1);
    expect(claimed?.attempts).to.equal(0);
    expect(claimed?.delivery.known).to.deep.equal(known);
  });

  it('sets a mail aside, takes it up again, and lets it be discarded', async () => {
    const { one } = pair();
    const claim = await acceptHeld(one, 'k');
    expect(await one.mails.retry(claim.id, false)).to.equal(false);
    await one.mails.fail(claim, { reason: 'unreadable', detail: 'no end' });
    expect(await one.mails.find(claim.id)).to.deep.include({
      state: 'failed',
      trouble: { reason: 'unreadable', detail: 'no end' },
    });
    expect(await one.mails.claim(1)).to.deep.equal([]);

    expect(await one.mails.retry(claim.id, true)).to.equal(true);
    const [claimed] = await one.mails.claim(1);
    expect(claimed?.delivery.released).to.equal(true);
    expect(claimed?.attempts).to.equal(0);
    if (claimed === undefined) return;
    await one.mails.fail(claimed.claim, { reason: 'unreadable', detail: 'no end' });
    expect(await one.mails.discard(claim.id, 'spam after all')).to.equal(true);
    expect(await one.mails.discard(claim.id, 'once more')).to.equal(false);
    const entry = await one.mails.find(claim.id);
    expect(entry?.state).to.equal('discarded');
    expect(entry?.trouble?.detail).to.equal('spam after all');
  });

  it('counts, lists and dates what is there', async () => {
    const { one } = pair();
    expect(await one.mails.oldestUnsettled()).to.equal(0);
    await accept(one, 'waits', false);
    await one.mails.file(await newFiling(one, await acceptHeld(one, 'done')));
    await sleep(5);
    expect(await one.mails.oldestUnsettled()).to.be.greaterThan(0);
    expect(await one.mails.countByState()).to.include({ accepted: 1, filed: 1, failed: 0 });
    expect([await one.mails.backlog(10), await one.mails.backlog(1)]).to.deep.equal([1, 1]);
    const subjects = async (search: string) =>
      (await one.mails.list({ search })).map(({ subject }) => subject);
    expect(await subjects('WAITS')).to.deep.equal(['About waits']);
    expect(await subjects('.*')).to.deep.equal([]);
    expect(await subjects('<done@example.org>')).to.deep.equal(['About done']);
    expect((await one.mails.list({ state: 'filed' })).map(({ subject }) => subject)).to.deep.equal([
      'About done',
    ]);
  });
});
