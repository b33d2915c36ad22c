import { expect } from 'chai';
import mongoose from 'mongoose';
import type { Count } from '../../src/model/counts.ts';
import { type Nodes, openNodes } from './samples.ts';

const at = new Date('2026-03-03T10:00:00Z');
const hourMs = 3_600_000;

describe('the store of counts', function () {
  this.timeout(60_000);
  let nodes: Nodes;
  before(async () => {
    nodes = await openNodes(['one', 'two']);
  });
  after(() => nodes.close());

  const count = (change: Partial<Count>): Count => ({
    kind: 'fate',
    name: 'filed',

    at,
    n: 1,
    bad: 0,
    ...change,
  });
  const store = () => nodes.stores[0]?.counts ?? expect.fail();

  it('adds what nodes count at once into one row', async () => {
    const each = nodes.stores.flatMap(({ counts }) =>
      Array.from({ length: 10 }, () => counts.add([count({ n: 2 })])),
    );
    await Promise.all(each);
    const [sum, ...others] = await store().sums(['fate'], at, 'hour');
    expect(sum).to.deep.equal(count({ n: 40 }));
    expect(others).to.deep.equal([]);
  });

  it('adds all or none, so that what failed can be added once more', async () => {
    const good = count({ kind: 'late', name: '' });
    const bad = count({ kind: 'late', name: 'bad', n: 'no number' as unknown as number });
    const failure = await store()
      .add([good, bad])
      .catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error);
    expect(await store().sums(['late'], at, 'all')).to.deep.equal([]);
    await store().add([good]);
    expect(await store().sums(['late'], at, 'all')).to.deep.equal([good]);
  });

  it('sums by hour, by day and all together', async () => {
    const later = new Date(at.getTime() + 5 * hourMs);
    const nextDay = new Date(at.getTime() + 24 * hourMs);
    await store().add([
      count({ kind: 'claim', name: 'claim-invalid' }),
      count({ kind: 'claim', name: 'claim-invalid', at: later, n: 2 }),
      count({ kind: 'claim', name: 'claim-invalid', at: nextDay, n: 4 }),
    ]);
    const sums = async (step: 'hour' | 'day' | 'all', since = at) =>
      (await store().sums(['claim'], since, step)).map((sum) => sum.n);
    expect(await sums('hour')).to.deep.equal([1, 2, 4]);
    expect(await sums('day')).to.deep.equal([3, 4]);
    expect(await sums('all')).to.deep.equal([7]);
    expect(await sums('all', later)).to.deep.equal([6]);
  });

  it('tells the names that came most', async () => {
    const named = (name: string, n: number, bad = 0) => count({ kind: 'network', name, n, bad });
    await store().add([named('a', 1), named('b', 5, 4), named('c', 3)]);
    await store().add([named('c', 4, 1)]);
    const top = await store().top('network', at, 2);
    expect(top.map(({ name, n, bad }) => [name, n, bad])).to.deep.equal([
      ['c', 7, 1],
      ['b', 5, 4],
    ]);
  });

  it('bears names that are no plain words', async () => {
    const name = '$where.{"a": 1}\u0000 ’';
    await store().add([count({ kind: 'rule', name }), count({ kind: 'rule', name: 'x'.repeat(5000) })]);
    const names = (await store().top('rule', at, 10)).map((one) => one.name);
    expect(names).to.include(name);
    expect(Math.max(...names.map(({ length }) => length))).to.equal(320);
  });

  it('sums from the index alone', async () => {
    const client = await mongoose.mongo.MongoClient.connect(nodes.target.uri);
    const plan = await client
      .db(nodes.target.database)
      .collection('counts')
      .aggregate([
        { $match: { kind: 'fate', at: { $gte: at } } },
        { $group: { _id: '$name', n: { $sum: '$n' }, bad: { $sum: '$bad' } } },
      ])
      .explain('queryPlanner');
    await client.close();
    const text = JSON.stringify(plan['queryPlanner'] ?? plan['stages']);
    expect(text).to.include('IXSCAN').and.to.include('PROJECTION_COVERED');
    expect(text).not.to.include('COLLSCAN');
    expect(text).not.to.include('"FETCH"');
  });

  it('lets go of people’s names before other counts', async () => {
    const client = await mongoose.mongo.MongoClient.connect(nodes.target.uri);
    const rows = client.db(nodes.target.database).collection('counts');
    const days = async (kind: string) => {
      const { expiresAt, at: from } = (await rows.findOne({ kind })) ?? expect.fail();
      return (expiresAt.getTime() - from.getTime()) / (24 * hourMs);
    };
    expect([await days('network'), await days('fate')]).to.deep.equal([30, 400]);
    await client.close();
  });
});
