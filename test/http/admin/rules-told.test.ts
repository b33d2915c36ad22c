/** Rules in words, as forms, and as files with comments. */
import { expect } from 'chai';
import { formOf, problemAtField, ruleFormSchema, ruleOf } from '../../../src/http/admin/rules-form-fields.ts';
import { shownRule } from '../../../src/http/admin/rules-set.ts';
import {
  actionSnippets,
  combinedSnippets,
  conditionSnippets,
} from '../../../src/http/admin/rules-snippets.ts';
import { readFragment, rewritten } from '../../../src/http/admin/rules-yaml.ts';
import { ruleTerms } from '../../../src/http/words/rules.ts';
import { toldThen, toldWhen } from '../../../src/http/words/rules-told.ts';
import { faultsOf } from '../../../src/screening/rules/faults.ts';
import { fieldCompilers } from '../../../src/screening/rules/fields.ts';
import { actionsSchema } from '../../../src/screening/rules/schema.ts';

const world = { departments: ['support'], isStaff: () => true };

describe('a rule in words', () => {
  for (const [when, told] of [
    [{}, 'every mail'],
    [{ subject: 'Hello' }, 'subject is “Hello”'],
    [{ domain: ['a.example', 'b.example'] }, 'domain of a link is “a.example” or “b.example”'],
    [{ header: { name: 'List-Id', exists: true } }, 'header field List-Id is there: yes'],
    [
      { attachment: { name: { ends: '.exe' }, size: { above: 9 } } },
      'an attachment name ends with “.exe” and an attachment size is above 9',
    ],
    [
      { symbol: { name: 'BAYES_SPAM', score: { above: 3 } } },
      'symbol of the scorer BAYES_SPAM weight is above 3',
    ],
    [{ rate: { of: 'sender', within: 60, above: 20 } }, 'more than 20 mails of one sender within 60 minutes'],
    [
      { not: { any: [{ from: 'a@b.example' }, { size: { below: 10 } }] } },
      'not (author is “a@b.example” or size in octets is below 10)',
    ],
    [{ not: { from: 'a@b.example' } }, 'not (author is “a@b.example”)'],
    [{ phase: { of: 'moon' } }, 'phase of is “moon”'],
  ] as const)
    it(`asks for ${told}`, () => expect(toldWhen('en', when)).to.equal(told));

  for (const [then, told] of [
    [{ quarantine: true, tag: ['a', 'b'] }, 'put into quarantine and tag “a” or “b”'],
    [{ reject: 'No.' }, 'refuse with “No.”'],
    [{ reject: true, allow: false }, 'refuse'],
    [
      { score: -2.5, receipt: false, stop: true },
      'take 2.5 from the score and receipt: no and skip the rules below',
    ],
    [{}, 'nothing'],
  ] as const)
    it(`does ${told}`, () => expect(toldThen('en', then)).to.equal(told));

  it('has a name and an example for everything that the engine knows, and no more', () => {
    const fields = [...fieldCompilers.keys()].sort();
    const actions = Object.keys(actionsSchema.shape).sort();
    expect(Object.keys(conditionSnippets).sort()).to.deep.equal(fields);
    expect(Object.keys(actionSnippets).sort()).to.deep.equal(actions);
    for (const language of ['en', 'de']) {
      const terms = ruleTerms(language);
      expect(Object.keys(terms.fields).sort()).to.deep.equal(fields);
      expect(Object.keys(terms.acts).sort()).to.deep.equal(actions);
    }
  });

  it('has examples that can be saved', () => {
    const whens = [...Object.values(conditionSnippets), ...combinedSnippets];
    const rules = [
      ...whens.map((when) => ({ when, then: 'tag: x' })),
      ...Object.values(actionSnippets).map((then) => ({ when: 'subject: {contains: x}', then })),
    ].map(({ when, then }, n) => ({
      name: `rule ${n}`,
      when: readFragment(when).value,
      then: readFragment(then).value,
    }));
    expect(faultsOf({ rules, thresholds: null }, world)).to.deep.equal([]);
  });
});

