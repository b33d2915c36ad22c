import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { accept, type Nodes, newMail, openNodes } from './samples.ts';

describe('accepting mail', () => {
  let nodes: Nodes;
  before(async () => {
    nodes = await openNodes(['one', 'two']);
  });
  after(() => nodes.close());

  function pair() {
    const [one, two] = nodes.stores;
    if (one === undefined || two === undefined) throw new Error('two stores are needed');
    return { one, two };
  }

  it('gives back the bytes as they came', async () => {
    const { one, two } = pair();
    const bytes = Buffer.from('Subject: a\0b\r\n\r\n\xff\xfe', 'latin1');
    const mail = newMail(one, 'bytes');
    const accepted = await one.mails.accept([mail], bytes, false);
    expect(accepted).to.deep.equal([{ id: mail.id, duplicate: false, claim: null }]);
    expect(Buffer.compare(await two.mails.raw(mail.id), bytes)).to.equal(0);
  });

  it('answers a repeat with the id of the first, and no claim', async () => {
    const { one, two } = pair();
    const first = await accept(one, 'repeat', true);
    const second = await accept(two, 'repeat', true);
    expect(first.claim).to.deep.equal({ id: first.id, owner: 'one', epoch: 1 });
    expect(second).to.deep.equal({ id: first.id, duplicate: true, claim: null });
  });

  it('keeps one of many mails with one key that two nodes take at once', async () => {
    const { one, two } = pair();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, at) => accept(at % 2 === 0 ? one : two, 'race', true, `body ${at}`)),
    );
    expect(new Set(answers.map(({ id }) => id)).size).to.equal(1);
    expect(answers.filter(({ duplicate }) => !duplicate)).to.have.length(1);
    expect(answers.filter(({ claim }) => claim !== null)).to.have.length(1);
  });

  it('keeps one of two equal keys within one call, and one row for each lane', async () => {
    const { one } = pair();
    const mails = ['lane-a', 'lane-b', 'lane-a'].map((key) => newMail(one, key));
    const [a, b, again] = await one.mails.accept(mails, Buffer.from('x'), false);
    expect([a?.duplicate, b?.duplicate, again?.duplicate]).to.deep.equal([false, false, true]);
    expect(again?.id).to.equal(a?.id);
    expect(b?.id).to.not.equal(a?.id);
  });

  it('never fails a mail for its neighbour in the same batch', async () => {
    const { one } = pair();
    const huge = newMail(one, 'huge', { subject: 'x'.repeat(17_000_000) });
    const results = await Promise.allSettled([
      accept(one, 'beside-1', false),
      one.mails.accept([huge], Buffer.from('y'), false),
      accept(one, 'beside-2', false),
    ]);
    expect(results.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
    expect(await one.mails.find(huge.id)).to.equal(null);
  });

  it('takes a mail of 20 MB, twice, and keeps its bytes once', async () => {
    const { one } = pair();
    const bytes = randomBytes(20_000_000);
    const [a, b] = [newMail(one, 'big-a'), newMail(one, 'big-b')];
    await Promise.all([one.mails.accept([a], bytes, false), one.mails.accept([b], bytes, false)]);
    expect(Buffer.compare(await one.mails.raw(b.id), bytes)).to.equal(0);
    const client = await mongoose.mongo.MongoClient.connect(nodes.target.uri);
    const files = await client.db(nodes.target.database).collection('raw.files').countDocuments();
    await client.close();
    expect(files).to.equal(1);
  });

  it('knows no bytes of a mail that was never there', async () => {
    const { one } = pair();
    const failure = await one.mails.raw(one.newId()).catch((error: unknown) => error);
    expect(failure).to.have.property('code', 'not-found');
  });
});
