import { expect } from 'chai';
import { damaged } from '../bench/fuzz/damage.ts';
import { randomFrom } from '../bench/fuzz/random.ts';
import { runTarget } from '../bench/fuzz/run.ts';
import { targets } from '../bench/fuzz/targets.ts';

/** Enough to notice; `npm run fuzz` goes on for as long as one likes. */
const each = { seed: 2026, from: 0, rounds: 2000, ms: 1200, timed: false };

describe('damaged octets from outside', () => {
  for (const target of targets) {
    it(`${target.name}: ${target.promise}`, async () => {
      const { rounds, finds } = await runTarget(target, each);
      expect(finds.map(({ round, fault }) => `round ${round}: ${fault}`)).to.deep.equal([]);
      expect(rounds).to.be.greaterThan(0);
    }).timeout(60_000);
  }

  it('are damaged the same way by the same seed', () => {
    const mail = [Buffer.from('Subject: fire\r\n\r\nIt burns.\r\n'.repeat(20))];
    const one = damaged(mail, randomFrom(7));
    expect(Buffer.from(damaged(mail, randomFrom(7))).equals(one)).to.equal(true);
    expect(Buffer.from(damaged(mail, randomFrom(8))).equals(one)).to.equal(false);
  });
});
