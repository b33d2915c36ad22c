import { expect } from 'chai';
import type { Facts, TicketClaim } from '../../src/model/facts.ts';
import type { Ticket } from '../../src/model/ticket.ts';
import { type MatchPolicy, match } from '../../src/threading/match.ts';
import { aMail, aTicket, evidenceOf, now, someFacts } from '../support/facts.ts';

const policy: MatchPolicy = {
  staff: new Set(['bob@desk.example']),
  reopenDays: () => 14,
  splitAfterDays: 30,
};
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

function claim(change: Partial<TicketClaim> = {}): TicketClaim {
  const plain = {
    id: '48213-K7QF',
    number: 48213,
    found: 'subject',
    valid: true,
    audience: null,
    outgoing: null,
    explicit: true,
  };
  return { ...plain, ...change } as TicketClaim;
}
const facts = (claims: TicketClaim[], tickets: Ticket[], change: Partial<Facts> = {}) =>
  someFacts({ claims, tickets: new Map(tickets.map((ticket) => [ticket.number, ticket])), ...change });
const reasonsOf = (given: Facts) => match(given, policy).findings.map(({ reason }) => reason);

describe('matching a mail with a ticket', () => {
  it('finds none where nothing points to one', () => {
    const found = match(facts([], []), policy);
    expect(found).to.deep.include({
      ticket: null,
      linkedTo: null,
      subjectIdOpen: false,
      author: 'requester',
    });
    expect(found.findings.map(({ reason }) => reason)).to.deep.equal(['no-clue']);
  });

  for (const state of ['new', 'open', 'waiting', 'held'] as const) {
    it(`sees the bypass in the subject ID of a ticket that is ${state}`, () => {
      const found = match(facts([claim()], [aTicket({ state })]), policy);
      expect(found).to.include({ subjectIdOpen: true, author: 'requester', reopens: false });
      expect(found.ticket?.ticketId).to.equal('48213-K7QF');
    });
  }

  it('sees no bypass in a closed ticket, a wrong code, or an unknown number', () => {
    for (const given of [
      facts([claim()], [aTicket({ state: 'closed', closedAt: daysAgo(1) })]),
      facts([claim()], [aTicket({ state: 'solved', closedAt: daysAgo(1) })]),
      facts([claim({ valid: false })], [aTicket()]),
      facts([claim()], []),
    ]) {
      expect(match(given, policy).subjectIdOpen).to.equal(false);
    }
    expect(reasonsOf(facts([claim({ valid: false })], [aTicket()]))).to.include('claim-invalid');
    expect(reasonsOf(facts([claim()], []))).to.include('claim-unknown');
  });

  it('sees no bypass in a reply address or a reference, though both lead to the ticket', () => {
    for (const found of ['address', 'references'] as const) {
      const result = match(facts([claim({ found, audience: 'customer' })], [aTicket()]), policy);
      expect(result.subjectIdOpen).to.equal(false);
      expect(result.ticket?.number).to.equal(48213);
    }
  });

  it('reopens within the window, and links a new ticket after it', () => {
    const soon = match(facts([claim()], [aTicket({ state: 'closed', closedAt: daysAgo(13) })]), policy);
    expect(soon).to.include({ reopens: true, linkedTo: null });
    const late = match(facts([claim()], [aTicket({ state: 'closed', closedAt: daysAgo(15) })]), policy);
    expect(late.ticket).to.equal(null);
    expect(late.linkedTo?.number).to.equal(48213);
  });

  it('never reopens for automatic mail', () => {
    const mail = aMail({ nature: { kind: 'auto-reply', evidence: ['Auto-Submitted: auto-replied'] } });
    const found = match(
      facts([claim()], [aTicket({ state: 'closed', closedAt: daysAgo(1) })], { mail }),
      policy,
    );
    expect(found).to.include({ reopens: false, author: 'program' });
    expect(found.ticket?.number).to.equal(48213);
  });

  for (const found of ['number', 'known-reference'] as const) {
    it(`lets ${found} alone join only for a participant with evidence`, () => {
      const weak = claim({ found, valid: false });
      const proven = match(facts([weak], [aTicket()], { evidence: evidenceOf('authenticated') }), policy);
      expect(proven.ticket?.number).to.equal(48213);
      const unproven = match(facts([weak], [aTicket()], { evidence: evidenceOf('unproven') }), policy);
      expect(unproven.ticket).to.equal(null);
      expect(unproven.linkedTo?.number).to.equal(48213);
      const stranger = aMail({ from: { name: '', address: 'eve@else.example' } });
      const other = match(
        facts([weak], [aTicket()], { mail: stranger, evidence: evidenceOf('authenticated') }),
        policy,
      );
      expect(other.ticket).to.equal(null);
    });
  }

  it('files a stranger’s mail with a valid ID as a new correspondent’s', () => {
    const mail = aMail({ from: { name: 'Eve', address: 'eve@else.example' } });
    expect(match(facts([claim()], [aTicket()], { mail }), policy).author).to.equal('new-correspondent');
  });

  it('marks a participant’s mail that fails DMARC as possible spoof', () => {
    const found = match(facts([claim()], [aTicket()], { evidence: evidenceOf('failed') }), policy);
    expect(found.author).to.equal('possible-spoof');
  });

  it('believes staff only with their own signed address and evidence', () => {
    const mail = aMail({ from: { name: 'Bob', address: 'bob@desk.example' } });
    const token = claim({ found: 'address', audience: 'staff' });
    const proven = { mail, evidence: evidenceOf('authenticated') };
    expect(match(facts([token], [aTicket()], proven), policy).author).to.equal('staff');
    expect(match(facts([claim()], [aTicket()], proven), policy).author).to.equal('new-correspondent');
    expect(match(facts([token], [aTicket()], { mail }), policy).author).to.equal('new-correspondent');
  });

  /** So many times the same, each answered by us. */
  const talk = (times: number, text: string, answered = true) =>
    Array.from({ length: times }, () => [
      { ours: false, text },
      { ours: answered, text: 'Thank you.' },
    ]).flat();
  const answer = 'The mountains have called, and there is no telephone up there. Number 17.';
  it('takes for a program who says the same for the fifth time in a week, and leaves the ticket closed', () => {
    const mail = aMail({ replyText: answer, text: answer });
    const closed = aTicket({ state: 'closed', closedAt: daysAgo(1) });
    const saidBefore = (times: number) =>
      match(
        facts([claim()], [closed], {
          mail,
          said: new Map([[48213, talk(times, answer.replace('17', '4'))]]),
        }),
        policy,
      );
    expect(saidBefore(3)).to.include({ author: 'requester', reopens: true });
    expect(saidBefore(4)).to.include({ author: 'program', reopens: false });
    expect(saidBefore(4).findings.map(({ reason }) => reason)).to.include('repeats-itself');
  });

  it('does not take for a program who asks the same again and gets no answer', () => {
    const mail = aMail({ replyText: answer, text: answer });
    const said = new Map([[48213, talk(9, answer, false)]]);
    expect(match(facts([claim()], [aTicket()], { mail, said }), policy).author).to.equal('requester');
  });

  it('does not take for a program who thanks often', () => {
    const mail = aMail({ replyText: 'Thank you!' });
    const said = new Map([[48213, talk(9, 'Thank you!')]]);
    expect(match(facts([claim()], [aTicket()], { mail, said }), policy).author).to.equal('requester');
  });

  it('opens no fifth ticket that says the same, but adds to the last', () => {
    const repeated = aTicket();
    const found = match(facts([], [], { repeated }), policy);
    expect(found).to.deep.include({ ticket: repeated, author: 'program', reopens: false });
  });

  it('prefers an open ticket where the subject carries two IDs', () => {
    const second = aTicket({ id: '65a1b2c3d4e5f60718290002', number: 50001, ticketId: '50001-ABCD' });
    const claims = [claim(), claim({ id: '50001-ABCD', number: 50001 })];
    const found = match(facts(claims, [aTicket({ state: 'closed', closedAt: daysAgo(1) }), second]), policy);
    expect(found.ticket?.number).to.equal(50001);
    expect(found.subjectIdOpen).to.equal(true);
  });

  it('suggests another issue where the subject is new and the thread was long quiet', () => {
    const quiet = aTicket({ updatedAt: daysAgo(31) });
    const reference = claim({ found: 'references', audience: 'customer' });
    const reasons = (subject: string, ticket: Ticket, found = reference) =>
      reasonsOf(facts([found], [ticket], { mail: aMail({ subject }) }));
    expect(reasons('Invoice for May', quiet)).to.include('another-issue');
    expect(reasons('AW: Printer on fire', quiet)).not.to.include('another-issue');
    expect(reasons('Invoice for May', aTicket({ updatedAt: daysAgo(29) }))).not.to.include('another-issue');
    expect(reasons('Re: [#48213-K7QF] Invoice', quiet, claim())).not.to.include('another-issue');
  });

  it('names the outgoing mails that came back, the nearest first', () => {
    const claims = [
      claim({ found: 'address', outgoing: 'a'.repeat(24) }),
      claim({ found: 'references', outgoing: 'b'.repeat(24) }),
    ];
    expect(match(facts(claims, [aTicket()]), policy).outgoing).to.deep.equal([
      'a'.repeat(24),
      'b'.repeat(24),
    ]);
  });
});
