/** Rules for tests: compiled from YAML, and the mails that they look at. */
import { expect } from 'chai';
import type { Circumstances } from '../../../src/model/circumstances.ts';
import type { Score } from '../../../src/model/facts.ts';
import { type CompiledRules, compileRules } from '../../../src/screening/rules/compile.ts';
import { evaluate, type RuleOutcome } from '../../../src/screening/rules/evaluate.ts';
import type { RuleFacts } from '../../../src/screening/rules/facts.ts';
import { readRules } from '../../../src/screening/rules/yaml.ts';
import { aDelivery, aMail, evidenceOf, now } from '../../support/facts.ts';

export const world = {
  departments: ['support', 'billing', 'sales'],
  isStaff: (address: string) => address === 'kim@desk.example',
};

export const nothingKnown: Circumstances = {
  claim: 'none',
  participant: false,
  ticketId: null,
  department: null,
  subjectIdOpen: false,
  strangers: 0,
  guessed: false,
  known: false,
  rates: [],
};

/** The rules of a YAML text, which must be good. */
export function rulesOf(yaml: string, version = 3): CompiledRules {
  const { draft, problems } = readRules(yaml);
  const compiled = compileRules({ ...draft, version }, world);
  expect([...problems, ...compiled.problems]).to.deep.equal([]);
  return compiled.rules;
}

/** One rule with these conditions, which quarantines. */
export function rule(when: unknown, then: unknown = { quarantine: true }, more: object = {}): CompiledRules {
  const draft = { rules: [{ name: 'one', when, then, ...more }], thresholds: null };
  const compiled = compileRules({ ...draft, version: 3 }, world);
  expect(compiled.problems).to.deep.equal([]);
  return compiled.rules;
}

export function ruleFactsOf(change: Partial<RuleFacts> = {}): RuleFacts {
  return {
    delivery: aDelivery(),
    mail: aMail(),
    evidence: evidenceOf('unproven'),
    scoring: { kind: 'off' },
    circumstances: nothingKnown,
    canRefuse: true,
    now,
    ...change,
  };
}

export function scoreOf(score: number, change: Partial<Score> = {}): RuleFacts['scoring'] {
  return {
    kind: 'scored',
    score: { engine: 'rspamd', score, action: 'no action', symbols: [], ms: 1, ...change },
  };
}

/** What the rules make of the mail, without a bypass. */
export function outcome(rules: CompiledRules, facts: Partial<RuleFacts> = {}): RuleOutcome {
  return evaluate(rules, ruleFactsOf(facts), false, 'support');
}

/** Does the one rule with these conditions fire? */
export function fires(when: unknown, facts: Partial<RuleFacts> = {}): boolean {
  return outcome(rule(when, { tag: 'x' }), facts).fired.length === 1;
}
