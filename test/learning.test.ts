/** Judgements reach a real rspamd: each once, whoever dies on the way, and however long rspamd is away. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { makeTeacher } from '../src/assembly/learning.ts';
import { settingsSchema } from '../src/config/schema.ts';
import { type Learning, startLearning } from '../src/learning.ts';
import type { JudgementEntry, JudgementKind } from '../src/model/judgements.ts';
import type { Store, Teacher } from '../src/model/ports.ts';
import { type Nodes, newMail, openNodes } from './store/samples.ts';
import { eventually } from './support/gateway.ts';
import { silentLog } from './support/log.ts';
import { startNode } from './support/node.ts';
import { redisMissing } from './support/redis.ts';
import { type Rspamd, rspamdMissing, startRspamd } from './support/rspamd.ts';
import { sampleOf } from './support/spam-corpus.ts';

describe('learning from what staff say', function () {
  this.timeout(120_000);
  let rspamd: Rspamd;
  let nodes: Nodes;
  let store: Store;
  let other: Store;
  let client: mongoose.mongo.MongoClient;
  let teacher: Teacher;
  const running: Learning[] = [];
  const learnedBy: JudgementKind[][] = [[], []];

  before(async function () {
    if ((rspamdMissing() ?? redisMissing()) !== null) this.skip();
    [rspamd, nodes] = await Promise.all([
      startRspamd({ bayes: true, minLearns: 5 }),
      openNodes(['one', 'two']),
    ]);
    const [first, second] = nodes.stores;
    if (first === undefined || second === undefined) throw new Error('two stores are needed');
    [store, other] = [first, second];
    client = await mongoose.mongo.MongoClient.connect(nodes.target.uri);
    const made = makeTeacher(
      settingsSchema.parse({ screening: { rspamd: { controller: rspamd.controller } } }),
    );
    if (made === null) throw new Error('there is no teacher');
    teacher = made;
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.stop(5000)));
    await rows().deleteMany({});
  });
  after(async () => {
    await client?.close();
    await Promise.all([nodes?.close(), rspamd?.remove()]);
  });

  const rows = () => client.db(nodes.target.database).collection('judgements');
  const start = (by: Store, at: number, taughtBy: Teacher = teacher) => {
    const learning = startLearning({
      judgements: by.judgements,
      mails: by.mails,
      log: silentLog,
      teacher: () => taughtBy,
      restMs: () => 0,
      learned: (kind) => learnedBy[at]?.push(kind),
      stuck: () => undefined,
      now: () => new Date(),
      random: () => 0,
      pollMs: 20,
    });
    running.push(learning);
    return learning;
  };
  let sample = 0;
  const add = async (kind: JudgementKind): Promise<string> => {
    sample++;
    const mail = newMail(store, `${kind}-${sample}`);
    await store.mails.accept([mail], sampleOf(kind, sample), false);
    return mail.id;
  };
  const judged = async (kind: JudgementKind): Promise<string> => {
    const id = await add(kind);
    await store.judgements.judge(id, kind, 'kim@desk.example');
    return id;
  };
  const entry = async (id: string): Promise<JudgementEntry | undefined> =>
    (await store.judgements.entries([id])).get(id);
  const reaches = (id: string, state: JudgementEntry['state']) =>
    eventually(`${state}`, async () => (await entry(id))?.state === state);
  const allLearned = (count: number) =>
    eventually('all learned', async () => (await store.judgements.counts()).states.learned === count, 60_000);
  /** What rspamd keeps in Redis, which it tells by `/stat` only now and then. */
  const held = async () => {
    const ask = async (...words: string[]) =>
      (await promisify(execFile)('redis-cli', ['-p', String(rspamd.redis?.port), ...words])).stdout.trim();
    const [spam, ham] = await Promise.all([
      ask('hget', 'RS', 'learns_spam'),
      ask('hget', 'RS', 'learns_ham'),
    ]);
    return { spam: Number(spam), ham: Number(ham) };
  };
  const scoreOf = async (raw: Uint8Array) => {
    const answer = await fetch(`${rspamd.url}/checkv2`, { method: 'POST', body: Buffer.from(raw) });
    const { symbols } = (await answer.json()) as { symbols: Record<string, unknown> };
    return Object.keys(symbols).filter((name) => name.startsWith('BAYES'));
  };

  it('teaches each mail once, by two nodes, and Bayes then tells spam from ham', async () => {
    const before = await held();
    await Promise.all(Array.from({ length: 40 }, (_, i) => judged(i % 2 === 0 ? 'spam' : 'ham')));
    start(store, 0);
    start(other, 1);
    await allLearned(40);
    const after = await held();
    expect([after.spam - before.spam, after.ham - before.ham]).to.deep.equal([20, 20]);
    expect(learnedBy.flat().length).to.equal(40);
    expect(
      learnedBy.every((some) => some.length > 0),
      'both nodes took part',
    ).to.equal(true);
    expect(await scoreOf(sampleOf('spam', 5001))).to.deep.equal(['BAYES_SPAM']);
    expect(await scoreOf(sampleOf('ham', 5002))).to.deep.equal(['BAYES_HAM']);
  });

  it('teaches once what a node had taught when it died', async () => {
    const before = await held();
    const id = await judged('spam');
    const claim = await store.judgements.claim(0);
    const mail = await store.mails.find(id);
    if (claim === null || mail === null) throw new Error('nothing was claimed');
    expect(await teacher.learn(await store.mails.raw(id), 'spam', mail.envelope, mail.source)).to.equal(
      'learned',
    );
    // It dies here; its lease ends.
    await rows().updateOne({ state: 'learning' }, { $set: { dueAt: new Date(1) } });
    start(other, 1);
    await reaches(id, 'learned');
    expect((await held()).spam - before.spam).to.equal(1);
  });

  it('teaches each once where a node is killed in the midst of it', async () => {
    const before = await held();
    await Promise.all(Array.from({ length: 120 }, () => judged('spam')));
    const node = await startNode({
      POSTERN_STORE__URI: nodes.target.uri,
      POSTERN_STORE__DATABASE: nodes.target.database,
      POSTERN_SCREENING__RSPAMD__CONTROLLER: rspamd.controller,
      POSTERN_SCREENING__LEARNING__REST_SECONDS: '0',
    });
    await eventually('some learned', async () => (await store.judgements.counts()).states.learned >= 10);
    await node.kill();
    const left = 120 - (await store.judgements.counts()).states.learned;
    expect(left, 'the node died before it was done').to.be.greaterThan(0);
    await rows().updateMany({ state: 'learning' }, { $set: { dueAt: new Date(1) } });
    start(other, 1);
    await allLearned(120);
    expect((await held()).spam - before.spam).to.equal(120);
  });

  it('teaches the other class instead where staff change their mind', async () => {
    const id = await judged('spam');
    start(store, 0);
    await reaches(id, 'learned');
    const before = await held();
    await store.judgements.judge(id, 'ham', 'kim@desk.example');
    await eventually('ham', async () => (await entry(id))?.learned === 'ham');
    const after = await held();
    expect([after.spam - before.spam, after.ham - before.ham]).to.deep.equal([-1, 1]);
  });

  it('says that rspamd keeps what it learned where a word is taken back too late', async () => {
    const id = await judged('spam');
    start(store, 0);
    await reaches(id, 'learned');
    const before = await held();
    await store.judgements.judge(id, null, 'kim@desk.example');
    await reaches(id, 'kept');
    expect(await held()).to.deep.equal(before);
    expect((await entry(id))?.learned).to.equal('spam');
  });

  it('waits while rspamd is away, and goes on when it is back', async () => {
    await rspamd.stop();
    const ids = await Promise.all([judged('spam'), judged('ham')]);
    start(store, 0);
    await eventually('a failure', async () => (await store.judgements.failingSince()) !== null);
    const failing = (await Promise.all(ids.map(entry))).find((one) => one?.failingSince !== null);
    expect(failing?.trouble).to.be.a('string').and.not.equal('');
    await rspamd.start();
    await Promise.all(ids.map((id) => reaches(id, 'learned')));
    expect(await store.judgements.failingSince()).to.equal(null);
  });

  it('gives up a mail that there is nothing to learn from, and goes on with the next', async () => {
    const empty = newMail(store, 'nearly-empty');
    await store.mails.accept([empty], Buffer.from('From: a@b.example\r\n\r\nhi\r\n'), false);
    await store.judgements.judge(empty.id, 'spam', 'kim@desk.example');
    const next = await judged('ham');
    start(store, 0);
    await reaches(empty.id, 'nothing');
    await reaches(next, 'learned');
  });
});
