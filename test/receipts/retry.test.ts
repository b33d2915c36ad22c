import { expect } from 'chai';
import fc from 'fast-check';
import { afterRelayFailure, allowance, closedBreaker } from '../../src/receipts/breaker.ts';
import { retryAt, retryDelay } from '../../src/receipts/retry.ts';

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const minutes = (count: number) => count * 60_000;

describe('retryDelay', () => {
  it('grows from a minute to four hours', () => {
    const delays = Array.from({ length: 11 }, (_, n) => retryDelay(n + 1, 0.5));
    expect(delays).to.deep.equal([1, 2, 5, 10, 20, 40, 60, 120, 240, 240, 240].map(minutes));
  });

  it('never strays more than a fifth', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), chance, (attempts, random) => {
        const middle = retryDelay(attempts, 0.5);
        expect(retryDelay(attempts, random)).to.be.within(middle * 0.8, middle * 1.2);
      }),
    );
  });
});

describe('retryAt', () => {
  const createdAt = new Date('2026-03-03T10:00:00Z');
  const later = (hours: number) => ({
    now: new Date(+createdAt + minutes(60 * hours)),
    random: 0.5,
    giveUpHours: 120,
  });

  it('tries again after the delay', () => {
    expect(retryAt({ attempts: 1, createdAt }, later(0))).to.deep.equal(new Date(+createdAt + minutes(1)));
  });

  it('tries a last time at the deadline', () => {
    expect(retryAt({ attempts: 40, createdAt }, later(119))).to.deep.equal(later(120).now);
  });

  it('gives up at the deadline', () => {
    expect(retryAt({ attempts: 41, createdAt }, later(120))).to.equal(null);
  });
});

describe('the breaker', () => {
  const times = { firstPauseMs: 1000, longestPauseMs: 5000 };
  const open = (breaker = closedBreaker, now = 0) => afterRelayFailure(breaker, now, 0, times);

  it('lets all through while closed', () => expect(allowance(closedBreaker, 0, 5)).to.equal(5));

  it('lets none through while open, then one', () => {
    expect(allowance(open(), 999, 5)).to.equal(0);
    expect(allowance(open(), 1000, 5)).to.equal(1);
  });

  it('pauses longer each time, up to the longest', () => {
    let breaker = closedBreaker;
    const pauses: number[] = [];
    for (let trial = 0; trial < 5; trial++) {
      const now = breaker.openUntil;
      breaker = open(breaker, now);
      pauses.push(breaker.openUntil - now);
    }
    expect(pauses).to.deep.equal([1000, 2000, 4000, 5000, 5000]);
  });

  it('counts what was under way when it opened only once', () => {
    expect(open(open(), 500)).to.deep.equal(open());
  });
});
