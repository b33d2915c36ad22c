import { expect } from 'chai';
import fc from 'fast-check';
import { settingsSchema } from '../../../src/config/schema.ts';
import { compileRules } from '../../../src/screening/rules/compile.ts';
import type { RuleFacts } from '../../../src/screening/rules/facts.ts';
import { type ScreeningPolicy, screenBy } from '../../../src/screening/screen.ts';
import { aDelivery, aMail } from '../../support/facts.ts';
import { nothingKnown, rule, ruleFactsOf, rulesOf, scoreOf, world } from './rules.ts';

const { screening } = settingsSchema.parse({});
const policy = (rules: ScreeningPolicy['rules'], change: Partial<ScreeningPolicy> = {}): ScreeningPolicy => ({
  ...screening,
  ...(rules === undefined ? {} : { rules }),
  departmentOf: () => 'support',
  ...change,
});
const all = { size: { above: 0 } };
const withTicket = {
  circumstances: { ...nothingKnown, claim: 'open', subjectIdOpen: true, ticketId: '48213-K7QF' },
} as const;
const screened = (
  rules: ScreeningPolicy['rules'],
  facts: Partial<RuleFacts> = {},
  change: Partial<ScreeningPolicy> = {},
) => screenBy(ruleFactsOf(facts), policy(rules, change));
const reasonsOf = ({ findings }: { findings: readonly { reason: string }[] }) =>
  findings.map(({ reason }) => reason);

/** Rule sets as somebody may write them who means it badly, and never says `evenWithTicket`. */
const conditions = fc.constantFrom<object>(
  all,
  {},
  { claim: { equals: 'open' } },
  { participant: true },
  { subject: { contains: 'fire' } },
  { body: { matches: '.*' } },
  { score: { above: 1 } },
  { any: [{ known: false }, { trust: { equals: 'unproven' } }] },
  { not: { claim: { equals: 'none' } } },
);
const actions = fc.constantFrom<object>(
  { quarantine: true },
  { reject: 'go away' },
  { discard: true },
  { allow: true },
  { score: 500 },
  { tag: 'x', department: 'billing', receipt: false, stop: true },
);
const hostileRules = fc
  .array(fc.record({ when: conditions, then: actions, meant: fc.boolean() }), { minLength: 1, maxLength: 8 })
  .map((written) => {
    const draft = { rules: written.map((one, i) => ({ name: `r${i}`, ...one })), thresholds: null };
    return compileRules(draft, world).rules;
  });

