import { expect } from 'chai';
import { decide, type Policies } from '../src/decide.ts';
import type { Facts, Match, Screened } from '../src/model/facts.ts';
import { aMail, aTicket, someFacts } from './support/facts.ts';

const noMatch: Match = {
  ticket: null,
  reopens: false,
  linkedTo: null,
  subjectIdOpen: false,
  outgoing: [],
  author: 'requester',
  findings: [{ stage: 'match', reason: 'no-clue', detail: '' }],
};

function policies(match: Partial<Match>, screened: Partial<Screened>): Policies {
  return {
    match: () => ({ ...noMatch, ...match }),
    screen: () => ({ verdict: 'pass', bypass: false, findings: [], ...screened }),
    route: () => ({
      department: 'billing',
      priority: 'high',
      tags: ['vip'],
      owner: null,
      receipt: null,
      findings: [],
    }),
    receipt: (_facts, { opensTicket }) =>
      opensTicket
        ? { send: true, reason: 'receipt-due', to: { name: '', address: 'ana@customer.example' } }
        : { send: false, reason: 'not-a-new-ticket', to: null },
    hasMembers: () => true,
  };
}
const decided = (facts: Facts, match: Partial<Match>, screened: Partial<Screened>) =>
  decide(facts, policies(match, screened)).decision;

describe('deciding', () => {
  it('opens a ticket in the department that routing names, and then confirms it', () => {
    const decision = decided(someFacts(), {}, {});
    expect(decision).to.deep.include({
      outcome: 'file',
      ticket: 'new',
      department: 'billing',
      priority: 'high',
      tags: ['vip'],
    });
    expect(decision.receipt).to.deep.equal({ send: true, reason: 'receipt-due' });
    const order = decision.reasons.map(({ stage }) => stage);
    expect(order.indexOf('dispatch')).to.be.below(order.indexOf('receipt'));
  });

  it('adds to the ticket that matching names, whose department stays', () => {
    const decision = decided(someFacts(), { ticket: aTicket() }, { bypass: true });
    expect(decision).to.deep.include({
      outcome: 'file',
      ticket: '48213-K7QF',
      department: 'support',
      bypass: true,
    });
    expect(decision.receipt.reason).to.equal('not-a-new-ticket');
  });

  for (const verdict of ['quarantine', 'reject', 'discard'] as const) {
    it(`answers nothing where screening says ${verdict}`, () => {
      const decision = decided(someFacts(), {}, { verdict });
      expect(decision).to.include({ outcome: verdict, bypass: false });
      expect(decision.receipt.send).to.equal(false);
    });
  }

  it('marks what waits for the scorer, and neither files nor answers it', () => {
    const decision = decided(someFacts(), {}, { verdict: 'hold' });
    expect(decision).to.include({ unscreened: true, outcome: 'quarantine' });
  });

  for (const kind of ['auto-reply', 'auto-generated', 'bounce', 'complaint', 'disposition', 'own'] as const) {
    it(`opens no ticket for ${kind}`, () => {
      const facts = someFacts({ mail: aMail({ nature: { kind, evidence: [] } }) });
      expect(decided(facts, {}, {})).to.include({ outcome: 'discard', ticket: null });
      expect(decided(facts, { ticket: aTicket() }, {})).to.include({ outcome: 'file', ticket: '48213-K7QF' });
    });
  }

  it('opens a ticket for a person who writes through a mailing list', () => {
    const facts = someFacts({ mail: aMail({ nature: { kind: 'list', evidence: ['List-Id'] } }) });
    expect(decided(facts, {}, {}).ticket).to.equal('new');
  });

  it('says the same for the same facts', () => {
    expect(decided(someFacts(), {}, {})).to.deep.equal(decided(someFacts(), {}, {}));
  });
});
