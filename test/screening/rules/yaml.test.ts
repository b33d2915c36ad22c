import { expect } from 'chai';
import { readRules, writeRules } from '../../../src/screening/rules/yaml.ts';

const text =
  '# ours\nrules:\n  - name: a # the first\n    when: { subject: { contains: x } }\n    then: { tag: x }\n';

describe('rules as a file', () => {
  it('keep their comments as long as only the file is changed', () => {
    const { draft, problems } = readRules(text);
    expect(problems).to.deep.equal([]);
    expect(writeRules(draft)).to.equal(text);
  });

  it('are written anew once they say something else', () => {
    const { draft } = readRules(text);
    const written = writeRules({ ...draft, thresholds: { quarantineAt: 4, rejectAt: 9 } });
    expect(written).to.not.include('ours');
    expect(readRules(written).draft).to.deep.include({
      rules: draft.rules,
      thresholds: { quarantineAt: 4, rejectAt: 9 },
    });
  });

  it('tell where the YAML is no good', () => {
    const { draft, problems } = readRules('rules:\n  - name: a\n    when: {{\n');
    expect(draft.rules).to.deep.equal([]);
    expect(problems[0]?.line).to.be.greaterThan(1);
    expect(problems[0]?.problem).to.match(/^no good YAML: /);
  });

  it('tell of keys that they do not know', () => {
    const { problems } = readRules('rulse: []\n');
    expect(problems).to.deep.equal([{ path: 'rulse', problem: 'unknown key; did you mean rules?', line: 1 }]);
  });

  it('are an empty set where the file is empty', () => {
    expect(readRules('').draft.rules).to.deep.equal([]);
    expect(readRules('# nothing yet\n').problems).to.deep.equal([]);
  });

  it('do not unfold aliases without end', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg'].map(([n, b]) => [n, b]))
      bomb.push(`${name}: &${name} [${Array(10).fill(`*${before}`).join(', ')}]`);
    expect(readRules(`${bomb.join('\n')}\nrules: *h\n`).problems).to.not.be.empty;
  });
});
