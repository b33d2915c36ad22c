import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { fieldCompilers } from '../../../src/screening/rules/fields.ts';
import { textOperators } from '../../../src/screening/rules/operators.ts';
import { actionsSchema, ruleSchema } from '../../../src/screening/rules/schema.ts';
import { alarmNames } from '../../../src/watching/alarms.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/rules.md'), 'utf8');
/** Words in the first column of the tables under a heading. */
const told = (heading: string): string[] => {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const firsts = section.split('\n').flatMap((line) => /^\| (`[^|]+) \|/.exec(line)?.[1] ?? []);
  return firsts.flatMap((cell) => [...cell.matchAll(/`(\w+)/g)].map((match) => match[1] ?? ''));
};

describe('the page on rules', () => {
  it('tells of every field, and of none that there is not', () =>
    expect(told('Fields')).to.have.members([...fieldCompilers.keys()]));

  it('tells of every action, and of none that there is not', () =>
    expect(told('Actions')).to.have.members(Object.keys(actionsSchema.shape)));

  it('tells of every key of a rule', () =>
    expect(told('A rule')).to.have.members(Object.keys(ruleSchema.shape)));

  it('tells of every operator', () => {
    const section = page.split('\n## Operators\n')[1]?.split('\n## ')[0] ?? '';
    for (const operator of [...textOperators, 'above', 'below'])
      expect(section).to.include(`\`${operator}\``);
  });

  it('names the alarm', () => expect(alarmNames).to.include('rules-unreadable'));
});
