import { expect } from 'chai';
import fc from 'fast-check';
import { settingsSchema } from '../../src/config/schema.ts';
import type { AuthorMark } from '../../src/decision.ts';
import type { Facts, Match, Scoring, Source, TicketClaim } from '../../src/model/facts.ts';
import { type ScreeningPolicy, screen } from '../../src/screening/screen.ts';
import { aDelivery, aMail, aTicket, evidenceOf, someFacts } from '../support/facts.ts';

const defaults = settingsSchema.parse({}).screening;
const policy = (change: Partial<ScreeningPolicy> = {}): ScreeningPolicy => ({ ...defaults, ...change });

const scored = (score: number, action = 'no action', names: readonly string[] = []): Scoring => ({
  kind: 'scored',
  score: {
    engine: 'rspamd',
    score,
    action,
    symbols: names.map((name, index) => ({ name, score: index, options: [] })),
    ms: 1,
  },
});
const gtube = scored(15, 'reject');
const away: Scoring = { kind: 'unavailable', why: 'connect ECONNREFUSED' };

const claim: TicketClaim = {
  id: '48213-K7QF',
  number: 48213,
  found: 'subject',
  valid: true,
  audience: null,
  outgoing: null,
  explicit: true,
};

const noMatch: Match = {
  ticket: null,
  reopens: false,
  linkedTo: null,
  subjectIdOpen: false,
  outgoing: [],
  author: 'new-correspondent',
  findings: [],
};
const matched = (author: AuthorMark = 'requester'): Match => ({
  ...noMatch,
  ticket: aTicket(),
  subjectIdOpen: true,
  author,
});

/** Facts of a mail whose subject carries the ID, used by so many strangers within the hour. */
const claimed = (strangers: number, change: Partial<Facts> = {}) =>
  someFacts({
    claims: [claim],
    tickets: new Map([[48213, aTicket()]]),
    strangers: new Map([[48213, strangers]]),
    ...change,
  });

const dmarcFailed = (asks: 'none' | 'quarantine' | 'reject') => ({
  ...evidenceOf('failed'),
  dmarc: { result: 'fail' as const, policy: asks, domain: 'customer.example' },
});
const from = (source: Source) => aDelivery({ source });
const imported: Source = { kind: 'import', file: 'old.mbox' };
const received = (count: number) =>
  aMail({ headers: Array.from({ length: count }, () => ({ name: 'received', value: 'from a by b' })) });
const own = aMail({ nature: { kind: 'own', evidence: [] } });

interface Case {
  readonly facts?: Partial<Facts> | Facts;
  readonly match?: Match;
  readonly policy?: Partial<ScreeningPolicy>;
  readonly verdict: string;
  readonly reasons: readonly string[];
}

const allowShop = { allow: ['@customer.example'] };
const denyShop = { deny: ['@customer.example'] };

