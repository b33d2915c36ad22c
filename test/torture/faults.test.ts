import { expect } from 'chai';
import { faults, nameOf, planRounds } from '../../torture/faults.ts';
import { planMails } from '../../torture/mails.ts';
import { seeded } from '../../torture/random.ts';

describe('the plan of a torture run', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planRounds(5, 30)).to.deep.equal(planRounds(5, 30));
    expect(planRounds(5, 30)).not.to.deep.equal(planRounds(6, 30));
    // Boundaries between parts are drawn anew each time.
    const textOf = (raw: Buffer) => raw.toString('latin1').replaceAll(/=_[0-9a-f]{16}/g, '=_');
    const mails = (seed: number) =>
      planMails(seed, 3, seeded(seed, 4), []).map((mail) => ({ ...mail, raw: textOf(mail.raw) }));
    expect(mails(5)).to.deep.equal(mails(5));
  });

  it('brings every fault before one comes again', () => {
    const first = planRounds(1, faults.length).map(([planned]) => planned && nameOf(planned.fault));
    expect(first).to.have.members(faults.map(nameOf));
  });

  it('never strikes one program twice in a round', () => {
    for (const planned of planRounds(1, 200)) {
      const targets = planned.map(({ fault }) => fault.target);
      expect(new Set(targets).size).to.equal(targets.length);
    }
  });

  it('sends 20 to 40 mails in a round, each with an ID of its own', () => {
    const mails = planMails(1, 0, seeded(1, 1), []);
    expect(mails.length).to.be.within(20, 40);
    expect(new Set(mails.map(({ sent }) => sent.id)).size).to.equal(mails.length);
  });
});
