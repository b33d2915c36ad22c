/** Twenty rounds of faults under load. The record of five hundred is in docs/reliability.md. */
import { expect } from 'chai';
import { type RunResult, torture } from '../torture/run.ts';
import { worldMissing } from '../torture/world.ts';

const rounds = 20;
const seed = 1;

describe(`a gateway under ${rounds} rounds of torture with seed ${seed}`, function () {
  this.timeout(400_000);
  let result: RunResult;

  before(async function () {
    if (worldMissing() !== null) this.skip();
    result = await torture({ rounds, seed, say: () => {} });
  });

  const harmed = (harm: string) =>
    result.findings
      .filter((finding) => finding.harm === harm)
      .map(
        ({ rule, mail, detail, round }) => `round ${round}: ${rule}: ${mail} ${detail} (${result.folder})`,
      );

  it('loses nothing', () => expect(harmed('lost')).to.deep.equal([]));
  it('doubles nothing', () => expect(harmed('doubled')).to.deep.equal([]));
  it('keeps tickets, leases, IDs and the order of dispatch and receipt right', () =>
    expect(harmed('broken')).to.deep.equal([]));
  it('had mail in and out to lose', () => {
    expect(result.rounds).to.have.length(rounds);
    expect(result.rounds.reduce((sum, { mails }) => sum + mails, 0)).to.be.greaterThan(rounds * 20);
    expect(result.outgoing).to.be.greaterThan(rounds * 20);
  });
});
