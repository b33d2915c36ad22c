import { expect } from 'chai';
import type { Decision } from '../../../src/decision.ts';
import { fateNow, fateOf, fateThen, isSettled, verdictOf } from '../../../src/screening/try-out/fate.ts';
import { decision } from '../../store/samples.ts';
import { aMail } from '../../support/facts.ts';

const decided = (change: Partial<Decision>): Decision => ({ ...decision, ...change });
const held = decided({ outcome: 'quarantine', ticket: null });
const robot = aMail({ nature: { kind: 'auto-generated', evidence: [] } });
const judged = { by: 'kim@desk.example', at: new Date() };

describe('the fate of a past mail', () => {
  it('is that of its decision', () => {
    expect(fateThen({ decision, released: false })).to.deep.equal({ outcome: 'file', keptBack: false });
    expect(fateThen({ decision: held, released: false })).to.deep.equal({
      outcome: 'quarantine',
      keptBack: true,
    });
  });

  it('is quarantine where staff released it', () => {
    expect(fateThen({ decision, released: true }).outcome).to.equal('quarantine');
  });

  it('tells mail that a rule discards from automatic mail that is set aside', () => {
    const setAside = { stage: 'file', reason: 'set-aside', detail: 'auto-reply' } as const;
    expect(fateOf({ outcome: 'discard', reasons: [setAside] }).keptBack).to.equal(false);
    expect(fateOf({ outcome: 'discard', reasons: [] }).keptBack).to.equal(true);
  });

  it('would be to be filed where screening lets it pass, and it is by a person or of a ticket', () => {
    expect(fateNow({ decision: held }, { verdict: 'pass' }, aMail()).outcome).to.equal('file');
    expect(fateNow({ decision: held }, { verdict: 'pass' }, robot).outcome).to.equal('discard');
    const ofTicket = decided({ outcome: 'quarantine', ticket: '48213-K7QF' });
    expect(fateNow({ decision: ofTicket }, { verdict: 'pass' }, robot).outcome).to.equal('file');
  });

  it('would be that of the verdict where screening does not let it pass', () => {
    for (const verdict of ['quarantine', 'reject', 'discard'] as const)
      expect(fateNow({ decision }, { verdict }, aMail())).to.deep.equal({ outcome: verdict, keptBack: true });
  });

  it('is settled by a loop', () => {
    const loop = { stage: 'screen', reason: 'loop', detail: '' } as const;
    expect(isSettled({ decision: decided({ reasons: [loop] }) })).to.equal(true);
    expect(isSettled({ decision })).to.equal(false);
  });
});

describe('what staff said of a past mail', () => {
  const untouched = { released: false, deleted: false };

  it('is nothing where they did nothing', () => {
    expect(verdictOf({ ...untouched, decision }, undefined)).to.equal(null);
  });

  it('is ham where they released it, and spam where they deleted it out of quarantine', () => {
    expect(verdictOf({ ...untouched, released: true, decision }, undefined)).to.equal('ham');
    expect(verdictOf({ ...untouched, deleted: true, decision: held }, undefined)).to.equal('spam');
  });

  it('is their word, where they gave one, whatever they did', () => {
    const released = { ...untouched, released: true, decision };
    expect(verdictOf(released, { ...judged, kind: 'spam' })).to.equal('spam');
    const deleted = { ...untouched, deleted: true, decision: held };
    expect(verdictOf(deleted, { ...judged, kind: 'ham' })).to.equal('ham');
  });
});
