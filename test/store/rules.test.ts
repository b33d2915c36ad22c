import { expect } from 'chai';
import { Failure } from '../../src/failure.ts';
import type { RuleDraft } from '../../src/model/rules.ts';
import { type Nodes, openNodes } from './samples.ts';

const draft = (name: string, more: Partial<RuleDraft> = {}): RuleDraft => ({
  rules: [{ name, when: { 'a.b': { $gt: 1 } }, then: { tag: 'x' } }],
  thresholds: null,
  ...more,
});
const kim = { author: 'kim@desk.example', reason: 'to see' };

describe('the store of rules', () => {
  let nodes: Nodes;
  before(async () => {
    nodes = await openNodes(['one', 'two']);
  });
  after(() => nodes.close());
  const store = (at: number) => {
    const found = nodes.stores[at];
    if (found === undefined) throw new Error('no such node');
    return found;
  };

  it('has version 0, without rules, before the first save', async () => {
    expect(await store(0).rules.active()).to.deep.include({ version: 0, rules: [], thresholds: null });
    expect(await store(0).rules.history(10)).to.deep.equal([]);
  });

  it('keeps each version as it was written, whatever its keys and comments', async () => {
    const first = await store(0).rules.save(draft('first', { text: '# mine\nrules: []\n' }), kim, 0);
    expect(first).to.deep.include({ version: 1, ...kim, text: '# mine\nrules: []\n' });
    const thresholds = { quarantineAt: 4, rejectAt: 9 };
    await store(1).rules.save(draft('second', { thresholds }), kim, 1);
    expect(await store(0).rules.active()).to.deep.include({ ...draft('second', { thresholds }), version: 2 });
    expect(await store(0).rules.find(1)).to.deep.equal(first);
    expect(await store(0).rules.find(7)).to.equal(null);
    expect((await store(1).rules.history(10)).map(({ version }) => version)).to.deep.equal([2, 1]);
  });

  it('gives what a newer version saved, for others to tell what they cannot read', async () => {
    const strange = { quarantineAt: 'low' } as unknown as RuleDraft['thresholds'];
    const { version } = await store(0).rules.active();
    await store(0).rules.save(draft('strange', { thresholds: strange }), kim, version);
    expect(await store(1).rules.active()).to.deep.include({ thresholds: strange });
  });

  it('has no draft where the one that was kept cannot be read', async () => {
    const { ruleDrafts } = store(0);
    const kept = { ...draft('mine'), agent: 'kim', basedOn: 1, at: new Date() };
    await ruleDrafts.save(kept);
    expect(await ruleDrafts.find('kim')).to.deep.equal(kept);
    const quarantineAt = Number.POSITIVE_INFINITY;
    await ruleDrafts.save({ ...kept, thresholds: { quarantineAt, rejectAt: quarantineAt } });
    expect(await ruleDrafts.find('kim')).to.equal(null);
  });

  it('takes one of several saves on the same version, and tells the others', async () => {
    const saves = Array.from({ length: 6 }, (_, i) => store(i % 2).rules.save(draft(`n${i}`), kim, 3));
    const ended = await Promise.allSettled(saves);
    const lost = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(lost).to.have.length(5);
    for (const error of lost) expect(error).to.be.instanceOf(Failure).and.include({ code: 'conflict' });
    expect((await store(0).rules.active()).version).to.equal(4);
  });

  it('wakes all nodes at a save', async () => {
    const woken = new Promise<string>((resolve) => {
      const stop = store(1).onWork((what) => {
        if (what !== 'rules') return;
        stop();
        resolve(what);
      });
    });
    // The stream is opened by listening; a save before that would be missed.
    for (let version = 4; ; version++) {
      await store(0).rules.save(draft('again'), kim, version);
      const told = await Promise.race([
        woken,
        new Promise<null>((resolve) => setTimeout(resolve, 200, null)),
      ]);
      if (told !== null) break;
    }
    expect(await woken).to.equal('rules');
  });
});
