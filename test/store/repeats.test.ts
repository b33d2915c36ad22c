/** What repeats rest on: one goes first, and a retry of what died has its cause. */
import { expect } from 'chai';
import mongoose from 'mongoose';
import type { RepeatStore, RepeatTurn } from '../../src/model/webhook.ts';
import { type Nodes, openNodes } from './samples.ts';

const answer = { status: 201, headers: [], body: '{}' };

describe('the store of repeats', () => {
  let nodes: Nodes;
  let one: RepeatStore;
  let two: RepeatStore;
  beforeEach(async () => {
    nodes = await openNodes(['one', 'two']);
    const [first, second] = nodes.stores;
    if (first === undefined || second === undefined) throw new Error('two stores are needed');
    [one, two] = [first.repeats, second.repeats];
  });
  afterEach(() => nodes.close());

  const turnOf = async (store: RepeatStore, print = 'print'): Promise<RepeatTurn> => {
    const begun = await store.begin('key', print);
    if (begun.kind !== 'first') throw new Error(`it is ${begun.kind}`);
    return begun.turn;
  };
  const age = async (change: object) => {
    const { uri, database } = nodes.target;
    const client = await mongoose.mongo.MongoClient.connect(uri);
    await client.db(database).collection('repeats').updateMany({}, { $set: change });
    await client.close();
  };
  const died = () => age({ begunAt: new Date(Date.now() - 120_000) });

  it('lets the first one in, and tells the others what became of it', async () => {
    const begun = await Promise.all([one, two].map((store) => store.begin('key', 'print')));
    expect(begun.map(({ kind }) => kind).sort()).to.deep.equal(['first', 'under-way']);
    expect((await two.begin('key', 'another')).kind).to.equal('other');
    const first = begun.find(({ kind }) => kind === 'first');
    if (first?.kind === 'first') await one.done(first.turn, answer);
    expect(await two.begin('key', 'print')).to.deep.equal({ kind: 'done', answer });
  });

  it('gives the retry of a request that died its cause, and no other request its key', async () => {
    const turn = await turnOf(one);
    await died();
    expect((await two.begin('key', 'another')).kind).to.equal('other');
    expect((await turnOf(two)).cause).to.equal(turn.cause);
    expect((await one.begin('key', 'print')).kind).to.equal('under-way');
  });

  it('lets what failed on our side be tried again at once, with its cause', async () => {
    const turn = await turnOf(one);
    await one.release(turn);
    expect((await turnOf(two)).cause).to.equal(turn.cause);
  });

  it('gives a key that is used again after its time another cause', async () => {
    const turn = await turnOf(one);
    await one.done(turn, answer);
    await age({ expiresAt: new Date(Date.now() - 1000) });
    expect((await turnOf(two, 'another')).cause).not.to.equal(turn.cause);
  });

  it('lets one that was too slow drop nothing of the one that came after it', async () => {
    const slow = await turnOf(one);
    await died();
    const turn = await turnOf(two);
    await one.drop(slow);
    await one.release(slow);
    expect((await one.begin('key', 'print')).kind).to.equal('under-way');
    await two.drop(turn);
    expect((await turnOf(one, 'another')).cause).not.to.equal(turn.cause);
  });
});
