import { expect } from 'chai';
import fc from 'fast-check';
import mongoose from 'mongoose';
import type { AuditEntry } from '../../src/model/audit-store.ts';
import type { Store } from '../../src/model/ports.ts';
import { canonical, faultOf } from '../../src/store/audit-chain.ts';
import { type Nodes, openNodes } from './samples.ts';

describe('the audit trail', () => {
  let nodes: Nodes;
  let one: Store;
  let two: Store;
  beforeEach(async () => {
    nodes = await openNodes(['one', 'two']);
    const [a, b] = nodes.stores;
    if (a === undefined || b === undefined) throw new Error('two stores are needed');
    [one, two] = [a, b];
  });
  afterEach(() => nodes.close());

  const entry = (subject: string) => ({ actor: 'command:kim', action: 'ticket.close', subject });

  /** Changes rows behind the back of Postern. */
  async function tamper(work: (rows: mongoose.mongo.Collection<{ _id: number }>) => Promise<unknown>) {
    const client = await mongoose.mongo.MongoClient.connect(nodes.target.uri);
    await work(client.db(nodes.target.database).collection<{ _id: number }>('audit'));
    await client.close();
  }

  it('chains what several nodes write at once, without a gap', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? one : two).audit.record(entry(String(i)))),
    );
    const { entries, faults, head } = await two.audit.verify();
    expect({ entries, faults }).to.deep.equal({ entries: 40, faults: [] });
    expect(head?.seq).to.equal(40);
    const subjects = (await one.audit.list({ limit: 100 })).map(({ subject }) => subject);
    expect(new Set(subjects).size).to.equal(40);
  });

  it('gives the newest first, and those that are asked for', async () => {
    await one.audit.record({ ...entry('1-AAAA'), detail: { was: 'open', tags: ['a', 'b'], owner: null } });
    await one.audit.record({ ...entry('2-BBBB'), actor: 'agent:lee' });
    expect((await one.audit.list({})).map(({ seq }) => seq)).to.deep.equal([2, 1]);
    const [found] = await one.audit.list({ subject: '1-AAAA' });
    expect(found?.detail).to.deep.equal({ was: 'open', tags: ['a', 'b'], owner: null });
    expect((await one.audit.list({ actor: 'agent:lee' })).map(({ seq }) => seq)).to.deep.equal([2]);
  });

  it('holds whatever text people give', async () => {
    for (const text of ['\ud800 half a character', 'nul \0 inside', 'x'.repeat(5000), '$where', '{"a":1}'])
      await one.audit.record({ ...entry(text), detail: { reason: text } });
    expect((await one.audit.verify()).faults).to.deep.equal([]);
  });

  it('finds an entry that was changed', async () => {
    for (const subject of ['1', '2', '3']) await one.audit.record(entry(subject));
    await tamper((rows) => rows.updateOne({ _id: 2 }, { $set: { actor: 'command:somebody-else' } }));
    const { faults } = await one.audit.verify();
    expect(faults).to.deep.equal([{ seq: 2, problem: 'it was changed after it was written' }]);
  });

  it('finds an entry that was changed together with its hash', async () => {
    for (const subject of ['1', '2', '3']) await one.audit.record(entry(subject));
    const [other] = await two.audit.list({ subject: '2' });
    await tamper((rows) =>
      rows.updateOne({ _id: 2 }, { $set: { hash: String(other?.hash).replace(/./g, 'a') } }),
    );
    expect((await one.audit.verify()).faults.map(({ seq }) => seq)).to.deep.equal([2, 3]);
  });

  it('finds an entry that was taken out, at the beginning and in between', async () => {
    for (const subject of ['1', '2', '3', '4']) await one.audit.record(entry(subject));
    await tamper((rows) => rows.deleteMany({ _id: { $in: [1, 3] } }));
    expect((await one.audit.verify()).faults).to.deep.equal([
      { seq: 2, problem: 'entry 1 is missing before it' },
      { seq: 4, problem: 'entry 3 is missing before it' },
    ]);
  });

  it('shows by its head that the end was cut off', async () => {
    for (const subject of ['1', '2', '3']) await one.audit.record(entry(subject));
    const { head } = await one.audit.verify();
    await tamper((rows) => rows.deleteOne({ _id: 3 }));
    const later = await one.audit.verify();
    expect(later.faults).to.deep.equal([]);
    expect(later.head).to.not.deep.equal(head);
  });
});

describe('canonical JSON', () => {
  it('is the same for the same value, in whatever order it was written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonical(turned)).to.equal(canonical(value));
        expect(JSON.parse(canonical(value))).to.deep.equal(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('lets no entry stand whose field was changed', () => {
    const entry: AuditEntry = {
      seq: 1,
      at: new Date(0),
      actor: 'a',
      action: 'b',
      subject: 'c',
      detail: {},
      prev: '0'.repeat(64),
      hash: '',
    };
    expect(faultOf(entry, null)?.problem).to.include('changed');
  });
});
