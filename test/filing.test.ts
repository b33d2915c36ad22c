import { expect } from 'chai';
import type { Decided } from '../src/decide.ts';
import type { Decision } from '../src/decision.ts';
import { type FilingParts, makeFiling } from '../src/filing.ts';
import type { TicketInHand } from '../src/letters.ts';
import type { Facts, Match } from '../src/model/facts.ts';
import type { ClaimedMail } from '../src/model/mail-store.ts';
import type { NewOutgoing } from '../src/model/outbox-store.ts';
import { aDelivery, aMail, aTicket, evidenceOf, someFacts } from './support/facts.ts';
import { anEntry, countingIds } from './support/outgoing.ts';

const claimed: ClaimedMail = {
  claim: { id: aDelivery().id, owner: 'me', epoch: 1 },
  delivery: aDelivery(),
  attempts: 0,
};

function parts(): FilingParts & { asked: string[] } {
  const newId = countingIds();
  const asked: string[] = [];
  const letter = (
    kind: NewOutgoing['kind'],
    { id, ticketId }: TicketInHand,
    waitsFor: readonly string[] = [],
  ): NewOutgoing => {
    asked.push(kind);
    return { ...anEntry(), id: newId(), kind, ticket: id, ticketId, waitsFor };
  };
  const letters: FilingParts['letters'] = {
    notices: (ticket) => [letter('notice', ticket), letter('notice', ticket)],
    receipt: (ticket, _facts, _to, waitsFor) => letter('receipt', ticket, waitsFor),
  };
  const byStaff: FilingParts['byStaff'] = ({ claim, decision, byMail: { ticket } }) => {
    const outgoing = [letter('reply', ticket)];
    return {
      claim,
      state: 'filed',
      decision,
      open: null,
      change: null,
      ticket,
      messages: [],
      outgoing,
      reports: [],
    };
  };
  return { letters, byStaff, newId, asked, isOurs: (address) => address.endsWith('@desk.example') };
}

const noMatch: Match = {
  ticket: null,
  reopens: false,
  linkedTo: null,
  subjectIdOpen: false,
  outgoing: [],
  author: 'requester',
  findings: [],
};
const plain: Decision = {
  outcome: 'file',
  bypass: false,
  reasons: [],
  ticket: 'new',
  department: 'support',
  receipt: { send: true, reason: 'receipt-due' },
  priority: 'high',
  tags: ['vip'],
  owner: null,
  linkedTo: null,
  author: 'requester',
  unscreened: false,
};
const decided = (decision: Partial<Decision> = {}, match: Partial<Match> = {}): Decided => ({
  decision: { ...plain, ...decision },
  match: { ...noMatch, ...match },
  routed: null,
  receiptTo: { name: 'Ana', address: 'ana@customer.example' },
});
const file = (given: Decided, facts: Facts = someFacts(), own = parts()) =>
  makeFiling(own, claimed, facts, given, { number: 48213, ticketId: '48213-K7QF' });

