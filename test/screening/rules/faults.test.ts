import { expect } from 'chai';
import fc from 'fast-check';
import type { RuleDraft } from '../../../src/model/rules.ts';
import { dangersOf, faultsOf } from '../../../src/screening/rules/faults.ts';
import { showProblem } from '../../../src/screening/rules/problems.ts';
import { readRules } from '../../../src/screening/rules/yaml.ts';
import { world } from './rules.ts';

const good = { name: 'good', when: { subject: { contains: 'x' } }, then: { quarantine: true } };
const draftOf = (...rules: unknown[]): RuleDraft => ({ rules, thresholds: null });
const faults = (...rules: unknown[]) => faultsOf(draftOf(...rules), world).map(showProblem);
const dangers = (when: unknown, then: unknown = { quarantine: true }, more: object = {}) =>
  dangersOf(draftOf({ name: 'one', when, then, ...more })).map(({ danger }) => danger);

describe('what is wrong with rules', () => {
  it('is told all at once, each with its place and the nearest name', () => {
    const said = faults(
      good,
      { name: 'good', whn: {}, when: { body: { contians: 'x' } }, then: { quarantine: true } },
      { name: 'c', when: { bodi: { contains: 'x' } }, then: { quarantene: true } },
      { name: '', when: { body: { contains: '' } }, then: {}, enabled: 'maybe', expires: 'soon' },
    );
    expect(said).to.include.members([
      'rules[1].whn: unknown key; did you mean when?',
      'rules[1].when.body.contians: unknown operator; did you mean contains?',
      'rules[2].when.bodi: unknown field; did you mean body?',
      'rules[2].then.quarantene: unknown key; did you mean quarantine?',
      'rules[3].name: expects one line of 1 to 80 characters',
      'rules[3].enabled: expects true or false',
      'rules[3].expires: expects a date such as 2026-12-31',
      'rules[3].when.body.contains: expects a text of 1 to 1000 characters',
      'rules[3].then: expects an action, such as quarantine: true or tag: …',
    ]);
  });

  it('is told once of a rule without conditions or actions, or that is none, in words of ours', () => {
    expect(faults({ name: 'a', when: good.when }, { name: 'b', then: good.then }, 9)).to.deep.equal([
      'rules[0].then: expects actions, such as quarantine: true',
      'rules[1].when: expects fields with their operators, such as subject: {contains: …}',
      'rules[2]: expects a rule: name, when and then',
    ]);
  });

  const cases: [string, unknown, unknown, RegExp][] = [
    [
      'two verdicts',
      { size: { above: 1 } },
      { allow: true, reject: true },
      /then: expects one of allow, quarantine/,
    ],
    [
      'an expression that is none',
      { body: { matches: '(' } },
      { allow: true },
      /matches: no good expression \(RE2 syntax\)/,
    ],
    ['an expression with a look behind', { body: { matches: '(?<=a)b' } }, { allow: true }, /RE2 syntax/],
    [
      'an expression that repeats too much',
      { body: { matches: '[ab]{0,900}' } },
      { allow: true },
      /repeats too much/,
    ],
    [
      'a name that nothing captures',
      { body: { matches: '(?P<a>x)' } },
      { tag: '{{b}}' },
      /\{\{b\}\}: no expression/,
    ],
    [
      'a network that is none',
      { address: { in: ['10.0.0.0/33'] } },
      { allow: true },
      /address.in: expects IP addresses/,
    ],
    [
      'an unknown evidence',
      { trust: { equals: 'autenticated' } },
      { allow: true },
      /unknown value; did you mean authenticated\?/,
    ],
    [
      'a header without a name',
      { header: { contains: 'x' } },
      { allow: true },
      /header.name: expects the name/,
    ],
    [
      'an operator where a part belongs',
      { attachment: { ends: '.exe' } },
      { allow: true },
      /write name: \{ends: …\}/,
    ],
    [
      'a rate without an end',
      { rate: { of: 'sender', above: 3 } },
      { allow: true },
      /rate.within: expects minutes/,
    ],
    ['a size in words', { size: { above: 'big' } }, { allow: true }, /size.above: expects a number/],
    ['a language that is no code', { language: { equals: 'german' } }, { allow: true }, /two-letter codes/],
    ['an empty any', { any: [] }, { allow: true }, /when.any: expects a list of conditions/],
    ['a list instead of conditions', [], { allow: true }, /when: expects fields/],
    ['a department that there is not', good.when, { department: 'slaes' }, /there is no department slaes/],
    ['an owner who is no member of staff', good.when, { owner: 'eve@else.example' }, /no member of staff/],
    [
      'a priority that there is not',
      good.when,
      { priority: 'hihg' },
      /expects one of low, normal, high, urgent/,
    ],
    ['a refusal that SMTP cannot say', good.when, { reject: 'Bitte prüfen' }, /then.reject: expects ASCII/],
    ['a refusal of two lines', good.when, { reject: 'a\r\n250 b' }, /then.reject: expects .*one line/],
  ];
  for (const [what, when, then, words] of cases)
    it(`is told of ${what}`, () => expect(faults({ name: 'one', when, then }).join('\n')).to.match(words));

  for (const expires of ['2027-02-31', '2027-13-01', '1', '31.12.2027', '2027-01-31T25:00'])
    it(`is told of ${expires}, which is no day`, () =>
      expect(faults({ ...good, expires }).join()).to.include('expires: expects a date such as 2026-12-31'));

  it('is told of thresholds in the wrong order', () => {
    const problems = faultsOf({ rules: [], thresholds: { quarantineAt: 9, rejectAt: 5 } }, world);
    expect(problems.map(({ path }) => path)).to.deep.equal(['thresholds']);
  });

  it('is told of thresholds that keep mail back which nothing speaks against', () => {
    for (const quarantineAt of [0, -100]) {
      const problems = faultsOf({ rules: [], thresholds: { quarantineAt, rejectAt: 5 } }, world);
      expect(problems.map(({ path }) => path)).to.deep.equal(['thresholds.quarantineAt']);
    }
  });

  it('is not what a mail fills in, whatever its letters', () => {
    const when = { subject: { matches: '(?P<word>\\w+)' } };
    expect(faults({ name: 'one', when, then: { reject: 'no {{word}}' } })).to.deep.equal([]);
  });

  it('never makes the reader fail, whatever stands there', () => {
    const rule = fc.record(
      { name: fc.anything(), when: fc.anything(), then: fc.anything() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.anything(), rule)), fc.anything(), (rules, thresholds) => {
        const draft = { rules, thresholds: thresholds as RuleDraft['thresholds'] };
        for (const { path, problem } of faultsOf(draft, world)) expect(`${path}${problem}`).to.be.a('string');
        dangersOf(draft);
      }),
    );
  });

  it('has its line in the file', () => {
    const { draft, lineOf } = readRules(
      '# hello\nrules:\n  - name: a\n    when:\n      body: { contians: x }\n    then: {}\n',
    );
    const [first, second] = faultsOf(draft, world);
    expect(first && lineOf(first.path)).to.equal(5);
    expect(second && lineOf(second.path)).to.equal(6);
  });
});

