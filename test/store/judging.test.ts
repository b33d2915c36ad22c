/** What learning rests on: one word for each mail, and one teacher at a time. */
import { expect } from 'chai';
import mongoose from 'mongoose';
import type { JudgementEntry, LearningClaim, LearningStore } from '../../src/model/judgements.ts';
import type { Store } from '../../src/model/ports.ts';
import { accept, type Nodes, openNodes } from './samples.ts';

describe('the store of judgements', function () {
  this.timeout(30_000);
  let nodes: Nodes;
  let store: Store;
  let one: LearningStore;
  let other: LearningStore;
  let client: mongoose.mongo.MongoClient;
  let mails = 0;
  const rows = () => client.db(nodes.target.database).collection('judgements');

  before(async () => {
    nodes = await openNodes(['one', 'two']);
    const [first, second] = nodes.stores;
    if (first === undefined || second === undefined) throw new Error('two stores are needed');
    store = first;
    [one, other] = [first.judgements, second.judgements];
    client = await mongoose.mongo.MongoClient.connect(nodes.target.uri);
  });
  after(async () => {
    await client.close();
    await nodes.close();
  });
  afterEach(() => rows().deleteMany({}));

  const mail = async () => {
    mails++;
    return (await accept(store, `judged-${mails}`, false)).id;
  };
  const judged = async (kind: 'spam' | 'ham' = 'spam') => {
    const id = await mail();
    expect(await one.judge(id, kind, 'kim@desk.example')).to.equal(true);
    return id;
  };
  const entry = async (id: string): Promise<JudgementEntry> => {
    const found = (await one.entries([id])).get(id);
    if (found === undefined) throw new Error('there is no entry');
    return found;
  };
  const claimed = async (by: LearningStore = one): Promise<LearningClaim> => {
    const claim = await by.claim(0);
    if (claim === null) throw new Error('nothing was claimed');
    return claim;
  };
  const learn = async () => one.settle(await claimed(), { outcome: 'learned' });
  /** As time does. */
  const endLeases = () => rows().updateMany({ state: 'learning' }, { $set: { dueAt: new Date(1) } });

  it('keeps one word for each mail, and who gave it', async () => {
    const id = await judged();
    const { kind, by } = (await one.of([id])).get(id) ?? {};
    expect({ kind, by }).to.deep.equal({ kind: 'spam', by: 'kim@desk.example' });
    await one.judge(id, 'ham', 'bob@desk.example');
    expect((await one.of([id])).get(id)?.kind).to.equal('ham');
    expect((await one.list({ limit: 10 })).length).to.equal(1);
  });

  it('knows nothing of mails that are not there', async () => {
    expect(await one.judge(store.newId(), 'spam', 'kim')).to.equal(false);
    expect(await one.judge('$where', 'spam', 'kim')).to.equal(false);
    expect(await one.retry(store.newId())).to.equal(false);
  });

  it('keeps the first word where the same is said again', async () => {
    const id = await judged();
    const before = await entry(id);
    await one.judge(id, 'spam', 'bob@desk.example');
    expect(await entry(id)).to.deep.equal(before);
  });

  it('queues nothing where a word is taken back that nobody gave', async () => {
    const id = await mail();
    expect(await one.judge(id, null, 'kim')).to.equal(true);
    expect((await one.entries([id])).size).to.equal(0);
  });

  it('hands each to one node alone', async () => {
    const ids = new Set(await Promise.all(Array.from({ length: 20 }, () => judged())));
    const claims = await Promise.all(Array.from({ length: 24 }, (_, i) => (i % 2 ? one : other).claim(0)));
    const got = claims.flatMap((claim) => (claim === null ? [] : [claim.mail]));
    expect(got.length).to.equal(20);
    expect(new Set(got)).to.deep.equal(ids);
  });

  it('lets a judgement rest before it is learned', async () => {
    await judged();
    expect(await one.claim(3_600_000)).to.equal(null);
    expect(await one.claim(0)).not.to.equal(null);
  });

  it('learns nothing of what was taken back in time', async () => {
    const id = await judged();
    await one.judge(id, null, 'kim');
    expect(await one.claim(0)).to.equal(null);
    expect((await entry(id)).state).to.equal('none');
    expect((await one.of([id])).size).to.equal(0);
  });

  it('is done once it is learned, and counts it', async () => {
    const id = await judged();
    expect(await learn()).to.equal(true);
    const { state, learned } = await entry(id);
    expect({ state, learned }).to.deep.equal({ state: 'learned', learned: 'spam' });
    expect(await one.claim(0)).to.equal(null);
    const { taught, states } = await one.counts();
    expect([taught.spam.count, taught.ham.count, states.learned]).to.deep.equal([1, 0, 1]);
    expect(taught.spam.last).to.be.instanceOf(Date);
  });

  it('goes on with what is said now, where that changed while it was learned', async () => {
    const id = await judged();
    const claim = await claimed();
    await one.judge(id, 'ham', 'kim');
    expect((await entry(id)).state).to.equal('learning');
    await one.settle(claim, { outcome: 'learned' });
    expect(await entry(id)).to.include({ state: 'queued', learned: 'spam', kind: 'ham' });
    expect(await claimed()).to.include({ kind: 'ham', learned: 'spam' });
  });

  it('asks for forgetting where a word is taken back after it was learned', async () => {
    const id = await judged();
    await learn();
    await one.judge(id, null, 'kim');
    const claim = await claimed();
    expect(claim).to.include({ kind: null, learned: 'spam' });
    await one.settle(claim, { outcome: 'kept' });
    expect(await entry(id)).to.include({ state: 'kept', kind: null, learned: 'spam' });
    await one.judge(id, 'spam', 'kim');
    expect((await entry(id)).state).to.equal('learned');
  });

  it('lets an old claim settle nothing, and teaches again what it may have spoilt', async () => {
    const id = await judged();
    const old = await claimed();
    await endLeases();
    await one.judge(id, 'ham', 'kim');
    await other.settle(await claimed(other), { outcome: 'learned' });
    expect(await entry(id)).to.include({ state: 'learned', learned: 'ham' });
    expect(await one.settle(old, { outcome: 'learned' })).to.equal(false);
    expect(await entry(id)).to.include({ state: 'queued', kind: 'ham', learned: 'spam' });
  });

  it('waits after a failure, tells since when, and hurries when the filter is back', async () => {
    const id = await judged();
    const until = new Date(Date.now() + 3_600_000);
    await one.settle(await claimed(), { outcome: 'again', until, trouble: '$away' });
    expect(await entry(id)).to.include({ state: 'queued', attempts: 1, trouble: '$away' });
    expect(await one.claim(0)).to.equal(null);
    const since = await one.failingSince();
    expect(since).to.be.instanceOf(Date);
    await one.hurry();
    const again = await claimed();
    expect(again).to.deep.include({ attempts: 1, failingSince: since });
    await one.settle(again, { outcome: 'learned' });
    expect(await entry(id)).to.include({ attempts: 0, failingSince: null, trouble: null });
    expect(await one.failingSince()).to.equal(null);
  });

  it('gives up what the filter refuses, until somebody tries it again', async () => {
    const id = await judged();
    await one.settle(await claimed(), { outcome: 'failed', trouble: 'too large' });
    expect(await entry(id)).to.include({ state: 'failed', trouble: 'too large' });
    expect(await one.claim(0)).to.equal(null);
    expect((await one.list({ states: ['failed'], limit: 5 })).length).to.equal(1);
    expect(await one.retry(id)).to.equal(true);
    expect((await claimed()).mail).to.equal(id);
    expect(await one.retry(id)).to.equal(false);
  });

  it('lets our own word stand only where nobody gave one, and does not call it theirs', async () => {
    const [said, unsaid] = [await judged(), await mail()];
    expect(await one.addHam(said)).to.equal(false);
    expect(await one.addHam(unsaid)).to.equal(true);
    expect(await one.addHam(unsaid)).to.equal(false);
    expect([...(await one.of([said, unsaid])).keys()]).to.deep.equal([said]);
    await one.judge(unsaid, 'spam', 'kim');
    expect((await one.of([unsaid])).get(unsaid)?.kind).to.equal('spam');
  });
});
