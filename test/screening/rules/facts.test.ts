import { expect } from 'chai';
import type { Match } from '../../../src/model/facts.ts';
import { circumstancesOf } from '../../../src/screening/rules/facts.ts';
import { match } from '../../../src/threading/match.ts';
import { aTicket, evidenceOf, someFacts } from '../../support/facts.ts';

const claim = {
  id: '48213-K7QF',
  number: 48213,
  found: 'subject',
  valid: true,
  audience: null,
  outgoing: null,
  explicit: true,
} as const;
const policy = { staff: { has: () => false }, reopenDays: () => 14, splitAfterDays: 90 };
const tickets = (state: 'open' | 'closed') => new Map([[48213, aTicket({ state })]]);
const told = (change: Parameters<typeof someFacts>[0]) => {
  const facts = someFacts(change);
  return circumstancesOf(facts, match(facts, policy));
};

describe('the circumstances of a mail', () => {
  it('tell what it says of a ticket', () => {
    expect(told({}).claim).to.equal('none');
    expect(told({ claims: [claim], tickets: tickets('open') })).to.deep.include({
      claim: 'open',
      subjectIdOpen: true,
      participant: true,
      ticketId: '48213-K7QF',
      department: 'support',
    });
    expect(told({ claims: [claim], tickets: tickets('closed') }).claim).to.equal('closed');
    expect(told({ claims: [claim] }).claim).to.equal('unknown');
    expect(told({ claims: [{ ...claim, valid: false }], tickets: tickets('open') }).claim).to.equal('wrong');
    const address = { ...claim, found: 'address' } as const;
    expect(told({ claims: [address], tickets: tickets('open') })).to.deep.include({
      claim: 'open',
      subjectIdOpen: false,
    });
  });

  it('tell a new correspondent from a participant, and count strangers against him alone', () => {
    const used = { claims: [claim], tickets: tickets('open'), strangers: new Map([[48213, 7]]) };
    const stranger = { name: '', address: 'eve@else.example' };
    expect(told(used)).to.deep.include({ participant: true, strangers: 0 });
    const facts = someFacts(used);
    expect(told({ ...used, mail: { ...facts.mail, from: stranger } })).to.deep.include({
      participant: false,
      strangers: 7,
    });
  });

  it('count a guess against him whom no evidence shows to take part', () => {
    const used = { claims: [claim], tickets: tickets('open'), guessing: true };
    expect(told(used).guessed).to.be.true;
    expect(told({ ...used, evidence: evidenceOf('authenticated') }).guessed).to.be.false;
  });

  it('take nobody for a participant where there is no ticket', () => {
    const none: Match = match(someFacts(), policy);
    expect(none.author).to.equal('requester');
    expect(told({}).participant).to.be.false;
  });
});
