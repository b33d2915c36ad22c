import { expect } from 'chai';
import fc from 'fast-check';
import { SlidingWindow } from '../src/sliding-window.ts';

describe('a sliding window', () => {
  it('takes so many of each key, and no more', () => {
    const window = new SlidingWindow(2, 1000);
    expect([0, 1, 2].map((now) => window.take('a', now))).to.deep.equal([true, true, false]);
    expect(window.take('b', 2)).to.equal(true);
  });

  it('says how many more there is room for', () => {
    const window = new SlidingWindow(2, 1000);
    window.note('a', 0);
    expect([window.left('a', 0), window.left('b', 0)]).to.deep.equal([1, 2]);
    window.note('a', 0);
    window.note('a', 0);
    expect(window.left('a', 0)).to.equal(0);
  });

  it('does not forget all at once at the turn of a minute', () => {
    const window = new SlidingWindow(10, 1000);
    for (let i = 0; i < 10; i += 1) window.note('a', 999);
    expect([1000, 1050].map((now) => window.full('a', now))).to.deep.equal([true, true]);
    expect(window.full('a', 1100)).to.equal(false);
    expect(window.full('a', 2000)).to.equal(false);
  });

  it('counts what has happened all the same where it is full', () => {
    const window = new SlidingWindow(1, 1000);
    for (let i = 0; i < 10; i += 1) window.note('a', 0);
    expect(window.full('a', 1800)).to.equal(true);
  });

  it('keeps to a bounded number of keys, and forgets the oldest', () => {
    const window = new SlidingWindow(1, 1000, 2);
    for (const key of ['a', 'b', 'a', 'c']) window.note(key, 0);
    expect(['a', 'b', 'c'].map((key) => window.full(key, 0))).to.deep.equal([true, false, true]);
  });

  it('never takes more than its limit within a window of its own, and twice that within any', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 200 }),
        (limit, gaps) => {
          const window = new SlidingWindow(limit, 1000);
          const taken: number[] = [];
          let now = 0;
          for (const gap of gaps) {
            now += gap;
            if (window.take('a', now)) taken.push(now);
          }
          for (const [i, time] of taken.entries()) {
            const within = taken.slice(i).filter((other) => other < time + 1000);
            const sameWindow = within.filter((other) => Math.floor(other / 1000) === Math.floor(time / 1000));
            expect(sameWindow.length).to.be.at.most(limit);
            expect(within.length).to.be.at.most(2 * limit);
          }
        },
      ),
    );
  });
});