describe('rules that do harm', () => {
  const open = { claim: { equals: 'open' } };

  it('keep back mail because it belongs to an open ticket', () => {
    for (const when of [
      open,
      { claim: { in: ['open', 'closed'] }, subject: { contains: 'x' } },
      { participant: { equals: true } },
      { any: [{ size: { above: 40_000_000 } }, { all: [open] }] },
      { not: { claim: { equals: 'none' } } },
      { not: { not: { participant: true } } },
      { not: { participant: { equals: false } } },
    ])
      for (const then of [{ quarantine: true }, { reject: 'no' }, { discard: true }, { score: 100 }])
        expect(dangers(when, then), JSON.stringify(when)).to.deep.equal(['breaks-tickets']);
  });

  it('keep back mail although it carries the ID of an open ticket', () => {
    const words = { subject: { contains: 'x' } };
    for (const then of [{ quarantine: true }, { reject: 'no' }, { discard: true }])
      expect(dangers(words, then, { evenWithTicket: true })).to.deep.equal(['breaks-tickets']);
    expect(dangers(words, { quarantine: true }, { evenWithTicket: true, meant: true })).to.deep.equal([]);
    // Points count for nothing there.
    for (const then of [{ allow: true }, { tag: 'x' }, { score: 3 }])
      expect(dangers(words, then, { evenWithTicket: true })).to.deep.equal([]);
  });

  it('do not where the claim is none, or the mail is only tagged, or it is meant', () => {
    expect(dangers({ claim: { in: ['wrong', 'unknown'] } })).to.deep.equal([]);
    expect(dangers({ not: open, size: { above: 5000 } })).to.deep.equal([]);
    expect(dangers(open, { tag: 'x', priority: 'high' })).to.deep.equal([]);
    expect(dangers(open, { allow: true })).to.deep.equal([]);
    expect(dangers(open, { score: -3 })).to.deep.equal([]);
    expect(dangers(open, { quarantine: true }, { meant: true })).to.deep.equal([]);
    expect(dangers(open, { quarantine: true }, { enabled: false })).to.deep.equal([]);
  });

  it('catch everything, in whatever words', () => {
    for (const when of [
      {},
      { size: { above: 0 } },
      { not: { subject: { contains: 'zirconium' } } },
      { any: [{ size: { below: 5000 } }, { size: { above: 4000 } }] },
      { recipient: { matches: '.*' } },
      { lane: { wildcard: '*' } },
    ])
      for (const then of [{ quarantine: true }, { allow: true }, { score: 3 }])
        expect(dangers(when, then), JSON.stringify(when)).to.deep.equal(['catches-everything']);
  });

  it('catch nearly everything that people write', () => {
    for (const when of [
      { subject: { matches: '.*' } },
      { subject: { exists: true } },
      { body: { exists: true } },
      { from: { contains: '@' } },
      { sender: { wildcard: '*@*' } },
      { nature: { equals: 'person' } },
      { source: 'smtp', size: { below: 20_000_000 } },
      { header: { name: 'Message-ID', exists: true } },
      { score: { below: 6 } },
    ])
      for (const then of [{ quarantine: true }, { discard: true }, { reject: true }])
        expect(dangers(when, then), JSON.stringify(when)).to.deep.equal(['catches-everything']);
  });

  it('are not those that tell some people from others', () => {
    for (const when of [
      { known: false },
      { trust: { in: ['unproven', 'failed'] } },
      { language: { in: ['en', 'de'] } },
      { subject: { matches: '[a-z]' } },
      { url: { exists: true } },
      { size: { below: 10_000 } },
      { nature: 'person', known: { equals: false } },
      { from: { ends: '.example' } },
    ])
      expect(dangers(when), JSON.stringify(when)).to.deep.equal([]);
  });

  it('catch not everything where they only tag, or say that it is meant', () => {
    expect(dangers({}, { tag: 'x' })).to.deep.equal([]);
    expect(dangers({}, { quarantine: true }, { meant: true })).to.deep.equal([]);
    expect(dangers({ subject: { contains: 'x' } })).to.deep.equal([]);
  });
});
