import { expect } from 'chai';
import fc from 'fast-check';
import type { Outcome } from '../../../src/decision.ts';
import type { Fate } from '../../../src/screening/try-out/fate.ts';
import { isWorse, Tally, type Tried } from '../../../src/screening/try-out/tally.ts';

const filed: Fate = { outcome: 'file', keptBack: false };
const held: Fate = { outcome: 'quarantine', keptBack: true };
const refused: Fate = { outcome: 'reject', keptBack: true };

function forecastOf(...tried: readonly Omit<Tried, 'id'>[]) {
  const tally = new Tally();
  for (const [at, one] of tried.entries()) tally.add({ id: `mail ${at}`, ...one });
  return tally.forecast();
}

describe('the tally of a try-out', () => {
  it('tells from what to what mails would change, the most frequent change first, with samples', () => {
    const { mails, changed, changes } = forecastOf(
      { then: held, now: refused, verdict: null },
      { then: filed, now: filed, verdict: null },
      { then: filed, now: held, verdict: null },
      { then: filed, now: held, verdict: null },
    );
    expect({ mails, changed }).to.deep.equal({ mails: 4, changed: 3 });
    expect(changes).to.deep.equal([
      { from: 'file', to: 'quarantine', count: 2, samples: ['mail 2', 'mail 3'] },
      { from: 'quarantine', to: 'reject', count: 1, samples: ['mail 0'] },
    ]);
  });

  it('names ten mails of a change at most', () => {
    const { changes } = forecastOf(
      ...Array.from({ length: 25 }, () => ({ then: filed, now: held, verdict: null })),
    );
    expect(changes[0]?.count).to.equal(25);
    expect(changes[0]?.samples).to.have.length(10);
  });

  it('counts good mail kept back and spam let through, before and after', () => {
    const forecast = forecastOf(
      { then: held, now: filed, verdict: 'ham' },
      { then: held, now: refused, verdict: 'ham' },
      { then: filed, now: held, verdict: 'spam' },
      { then: filed, now: filed, verdict: 'spam' },
      { then: filed, now: held, verdict: null },
    );
    expect(forecast.falsePositives).to.deep.equal({ before: 2, after: 1 });
    expect(forecast.falseNegatives).to.deep.equal({ before: 2, after: 1 });
    expect(isWorse(forecast)).to.equal(false);
  });

  it('does not take automatic mail that is set aside for mail kept back', () => {
    const setAside: Fate = { outcome: 'discard', keptBack: false };
    const { falsePositives } = forecastOf({ then: setAside, now: setAside, verdict: 'ham' });
    expect(falsePositives).to.deep.equal({ before: 0, after: 0 });
  });

  it('says that it is worse where either grows, though the other shrinks', () => {
    const better = { then: held, now: filed, verdict: 'ham' } as const;
    const worse = { then: held, now: filed, verdict: 'spam' } as const;
    expect(isWorse(forecastOf(better, better, worse))).to.equal(true);
    expect(isWorse(forecastOf(better))).to.equal(false);
  });

  it('counts each mail once, whatever comes', () => {
    const outcome = fc.constantFrom<Outcome>('file', 'quarantine', 'reject', 'discard');
    const fate = fc.record({ outcome, keptBack: fc.boolean() });
    const verdict = fc.constantFrom('ham' as const, 'spam' as const, null);
    const tried = fc.array(fc.record({ then: fate, now: fate, verdict }), { maxLength: 60 });
    fc.assert(
      fc.property(tried, (all) => {
        const { mails, changed, changes } = forecastOf(...all);
        expect(mails).to.equal(all.length);
        expect(changed).to.equal(all.filter(({ then, now }) => then.outcome !== now.outcome).length);
        expect(changes.reduce((sum, { count }) => sum + count, 0)).to.equal(changed);
        expect(new Set(changes.flatMap(({ samples }) => samples)).size).to.equal(
          changes.reduce((sum, { samples }) => sum + samples.length, 0),
        );
        expect(changes.every(({ from, to }) => from !== to)).to.equal(true);
      }),
    );
  });
});
