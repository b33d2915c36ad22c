import { expect } from 'chai';
import fc from 'fast-check';
import { HeavyHitters } from '../../src/watching/heavy-hitters.ts';

describe('heavy hitters', () => {
  it('count all names exactly while there is room', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.boolean())), (came) => {
        const hits = new HeavyHitters(4);
        for (const [name, bad] of came) hits.note(name, bad);
        for (const { name, n, bad } of hits.take()) {
          expect(n).to.equal(came.filter(([one]) => one === name).length);
          expect(bad).to.equal(came.filter(([one, isBad]) => one === name && isBad).length);
        }
      }),
    );
  });

  it('never tell more of a name than came, however many names there are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 500 }), (came) => {
        const hits = new HeavyHitters(5);
        const told = new Map<number, number>();
        for (const [at, name] of came.entries()) {
          hits.note(String(name), false);
          if (at % 7 !== 0) continue;
          for (const { name: one, n } of hits.take()) told.set(Number(one), (told.get(Number(one)) ?? 0) + n);
        }
        for (const [name, n] of told) expect(n).to.be.at.most(came.filter((one) => one === name).length);
      }),
    );
  });

  it('find the flood among ten thousand names that come once', () => {
    const hits = new HeavyHitters(50);
    for (let n = 0; n < 10_000; n += 1) {
      hits.note(`stranger-${n}`, false);
      if (n % 20 === 0) hits.note('flood', true);
    }
    const told = hits.take();
    expect(told.map(({ name }) => name)).to.deep.equal(['flood']);
    expect(told[0]?.n).to.be.greaterThan(450);
  });

  it('tell what came since they were asked last', () => {
    const hits = new HeavyHitters(5);
    hits.note('a', false);
    expect(hits.take()).to.deep.equal([{ name: 'a', n: 1, bad: 0 }]);
    hits.note('a', true);
    expect(hits.take()).to.deep.equal([{ name: 'a', n: 1, bad: 1 }]);
    expect(hits.take()).to.deep.equal([]);
  });
});
