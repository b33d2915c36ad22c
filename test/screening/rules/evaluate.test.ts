import { expect } from 'chai';
import fc from 'fast-check';
import { ruleNamed } from '../../../src/model/rules.ts';
import { compileRules } from '../../../src/screening/rules/compile.ts';
import { evaluate } from '../../../src/screening/rules/evaluate.ts';
import { aMail, now } from '../../support/facts.ts';
import { outcome, rule, ruleFactsOf, rulesOf, scoreOf, world } from './rules.ts';

const fire = { subject: { contains: 'fire' } };

describe('a set of rules', () => {
  it('lets all rules act that hold, and the first verdict stand', () => {
    const rules = rulesOf(`
rules:
  - { name: tagged, when: { subject: { contains: fire } }, then: { tag: fire, score: 2 } }
  - { name: other, when: { subject: { contains: flood } }, then: { reject: no floods } }
  - { name: held, when: { subject: { contains: fire } }, then: { quarantine: true } }
  - { name: late, when: { subject: { contains: fire } }, then: { allow: true, tags: [late, fire], score: -0.5, priority: high } }
`);
    const { verdict, score, changes, fired } = outcome(rules);
    expect(verdict).to.deep.equal({ do: 'quarantine', text: '', rule: 'held' });
    expect(score).to.equal(1.5);
    expect(changes).to.deep.include({ tags: ['fire', 'late'], priority: 'high' });
    expect(fired.map(({ name }) => name)).to.deep.equal(['tagged', 'held', 'late']);
  });

  it('looks at none after one that says stop', () => {
    const rules = rulesOf(`
rules:
  - { name: first, when: { subject: { contains: fire } }, then: { tag: one, stop: true } }
  - { name: second, when: { subject: { contains: fire } }, then: { reject: true } }
`);
    expect(outcome(rules).fired).to.have.length(1);
    expect(outcome(rules).verdict).to.equal(null);
  });

  it('gives the last word on department, owner, priority and receipt to the later rule', () => {
    const rules = rulesOf(`
rules:
  - { name: a, when: { size: { above: 1 } }, then: { department: sales, priority: low, receipt: false } }
  - { name: b, when: { size: { above: 1 } }, then: { department: billing, owner: kim@desk.example } }
`);
    expect(outcome(rules).changes).to.deep.equal({
      tags: [],
      department: 'billing',
      priority: 'low',
      owner: 'kim@desk.example',
      receipt: false,
    });
  });

  it('does what its order says, whatever the rules', () => {
    const verdicts = ['allow', 'quarantine', 'reject', 'discard'] as const;
    const one = fc.record({
      holds: fc.boolean(),
      verdict: fc.option(fc.constantFrom(...verdicts)),
      score: fc.integer({ min: -9, max: 9 }),
      stop: fc.boolean(),
      enabled: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), (plan) => {
        const written = plan.map(({ holds, verdict, score, stop, enabled }, i) => ({
          name: `r${i}`,
          enabled,
          when: { subject: { contains: holds ? 'fire' : 'flood' } },
          then: { tag: `t${i}`, score, stop, ...(verdict === null ? {} : { [verdict]: true }) },
        }));
        const { rules } = compileRules({ rules: written, thresholds: null }, world);
        const held = plan.flatMap((rule, i) => (rule.holds && rule.enabled ? [{ ...rule, i }] : []));
        const end = held.findIndex(({ stop }) => stop);
        const acted = end < 0 ? held : held.slice(0, end + 1);
        const { verdict, score, changes, fired } = outcome(rules);
        expect(fired.map(({ name }) => name)).to.deep.equal(acted.map(({ i }) => `r${i}`));
        expect(changes.tags).to.deep.equal(acted.map(({ i }) => `t${i}`));
        expect(score).to.equal(acted.reduce((sum, rule) => sum + rule.score, 0));
        expect(verdict?.do ?? null).to.equal(acted.find((rule) => rule.verdict !== null)?.verdict ?? null);
      }),
    );
  });

  it('leaves out what is switched off or over; a day counts to its end', () => {
    expect(outcome(rule(fire, { tag: 'x' }, { enabled: false })).fired).to.deep.equal([]);
    expect(outcome(rule(fire, { tag: 'x' }, { expires: '2026-03-02' })).fired).to.deep.equal([]);
    expect(outcome(rule(fire, { tag: 'x' }, { expires: '2026-03-03' })).fired).to.have.length(1);
    const over = { now: new Date('2026-03-04T00:00:00Z') };
    expect(outcome(rule(fire, { tag: 'x' }, { expires: '2026-03-03' }), over).fired).to.deep.equal([]);
  });

  it('counts what rules above have added into the score', () => {
    const rules = rulesOf(`
rules:
  - { name: a, when: { subject: { contains: fire } }, then: { score: 3 } }
  - { name: b, when: { score: { above: 5 } }, then: { quarantine: true } }
`);
    expect(outcome(rules, { scoring: scoreOf(2.5) }).verdict?.rule).to.equal('b');
    expect(outcome(rules, { scoring: scoreOf(2) }).verdict).to.equal(null);
  });

  it('names the rule and its version in what it found', () => {
    const { findings } = outcome(rule(fire, { discard: 'not for us', tag: 'x', score: -1 }));
    expect(findings).to.deep.equal([
      { stage: 'screen', reason: 'rule-discarded', detail: 'one (version 3): not for us' },
      { stage: 'screen', reason: 'rule-scored', detail: 'one (version 3): -1' },
      { stage: 'screen', reason: 'rule-changed', detail: 'one (version 3): tag x' },
    ]);
    for (const { detail } of findings) expect(ruleNamed(detail)).to.deep.equal({ name: 'one', version: 3 });
    expect(ruleNamed('score 7 of 6')).to.equal(null);
  });

  describe('with captures', () => {
    const when = { subject: { matches: 'order (?P<order>\\w+) for (?<team>.+)' } };
    const subject = (text: string) => ({ mail: aMail({ subject: text }) });

    it('fills them into tags and texts', () => {
      const then = { tag: 'order-{{order}}', reject: 'no order {{ order }} here', department: '{{team}}' };
      const { verdict, changes } = outcome(rule(when, then), subject('Your ORDER 4711 for billing'));
      expect(verdict?.text).to.equal('no order 4711 here');
      expect(changes).to.deep.include({ tags: ['order-4711'], department: 'billing' });
    });

    it('does not take what they say for a department or a member of staff that there is not', () => {
      const rules = rule(when, {
        department: '{{team}}',
        owner: '{{order}}',
        priority: '{{order}}',
        tag: 'seen',
      });
      const { changes, findings } = outcome(rules, subject('order 1 for the devil'));
      expect(changes).to.deep.equal({
        tags: ['seen'],
        department: null,
        priority: null,
        owner: null,
        receipt: null,
      });
      expect(findings.at(-1)).to.deep.include({ reason: 'rule-failed' });
      expect(findings.at(-1)?.detail).to.include('no department "the devil"');
    });

    it('takes them as data: one line, bounded, and no template again', () => {
      const rules = rule({ body: { matches: '(?s)<<(?P<x>.*)>>' } }, { reject: 'so: {{x}}.', tag: '{{x}}' });
      fc.assert(
        fc.property(
          fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('{{x}}', '$1 $& {{order}}', '\r\n250 ok')),
          (x) => {
            const { verdict, changes } = outcome(rules, { mail: aMail({ text: `<<${x.repeat(20)}>>` }) });
            if (verdict === null) return;
            expect(verdict.text).to.match(/^so: ?\P{Cc}{0,101}\.$/u);
            for (const tag of changes.tags) expect(tag).to.match(/^\P{Cc}{1,50}$/u);
          },
        ),
      );
      const { verdict } = outcome(rules, { mail: aMail({ text: '<<{{x}} $& \r\n250>>' }) });
      expect(verdict?.text).to.equal('so: {{x}} $&  250.');
    });

    it('knows nothing of a rule before', () => {
      const rules = rulesOf(`
rules:
  - { name: a, when: { subject: { matches: '(?P<x>fire)' } }, then: { tag: 'a-{{x}}' } }
  - { name: b, when: { any: [ { subject: { contains: fire } }, { subject: { matches: '(?P<x>none)' } } ] }, then: { tag: 'b-{{x}}' } }
`);
      expect(outcome(rules).changes.tags).to.deep.equal(['a-fire', 'b-']);
    });
  });

  it('cannot be made to hang by any expression and any mail', () => {
    const hostile = [
      '(x+x+)+y',
      '(a|aa)+$',
      '(a*)*b',
      '([a-z ]+)+!',
      '(?i)(.*)(.*)(.*)(.*)=',
      '(?:a?){60}a{60}',
      '[ab]*a[ab]{40}z',
    ];
    const text = fc.constantFrom('a', 'ab', 'x y ', 'aaaaaaaaaaaaaaaaaaaaaaaa!', 'äö€𝒳');
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...hostile), { minLength: 1, maxLength: 60 }),
        text,
        (expressions, unit) => {
          const mail = aMail({ text: unit.repeat(10_000_000 / unit.length), subject: unit.repeat(5000) });
          const written = expressions.map((matches, i) => ({
            name: `rule ${i}`,
            when: { not: { body: { matches } }, subject: { wildcard: '*a*b*c*d*e*' } },
            then: { tag: 'x' },
          }));
          const { rules, problems } = compileRules({ rules: written, thresholds: null }, world);
          expect(problems).to.deep.equal([]);
          const { fired, findings } = evaluate(rules, ruleFactsOf({ mail }), false);
          expect(fired.length + findings.length).to.be.at.most(3 * expressions.length);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('says of a rule whose expressions would take too long that it was not followed, and goes on', () => {
    const slow = Array.from({ length: 40 }, (_, i) => `[ab]{0,140}${'c'.repeat(1 + (i % 3))}q`);
    const draft = {
      rules: [
        ...slow.map((matches, i) => ({
          name: `slow ${i}`,
          when: { body: { matches } },
          then: { quarantine: true },
        })),
        { name: 'last', when: { subject: { contains: 'fire' } }, then: { tag: 'seen' } },
      ],
      thresholds: null,
    };
    const { rules, problems } = compileRules(draft, world);
    expect(problems).to.deep.equal([]);
    const { findings, changes } = outcome(rules, { mail: aMail({ text: 'ab'.repeat(100_000) }) });
    expect(findings.filter(({ reason }) => reason === 'rule-failed')).to.not.be.empty;
    expect(findings[0]?.detail).to.match(
      /^slow \d+ \(version 0\): its expressions take too much time on this mail$/,
    );
    expect(changes.tags).to.deep.equal(['seen']);
  });

  it('makes the same of the same mail, whatever came before it', () => {
    const rules = rule({ body: { matches: '(?P<w>burns)' } }, { tag: '{{w}}' });
    const first = outcome(rules);
    outcome(rules, { mail: aMail({ text: 'nothing' }), now });
    expect(outcome(rules)).to.deep.equal(first);
  });
});
