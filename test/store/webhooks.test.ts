/** What webhooks rest on: that nothing is missed, and nothing told twice. */
import { expect } from 'chai';
import mongoose from 'mongoose';
import type { Store } from '../../src/model/ports.ts';
import type { Happened, Webhook } from '../../src/model/webhook.ts';
import { isForgotten, missedSince } from '../../src/store/webhooks/missed.ts';
import { rowsOf } from '../support/mongod.ts';
import { type Nodes, newTicket, openNodes } from './samples.ts';

describe('the store of webhooks', function () {
  this.timeout(30_000);
  let nodes: Nodes;
  let store: Store;
  let other: Store;
  beforeEach(async () => {
    nodes = await openNodes(['one', 'two']);
    const [one, two] = nodes.stores;
    if (one === undefined || two === undefined) throw new Error('two stores are needed');
    [store, other] = [one, two];
  });
  afterEach(() => nodes.close());

  const add = (): Promise<Webhook> => {
    const fresh = { url: 'https://a.example', description: '', departments: [], createdBy: 'kim' };
    return store.webhooks.add({ ...fresh, events: ['ticket.created'] }, 'whsec_c2VjcmV0');
  };
  const open = async () => {
    const ticket = await newTicket(store);
    await store.tickets.write({ open: ticket, changes: [], messages: [], outgoing: [] });
    return ticket.id;
  };
  /** Follows until so many events were handed over, and a moment longer, so that the position is saved. */
  const follow = async (by: Store, wanted: number): Promise<Happened[]> => {
    const all: Happened[] = [];
    await by.webhooks.follow(async (happened) => {
      if (all.length >= wanted) return false;
      all.push(...happened);
      return true;
    });
    return all;
  };

  it('goes on where it was left, on another node, with what happened while nobody followed', async () => {
    const before = await open();
    await add();
    const first = await open();
    expect((await follow(store, 1)).map(({ row }) => row)).to.deep.equal([first]);
    const [second, third] = [await open(), await open()];
    const rows = (await follow(other, 2)).map(({ row }) => row);
    expect(rows).to.deep.equal([second, third]);
    expect(rows).not.to.include(before);
  });

  it('reads a batch again that was not handled, under the same names, and queues it once', async () => {
    const { id } = await add();
    await open();
    const seen: Happened[] = [];
    const fault = new Error('the database went away');
    const failing = store.webhooks.follow(async (happened) => {
      seen.push(...happened);
      if (happened.length > 0) throw fault;
      return true;
    });
    expect(await failing.catch((error: unknown) => error)).to.equal(fault);
    const again = await follow(store, 1);
    expect(again.map((one) => one.id)).to.deep.equal(seen.map((one) => one.id));
    const delivery = {
      webhook: id,
      event: seen[0]?.id ?? '',
      type: 'ticket.created',
      payload: '{}',
    } as const;
    await store.webhooks.queue([delivery]);
    await other.webhooks.queue([delivery]);
    expect(await rowsOf(nodes.target, 'webhookDeliveries')).to.have.length(1);
  });

  it('makes out from the rows what the change stream has forgotten, under the same names', async () => {
    await add();
    await open();
    const [told] = await follow(store, 1);
    const client = await mongoose.mongo.MongoClient.connect(nodes.target.uri);
    try {
      const missed: Happened[] = [];
      for await (const batch of missedSince(client.db(nodes.target.database), new Date(0)))
        missed.push(...batch);
      expect(missed.map(({ type }) => type)).to.deep.equal(['ticket.created', 'ticket.changed']);
      expect(missed[0]?.id).to.equal(told?.id);
    } finally {
      await client.close();
    }
    const lost = new mongoose.mongo.MongoServerError({ message: 'history lost', code: 286 });
    expect([isForgotten(lost), isForgotten(new Error('another'))]).to.deep.equal([true, false]);
  });

  it('hands a delivery to one node alone, and lets none settle what another took over', async () => {
    const { id } = await add();
    await store.webhooks.queue([{ webhook: id, event: 'evt_1', type: 'ticket.created', payload: '{}' }]);
    const claims = await Promise.all([store.webhooks.claim([]), other.webhooks.claim([])]);
    const [claimed, ...others] = claims.filter((claim) => claim !== null);
    expect(others).to.deep.equal([]);
    if (claimed === undefined) throw new Error('nobody claimed it');
    const tried = { at: new Date(), status: 200, ms: 1, error: null };
    const outcome = { tried, state: 'delivered', until: null } as const;
    expect(await store.webhooks.settle({ ...claimed, epoch: claimed.epoch - 1 }, outcome)).to.equal(false);
    expect(await store.webhooks.settle(claimed, outcome)).to.equal(true);
    expect(await store.webhooks.claim([])).to.equal(null);
  });
});
