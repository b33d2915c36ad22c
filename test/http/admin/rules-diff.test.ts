/** Differences between rule sets, and putting the changes of two people together. */
import { expect } from 'chai';
import fc from 'fast-check';
import { changesOf } from '../../../src/http/admin/rules-diff.ts';
import { mergeDrafts } from '../../../src/http/admin/rules-merge.ts';
import { changedSet, ruleChanges, withRule } from '../../../src/http/admin/rules-set.ts';
import type { RuleDraft } from '../../../src/model/rules.ts';

const rule = (name: string, more: object = {}) => ({ name, when: { subject: { contains: name } }, ...more });
const set = (...rules: unknown[]): RuleDraft => ({ rules, thresholds: null });
const names = ({ rules }: RuleDraft) => rules.map((one) => Object(one).name);
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => rule(name));

describe('the changes between two rule sets', () => {
  const told = (before: RuleDraft, now: RuleDraft) =>
    changesOf(before, now).map((change) =>
      'rule' in change ? `${change.kind} ${change.rule.name}` : change.kind,
    );

  it('are rules that are new, gone, moved, switched and otherwise', () => {
    expect(told(set(a, b), set(a, b, c))).to.deep.equal(['added c']);
    expect(told(set(a, b, c), set(a, c))).to.deep.equal(['removed b']);
    expect(told(set(a, b, c, d), set(d, a, b, c))).to.deep.equal(['moved d']);
    expect(told(set(a), set(rule('a', { enabled: false })))).to.deep.equal(['switched a']);
    expect(told(set(a), set(rule('a', { reason: 'why' })))).to.deep.equal(['changed a']);
    expect(told(set(a), { rules: [a], thresholds: { quarantineAt: 5, rejectAt: 9 } })).to.deep.equal([
      'thresholds',
    ]);
  });

  it('are none where keys stand in another order, or a rule says that it is on', () => {
    const one = { name: 'x', when: { from: 'p', to: 'q' } };
    expect(told(set(one), set({ when: { to: 'q', from: 'p' }, name: 'x', enabled: true }))).to.deep.equal([]);
  });

  it('are comments alone where nothing else is otherwise', () => {
    const text = 'rules: [] # none';
    expect(told(set(), { ...set(), text })).to.deep.equal(['comments']);
    expect(told(set(), { ...set(), text: 'rules: []' })).to.deep.equal([]);
  });

  it('move as few rules as can be', () => {
    const order = fc.shuffledSubarray([...'abcdefgh'], { minLength: 8 });
    fc.assert(
      fc.property(order, fc.nat(7), fc.nat(7), (all, from, to) => {
        const rules = all.map((name) => rule(name));
        const moved = rules.toSpliced(from, 1).toSpliced(to, 0, ...rules.slice(from, from + 1));
        const changes = changesOf(set(...rules), set(...moved));
        return changes.length === (from === to ? 0 : 1);
      }),
    );
  });
});

describe('what a page does to a set', () => {
  it('is one change, and nothing where it cannot be done', () => {
    const three = set(a, b, c);
    expect(names(changedSet(three, 'b', 'up'))).to.deep.equal(['b', 'a', 'c']);
    expect(names(changedSet(three, 'b', 'down'))).to.deep.equal(['a', 'c', 'b']);
    expect(names(changedSet(three, 'b', 'delete'))).to.deep.equal(['a', 'c']);
    for (const [name, change] of [
      ['a', 'up'],
      ['c', 'down'],
      ['x', 'delete'],
    ] as const)
      expect(changedSet(three, name, change)).to.deep.equal(three);
    expect(changedSet(changedSet(three, 'b', 'off'), 'b', 'on')).to.deep.equal(three);
  });

  it('never loses or doubles a rule that it is not about', () => {
    fc.assert(
      fc.property(fc.constantFrom(...'abc'), fc.constantFrom(...ruleChanges), (name, change) => {
        const others = names(changedSet(set(a, b, c), name, change)).filter((one) => one !== name);
        return others.join('') === [...'abc'].filter((one) => one !== name).join('');
      }),
    );
  });

  it('puts a rule where it is wanted', () => {
    const fresh = rule('x');
    expect(names(withRule(set(a, b), fresh, null, null))).to.deep.equal(['x', 'a', 'b']);
    expect(names(withRule(set(a, b), fresh, null, 'a'))).to.deep.equal(['a', 'x', 'b']);
    expect(names(withRule(set(a, b, c), fresh, 'a', 'c'))).to.deep.equal(['b', 'c', 'x']);
    expect(names(withRule(set(a, b, c), fresh, 'b', 'gone'))).to.deep.equal(['a', 'x', 'c']);
  });
});

describe('merging what two people changed', () => {
  it('keeps the changes of both', () => {
    const theirs = set(rule('a', { reason: 'theirs' }), b, c, d);
    const ours = set(a, rule('b', { reason: 'ours' }), rule('new'));
    const { draft, clashes } = mergeDrafts(set(a, b, c), theirs, ours);
    expect(names(draft)).to.deep.equal(['a', 'b', 'new', 'd']);
    expect(draft.rules.slice(0, 2)).to.deep.equal([
      rule('a', { reason: 'theirs' }),
      rule('b', { reason: 'ours' }),
    ]);
    expect(clashes).to.deep.equal([]);
  });

  it('has ours where both changed the same rule, and says so', () => {
    const { draft, clashes } = mergeDrafts(
      set(a, b),
      set(rule('a', { reason: 'theirs' })),
      set(rule('a', { reason: 'ours' }), rule('b', { reason: 'ours' })),
    );
    expect(draft.rules).to.deep.equal([rule('a', { reason: 'ours' }), rule('b', { reason: 'ours' })]);
    expect(clashes).to.deep.equal(['a', 'b']);
  });

  it('keeps an order that one of them made', () => {
    expect(names(mergeDrafts(set(a, b, c), set(c, a, b), set(a, b, c)).draft)).to.deep.equal(['c', 'a', 'b']);
    expect(names(mergeDrafts(set(a, b, c), set(a, b, c, d), set(c, b, a)).draft)).to.deep.equal([
      'c',
      'd',
      'b',
      'a',
    ]);
  });

  it('gives the draft where nobody else changed anything, and theirs where we did not', () => {
    const sets = fc
      .array(fc.tuple(fc.constantFrom(...'abcdef'), fc.nat(2)), { maxLength: 6 })
      .map((all) => new Map(all))
      .map((all) => set(...[...all].map(([name, n]) => rule(name, { reason: `${n}` }))));
    fc.assert(
      fc.property(sets, sets, (base, other) => {
        expect(mergeDrafts(base, base, other).draft.rules).to.deep.equal(other.rules);
        expect(mergeDrafts(base, other, base).draft.rules).to.deep.equal(other.rules);
      }),
    );
  });
});