const cases: Readonly<Record<string, Case>> = {
  'passes what scores low': { facts: { scoring: scored(1) }, verdict: 'pass', reasons: ['clean'] },
  'quarantines from the threshold on': {
    facts: { scoring: scored(6) },
    verdict: 'quarantine',
    reasons: ['spam'],
  },
  'refuses from the upper threshold on': {
    facts: { scoring: scored(15) },
    verdict: 'reject',
    reasons: ['certain-spam'],
  },
  'refuses what the scorer would refuse': {
    facts: { scoring: scored(3, 'reject') },
    verdict: 'reject',
    reasons: ['certain-spam'],
  },
  'keeps back what a rule of the scorer keeps back': {
    facts: { scoring: scored(0, 'quarantine') },
    verdict: 'quarantine',
    reasons: ['spam'],
  },
  'does not care for the scorer’s milder actions': {
    facts: { scoring: scored(5, 'add header') },
    verdict: 'pass',
    reasons: ['clean'],
  },
  'quarantines certain spam that it can no longer refuse': {
    facts: { scoring: gtube, canRefuse: false },
    verdict: 'quarantine',
    reasons: ['certain-spam'],
  },
  'never refuses an import': {
    facts: { scoring: gtube, delivery: from(imported) },
    verdict: 'quarantine',
    reasons: ['certain-spam'],
  },
  'passes without a scorer': { verdict: 'pass', reasons: ['not-scored'] },
  'holds where the scorer is away': { facts: { scoring: away }, verdict: 'hold', reasons: ['unscreened'] },
  'screens an ID that may be guessed': {
    facts: claimed(0, { guessing: true, scoring: gtube }),
    match: matched('new-correspondent'),
    verdict: 'reject',
    reasons: ['guessed-id', 'certain-spam'],
  },
  'screens it though it names a participant, where nothing proves him': {
    facts: claimed(0, { guessing: true, scoring: gtube }),
    match: matched(),
    verdict: 'reject',
    reasons: ['guessed-id', 'certain-spam'],
  },
  'spares a participant who is proven, whoever guesses': {
    facts: claimed(0, { guessing: true, evidence: evidenceOf('authenticated') }),
    match: matched(),
    verdict: 'pass',
    reasons: ['bypass'],
  },
  'discards our own mail': { facts: { mail: own }, verdict: 'discard', reasons: ['loop'] },
  'discards our own mail with an ID too': {
    facts: claimed(0, { mail: own }),
    match: matched(),
    verdict: 'discard',
    reasons: ['loop'],
  },
  'refuses what has been round too often': {
    facts: { mail: received(51) },
    verdict: 'reject',
    reasons: ['loop'],
  },
  'refuses a loop with an ID too': {
    facts: claimed(0, { mail: received(51) }),
    match: matched(),
    verdict: 'reject',
    reasons: ['loop'],
  },
  'passes a long way': { facts: { mail: received(50) }, verdict: 'pass', reasons: ['not-scored'] },
  'refuses the denied': { policy: denyShop, verdict: 'reject', reasons: ['denied'] },
  'refuses the denied by their network': {
    policy: { deny: ['192.0.2.0/24'] },
    verdict: 'reject',
    reasons: ['denied'],
  },
  'passes the ID of an open ticket, though denied': {
    facts: claimed(0),
    match: matched(),
    policy: denyShop,
    verdict: 'pass',
    reasons: ['bypass'],
  },
  'quarantines the denied where it cannot refuse': {
    facts: { canRefuse: false },
    policy: denyShop,
    verdict: 'quarantine',
    reasons: ['denied'],
  },
  'denies before it allows': {
    facts: { evidence: evidenceOf('authenticated') },
    policy: { ...denyShop, ...allowShop },
    verdict: 'reject',
    reasons: ['denied'],
  },
  'passes the released, whatever the score': {
    facts: { scoring: gtube, delivery: aDelivery({ released: true }) },
    verdict: 'pass',
    reasons: ['released'],
  },
  'passes the released, though denied': {
    facts: { delivery: aDelivery({ released: true }) },
    policy: denyShop,
    verdict: 'pass',
    reasons: ['released'],
  },
  'refuses a forgery where the domain asks for it': {
    facts: { evidence: dmarcFailed('reject') },
    verdict: 'reject',
    reasons: ['dmarc-policy'],
  },
  'leaves a forgery to the score where the domain does not': {
    facts: { evidence: dmarcFailed('quarantine') },
    verdict: 'pass',
    reasons: ['not-scored'],
  },
  'leaves a forgery to the score where we do not': {
    facts: { evidence: dmarcFailed('reject') },
    policy: { dmarcReject: false },
    verdict: 'pass',
    reasons: ['not-scored'],
  },
  'files a possible spoof with an ID, for staff to see': {
    facts: claimed(0, { evidence: dmarcFailed('reject') }),
    match: matched('possible-spoof'),
    verdict: 'pass',
    reasons: ['bypass'],
  },
  'passes the allowed who are shown to be who they say': {
    facts: { scoring: gtube, evidence: evidenceOf('authenticated') },
    policy: allowShop,
    verdict: 'pass',
    reasons: ['allowed'],
  },
  'passes the allowed whose domain has no policy': {
    facts: { scoring: gtube, evidence: evidenceOf('aligned') },
    policy: allowShop,
    verdict: 'pass',
    reasons: ['allowed'],
  },
  'does not believe the allowed without evidence': {
    facts: { scoring: gtube },
    policy: allowShop,
    verdict: 'reject',
    reasons: ['certain-spam'],
  },
  'does not allow by an envelope sender': {
    facts: { scoring: gtube, evidence: evidenceOf('authenticated'), mail: aMail({ from: null }) },
    policy: allowShop,
    verdict: 'reject',
    reasons: ['certain-spam'],
  },
  'passes allowed networks': {
    facts: { scoring: gtube },
    policy: { allow: ['192.0.2.0/24'] },
    verdict: 'pass',
    reasons: ['allowed'],
  },
  'believes the authors of imported mail': {
    facts: { scoring: gtube, delivery: from(imported) },
    policy: allowShop,
    verdict: 'pass',
    reasons: ['allowed'],
  },
  'lets the ID of an open ticket pass whatever the score, and notes the score': {
    facts: claimed(0, { scoring: gtube }),
    match: matched(),
    verdict: 'pass',
    reasons: ['bypass', 'certain-spam'],
  },
  'lets it pass where the scorer is away': {
    facts: claimed(0, { scoring: away }),
    match: matched(),
    verdict: 'pass',
    reasons: ['bypass'],
  },
  'lets strangers with it pass while they are few': {
    facts: claimed(9, { scoring: gtube }),
    match: matched('new-correspondent'),
    verdict: 'pass',
    reasons: ['bypass', 'certain-spam'],
  },
  'screens strangers once they are many': {
    facts: claimed(10, { scoring: gtube }),
    match: matched('new-correspondent'),
    verdict: 'reject',
    reasons: ['leaked-id', 'certain-spam'],
  },
  'screens programs and spoofs among them': {
    facts: claimed(10, { scoring: gtube }),
    match: matched('possible-spoof'),
    verdict: 'reject',
    reasons: ['leaked-id', 'certain-spam'],
  },
  'lets participants pass all the same': {
    facts: claimed(10, { scoring: gtube }),
    match: matched('participant'),
    verdict: 'pass',
    reasons: ['bypass', 'certain-spam'],
  },
  'screens an ID that is not open': {
    facts: claimed(0, { scoring: gtube }),
    match: { ...matched(), subjectIdOpen: false },
    verdict: 'reject',
    reasons: ['certain-spam'],
  },
};