describe('the form of a rule', () => {
  const rules = [
    { name: 'one', when: { subject: 'x' }, then: { tag: 'x' } },
    {
      name: 'two',
      reason: 'why',
      when: { body: { contains: 'y' } },
      then: { stop: true },
      expires: '2030-01-31',
      evenWithTicket: true,
      enabled: false,
      author: 'lou@desk.example',
    },
  ];

  it('gives the rule that it was made of', () => {
    for (const [at, rule] of rules.entries()) {
      const form = formOf({ rules, thresholds: null }, at);
      expect(ruleOf(form, Object(rule).author ?? '')).to.deep.equal({ rule, problems: [] });
    }
  });

  describe('of which one field is changed', () => {
    const old = {
      name: 'one',
      reason: 'two\nlines',
      comment: `  What it is for\n\n${'and why, '.repeat(500)}\n`,
      expires: '2030-01-31T18:00:00+01:00',
      author: 'lou@desk.example',
      when: { subject: 'x' },
      then: { tag: 'x' },
    };
    const set = { rules: [old], thresholds: null };
    /** As browsers send it: fields of one line without breaks, others with those of RFC 7578. */
    const sent = (change: Record<string, string>) => {
      const { enabled: _, ...shown } = formOf(set, 0);
      const form = { ...shown, reason: shown.reason.replace(/\n/g, ''), enabled: 'yes', ...change };
      const comment = form.comment.replaceAll('\n', '\r\n');
      return ruleOf(ruleFormSchema.parse({ ...form, comment }), old.author, shownRule(old)).rule;
    };

    it('leaves the others as they were', () => {
      expect(sent({})).to.deep.equal(old);
      expect(sent({ then: 'tag: y' })).to.deep.equal({ ...old, then: { tag: 'y' } });
      expect(sent({ name: 'new' })).to.deep.equal({ ...old, name: 'new' });
    });

    it('changes that one', () => {
      expect(sent({ expires: '2030-02-01' })).to.deep.equal({ ...old, expires: '2030-02-01' });
      expect(sent({ expires: '' })).not.to.have.property('expires');
      expect(sent({ comment: 'a\nb' })).to.deep.equal({ ...old, comment: 'a\nb' });
      expect(sent({ reason: 'why' })).to.deep.equal({ ...old, reason: 'why' });
    });
  });

  it('tells problems of YAML at their line', () => {
    const form = ruleFormSchema.parse({ name: 'x', when: 'subject:\n  contains: "open\n', then: '- a\n' });
    const fields = ruleOf(form, '').problems.map(({ field, line }) => [field, line]);
    expect(fields).to.deep.include(['then', 1]);
    expect(fields.some(([field]) => field === 'when')).to.equal(true);
  });

  it('tells problems of the engine at their field and line', () => {
    const when = 'any:\n  - subject: {contains: x}\n  - body:\n      contians: y\n';
    const form = ruleFormSchema.parse({ name: 'x', when, then: 'tag: y', more: 'evenwithTicket: true' });
    const { rule } = ruleOf(form, '');
    const told = faultsOf({ rules: [rule], thresholds: null }, world).map(({ path, problem }) =>
      problemAtField(form, path, problem),
    );
    expect(told).to.deep.equal([
      { field: 'more', line: 1, path: 'evenwithTicket', text: 'unknown key; did you mean evenWithTicket?' },
      {
        field: 'when',
        line: 4,
        path: 'any[1].body.contians',
        text: 'unknown operator; did you mean contains?',
      },
    ]);
  });
});

describe('a file of rules', () => {
  const text = `# Ours
rules:
  # Keep this one
  - name: one
    when: {subject: x} # short
    then: {tag: x}
  # About two
  - name: two
    when: {subject: y}
    then: {tag: y}
`;
  const one = { name: 'one', when: { subject: 'x' }, then: { tag: 'x' } };
  const two = { name: 'two', when: { subject: 'y' }, then: { tag: 'y' } };

  it('keeps its comments where rules are moved, changed, added and deleted', () => {
    const changed = { ...two, reason: 'new' };
    const fresh = { name: 'three', when: { subject: 'z' }, then: { tag: 'z' } };
    const after = rewritten(text, {
      rules: [fresh, changed, one],
      thresholds: { quarantineAt: 5, rejectAt: 9 },
    });
    for (const part of ['# Ours', '# short', '# About two', 'name: three', 'reason: new', 'quarantineAt: 5'])
      expect(after).to.include(part);
    expect(rewritten(text, { rules: [two], thresholds: null }))
      .to.include('# About two')
      .and.not.include('short');
  });
});