describe('filing', () => {
  it('opens a ticket with its first message, and sends the receipt behind the notices', () => {
    const filing = file(decided());
    expect(filing.open).to.include({
      number: 48213,
      ticketId: '48213-K7QF',
      department: 'support',
      priority: 'high',
    });
    expect(filing.messages.map(({ kind }) => kind)).to.deep.equal(['inbound', 'receipt']);
    const [first, second, receipt] = filing.outgoing;
    expect(receipt).to.deep.include({ kind: 'receipt', waitsFor: [first?.id, second?.id] });
    expect(filing.decision.ticket).to.equal('48213-K7QF');
  });

  it('says in the history why no receipt was sent', () => {
    const filing = file(decided({ receipt: { send: false, reason: 'dead-address' } }));
    expect(filing.outgoing.map(({ kind }) => kind)).to.deep.equal(['notice', 'notice']);
    expect(filing.messages.at(-1)).to.include({
      kind: 'event',
      mark: 'no-receipt',
      text: 'mail to this address bounced lately',
    });
  });

  it('counts those whom the requester named among the participants, and nobody else’s', () => {
    const cc = [{ name: '', address: 'Boss@customer.example' }];
    const facts = someFacts({ mail: aMail({ cc }) });
    expect(file(decided(), facts).open?.participants).to.deep.equal([
      'ana@customer.example',
      'boss@customer.example',
    ]);
    const ticket = aTicket();
    const change = (author: Decision['author']) =>
      file(decided({ ticket: ticket.ticketId, author }, { ticket }), facts).change?.change.addParticipants;
    expect(change('requester')).to.include('boss@customer.example');
    expect(change('new-correspondent')).to.equal(undefined);
  });

  it('wakes a waiting ticket by a customer’s answer, and tells staff', () => {
    const ticket = aTicket({ state: 'waiting' });
    const filing = file(decided({ ticket: ticket.ticketId }, { ticket }));
    expect(filing.open).to.equal(null);
    expect(filing.change).to.deep.include({ ticket: ticket.id });
    expect(filing.change?.change.state).to.equal('open');
    expect(filing.outgoing.map(({ kind }) => kind)).to.deep.equal(['notice', 'notice']);
  });

  it('reopens a closed ticket, and keeps a held one held', () => {
    const closed = aTicket({ state: 'closed' });
    const reopened = file(decided({ ticket: closed.ticketId }, { ticket: closed, reopens: true }));
    expect(reopened.change?.change).to.deep.include({ state: 'open', closedAt: null });
    expect(reopened.messages.map(({ mark }) => mark)).to.include('reopened');
    const held = aTicket({ state: 'held' });
    expect(file(decided({ ticket: held.ticketId }, { ticket: held })).change?.change.state).to.equal('held');
  });

  it('changes no state and tells nobody for automatic mail', () => {
    const ticket = aTicket({ state: 'waiting' });
    const filing = file(decided({ ticket: ticket.ticketId, author: 'program' }, { ticket }));
    expect(filing.change?.change).to.deep.equal({});
    expect(filing.outgoing).to.deep.equal([]);
  });

  it('records a bounce on the outgoing row and in the history', () => {
    const ticket = aTicket();
    const bounce = {
      recipient: 'ana@customer.example',
      action: 'failed',
      status: '5.1.1',
      replyCode: '550',
      hard: true,
      reason: 'userunknown',
      diagnostic: null,
      originalMessageId: null,
    } as const;
    const facts = someFacts({ mail: aMail({ nature: { kind: 'bounce', evidence: [] }, bounces: [bounce] }) });
    const outgoing = ['b'.repeat(24)];
    const filing = file(decided({ ticket: ticket.ticketId, author: 'program' }, { ticket, outgoing }), facts);
    expect(filing.reports).to.deep.equal([{ outgoing: outgoing[0], bounce }]);
    expect(filing.messages.at(-1)?.text).to.equal(
      'mail to ana@customer.example came back: userunknown 5.1.1',
    );
  });

  it('leaves to the desk what staff write by mail', () => {
    const own = parts();
    const byMail = { kind: 'absent', ticket: aTicket() } as const;
    const filing = file({ ...decided({ author: 'staff' }), byMail }, someFacts(), own);
    expect(filing.outgoing.map(({ kind }) => kind)).to.deep.equal(['reply']);
    expect(own.asked).to.deep.equal(['reply']);
  });

  for (const [outcome, state] of [
    ['quarantine', 'quarantined'],
    ['discard', 'discarded'],
    ['reject', 'quarantined'],
  ] as const) {
    it(`writes no ticket and no mail where the outcome is ${outcome}`, () => {
      const filing = file(decided({ outcome }));
      expect(filing).to.deep.include({
        state,
        open: null,
        change: null,
        ticket: null,
        messages: [],
        outgoing: [],
      });
    });
  }

  it('says in the ticket that a mail could not be read', () => {
    const defects = ['could not be read: it takes too long; the original is attached'];
    const filing = file(decided(), someFacts({ mail: aMail({ unreadable: true, defects }) }));
    expect(filing.messages.find(({ mark }) => mark === 'unreadable')?.text).to.equal(defects[0]);
  });

  it('keeps attachments by name, size and hash; the bytes stay in the raw mail', () => {
    const attachment = {
      filename: 'a.txt',
      contentType: 'text/plain',
      size: 1,
      sha256: 'h',
      inline: false,
      contentId: null,
    };
    const facts = someFacts({ mail: aMail({ attachments: [attachment] }) });
    expect(file(decided(), facts).messages[0]?.attachments).to.deep.equal([attachment]);
  });

  it('writes what was found out of the sender where the row of the mail does not say it yet', () => {
    const asked = { evidence: evidenceOf('authenticated'), scoring: { kind: 'off' } } as const;
    const facts = someFacts({ delivery: aDelivery({ known: asked }) });
    const file = (known: typeof asked | null) =>
      makeFiling(
        parts(),
        known === null ? claimed : { ...claimed, delivery: aDelivery({ known }) },
        facts,
        { decision: { ...plain, outcome: 'discard' }, match: noMatch, receiptTo: null, routed: null },
        null,
      );
    expect(file(null).known).to.equal(asked);
    expect(file({ ...asked })).not.to.have.property('known');
  });
});