describe('screening', () => {
  for (const [name, { facts = {}, match = noMatch, policy: change = {}, verdict, reasons }] of Object.entries(
    cases,
  ))
    it(name, () => {
      const screened = screen(someFacts(facts), match, policy(change));
      expect(screened.verdict).to.equal(verdict);
      expect(screened.findings.map(({ reason }) => reason)).to.deep.equal(reasons);
      expect(screened.bypass).to.equal(reasons.includes('bypass'));
    });

  it('says the score, the threshold and the weightiest symbols', () => {
    const facts = someFacts({ scoring: scored(7.204, 'add header', ['NOTHING', 'LITTLE', 'MUCH']) });
    expect(screen(facts, noMatch, policy()).findings[0]?.detail).to.equal('score 7.2 of 6: MUCH, LITTLE');
  });

  const anyScoring: fc.Arbitrary<Scoring> = fc.oneof(
    fc.constant<Scoring>({ kind: 'off' }),
    fc.constant(away),
    fc.tuple(fc.double({ noNaN: true }), fc.string()).map(([score, action]) => scored(score, action)),
  );
  const anyTrust = fc.constantFrom('authenticated', 'aligned', 'unproven', 'failed', 'unavailable');
  const anyAuthor = fc.constantFrom<AuthorMark>(
    'requester',
    'staff',
    'new-correspondent',
    'possible-spoof',
    'program',
  );

  it('never keeps the ID of an open ticket from staff, whatever the score and the evidence', () => {
    fc.assert(
      fc.property(
        anyScoring,
        anyTrust,
        anyAuthor,
        fc.nat(9),
        fc.boolean(),
        (scoring, trust, author, strangers, canRefuse) => {
          const facts = claimed(strangers, { scoring, canRefuse, evidence: evidenceOf(trust) });
          const screened = screen(facts, matched(author), policy(denyShop));
          expect([screened.verdict, screened.bypass]).to.deep.equal(['pass', true]);
        },
      ),
    );
  });

  it('never refuses where a refusal reaches nobody, and never bypasses without an open ID', () => {
    fc.assert(
      fc.property(anyScoring, anyTrust, fc.nat(100), fc.boolean(), (scoring, trust, hops, denied) => {
        const facts = someFacts({
          scoring,
          canRefuse: false,
          mail: received(hops),
          evidence: evidenceOf(trust),
        });
        const screened = screen(facts, noMatch, policy(denied ? denyShop : {}));
        expect(screened.verdict).to.not.equal('reject');
        expect(screened.bypass).to.equal(false);
      }),
    );
  });
});