describe('screening by rules', () => {
  it('changes nothing for a mail that has the bypass, whatever the rules, unless one says evenWithTicket', () => {
    const scores = fc.constantFrom(scoreOf(0), scoreOf(99, { action: 'reject' }), { kind: 'off' } as const);
    fc.assert(
      fc.property(hostileRules, scores, (rules, scoring) => {
        const facts = { ...withTicket, scoring };
        expect(screened(rules, facts)).to.deep.equal(screened(undefined, facts));
      }),
    );
    expect(screened(rule(all, { reject: true }), withTicket)).to.deep.include({
      verdict: 'pass',
      bypass: true,
    });
  });

  it('lets a rule that says evenWithTicket see such a mail', () => {
    const held = screened(rule(all, { quarantine: true }, { evenWithTicket: true }), withTicket);
    expect(held).to.deep.include({ verdict: 'quarantine', bypass: false });
    const tagged = screened(rule(all, { tag: 'seen' }, { evenWithTicket: true }), withTicket);
    expect(tagged).to.deep.include({ verdict: 'pass', bypass: true });
    expect(tagged.changes?.tags).to.deep.equal(['seen']);
    const scored = screened(rule(all, { score: 99 }, { evenWithTicket: true }), withTicket);
    expect(scored, 'the score is spared').to.deep.include({ verdict: 'pass', bypass: true });
  });

  it('tells the score that decided, with what rules added', () => {
    const added = screened(rule(all, { score: 8 }), { scoring: scoreOf(0.9) });
    expect(added).to.deep.include({ verdict: 'quarantine', score: 8.9 });
    expect(screened(rule(all, { quarantine: true, score: -2 }), { scoring: scoreOf(3) }).score).to.equal(1);
    expect(screened(rule(all, { score: 7 }), { scoring: { kind: 'off' } }).score).to.equal(7);
    expect(screened(undefined, { scoring: { kind: 'off' } })).not.to.have.property('score');
    // The bypass spares it what rules add.
    const spared = rule(all, { score: 99 }, { evenWithTicket: true });
    expect(screened(spared, { ...withTicket, scoring: scoreOf(3) }).score).to.equal(3);
  });

  it('lets rules see a mail whose bypass has ended', () => {
    const leaked = { circumstances: { ...withTicket.circumstances, strangers: 99 } };
    const held = screened(rule(all), leaked);
    expect(held.verdict).to.equal('quarantine');
    expect(reasonsOf(held)).to.deep.equal(['leaked-id', 'rule-quarantined']);
  });

  it('stops loops, our own mail and malware before rules and bypass', () => {
    const allowing = rule(all, { allow: true, tag: 'x' }, { evenWithTicket: true });
    const own = aMail({ nature: { kind: 'own', evidence: [] } });
    const round = aMail({ headers: Array.from({ length: 60 }, () => ({ name: 'received', value: 'x' })) });
    const symbols = [{ name: 'CLAM_VIRUS', score: 20, options: ['Eicar'] }];
    expect(screened(allowing, { mail: own, ...withTicket }).verdict).to.equal('discard');
    expect(screened(allowing, { mail: round, ...withTicket }).verdict).to.equal('reject');
    const infected = screened(allowing, { scoring: scoreOf(1, { symbols }), ...withTicket });
    expect(infected).to.deep.include({ verdict: 'reject', bypass: false });
    expect(infected.findings).to.deep.equal([
      { stage: 'screen', reason: 'malware', detail: 'CLAM_VIRUS, Eicar' },
    ]);
    const failed = [{ name: 'CLAM_VIRUS_FAIL', score: 0, options: [] }];
    expect(screened(undefined, { scoring: scoreOf(1, { symbols: failed }) }).verdict).to.equal('pass');
  });

  it('puts rules before lists, policies and score', () => {
    const denied = { deny: ['@customer.example'] };
    expect(screened(rule(all, { allow: true }), { scoring: scoreOf(50) }, denied).verdict).to.equal('pass');
    expect(screened(rule(all, { tag: 'x' }), {}, denied)).to.deep.include({ verdict: 'reject' });
  });

  it('adds what rules add to the score, or stands it alone where there is no scorer', () => {
    const six = rule(all, { score: 6 });
    expect(reasonsOf(screened(six))).to.deep.equal(['rule-scored', 'spam']);
    expect(screened(six, { scoring: scoreOf(9) }).verdict).to.equal('reject');
    expect(screened(rule(all, { score: -6 }), { scoring: scoreOf(9) }).verdict).to.equal('pass');
  });

  it('holds for the scorer where a rule asks for the score before there is a verdict', () => {
    const scoring = { kind: 'unavailable', why: 'away' } as const;
    const asking = rulesOf(`
rules:
  - { name: a, when: { score: { above: 3 } }, then: { quarantine: true } }
  - { name: b, when: { size: { above: 0 } }, then: { allow: true } }
`);
    expect(screened(asking, { scoring }).verdict).to.equal('hold');
    expect(screened(rule(all, { allow: true }), { scoring }).verdict).to.equal('pass');
    expect(screened(rule(all, { tag: 'x' }), { scoring }).verdict).to.equal('hold');
  });

  it('holds what a rule refuses where a refusal reaches nobody any more', () => {
    expect(screened(rule(all, { reject: 'no' }), { canRefuse: false }).verdict).to.equal('quarantine');
    expect(screened(rule(all, { reject: 'no' })).refusal).to.equal('no');
  });

  it('lets pass what staff released, and does the rest that rules say', () => {
    const delivery = aDelivery({ released: true });
    const passed = screened(rule(all, { quarantine: true, tag: 'x', score: 9 }), { delivery });
    expect(passed.verdict).to.equal('pass');
    expect(passed.changes?.tags).to.deep.equal(['x']);
    expect(reasonsOf(passed)).to.deep.equal(['rule-changed', 'released']);
    const even = rule(all, { quarantine: true }, { evenWithTicket: true });
    expect(screened(even, { delivery, ...withTicket })).to.deep.include({ verdict: 'pass', bypass: true });
  });
});
