import { expect } from 'chai';
import fc from 'fast-check';
import { durationClass, endOfClass, hourOf, quantile } from '../../src/model/counts.ts';

describe('counts by the hour', () => {
  it('stand for the hour in UTC', () => {
    expect(hourOf(new Date('2026-03-03T10:59:59.999Z'))).to.deep.equal(new Date('2026-03-03T10:00:00Z'));
  });

  it('tell durations with at most a fifth too much, and never too little', () => {
    fc.assert(
      fc.property(fc.integer({ min: 125, max: 7 * 86_400_000 }), (ms) => {
        const end = endOfClass(durationClass(ms));
        expect(end).to.be.within(ms - 1, ms * 1.2);
      }),
    );
  });

  it('tell what half of them did not exceed', () => {
    const classes = new Map([
      [durationClass(1000), 5],
      [durationClass(60_000), 4],
      [durationClass(3_600_000), 1],
    ]);
    expect(quantile(classes, 0.5)).to.equal(1000);
    expect(quantile(classes, 0.95)).to.be.within(3_600_000, 3_600_000 * 1.2);
    expect(quantile(new Map(), 0.5)).to.equal(null);
  });
});
