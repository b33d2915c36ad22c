/** What a set of rules makes of one mail. Pure: same rules, same facts, same outcome. */

import type { Finding, Reason } from '../../decision.ts';
import { describe } from '../../failure.ts';
import type { RuleChanges } from '../../model/circumstances.ts';
import { changesOf, fill, type VerdictWord } from './actions.ts';
import type { CompiledRule, CompiledRules } from './compile.ts';
import type { RuleFacts } from './facts.ts';
import { Reading } from './reading.ts';

export interface RuleVerdict {
  readonly do: VerdictWord;
  /** Told to the sender of refused mail, or why it is discarded: one line; `''`: nothing. */
  readonly text: string;
  /** Name of the rule. */
  readonly rule: string;
}

export interface RuleOutcome {
  /** Of the first rule that gave one. */
  readonly verdict: RuleVerdict | null;
  /** Added to the scorer's. */
  readonly score: number;
  readonly changes: RuleChanges;
  readonly fired: readonly { readonly name: string; readonly reason: string }[];
  readonly findings: readonly Finding[];
  /** True where a rule asks for a score that is not there yet, before any verdict: the mail waits for the scorer. */
  readonly waits: boolean;
}

/** Nothing is changed. */
const noChanges: RuleChanges = {
  tags: [],
  department: null,
  priority: null,
  owner: null,
  receipt: null,
};

const verdictReasons: Record<VerdictWord, Reason> = {
  allow: 'rule-allowed',
  quarantine: 'rule-quarantined',
  reject: 'rule-rejected',
  discard: 'rule-discarded',
};

interface Progress {
  verdict: RuleVerdict | null;
  changes: RuleChanges;
  readonly fired: { name: string; reason: string }[];
  readonly findings: Finding[];
}

/**
 * Looks at the rules from top to bottom; all that hold act, and after one that says `stop` none is looked at. The first
 * verdict stands; scores and tags add up; of the other changes the later one wins. `withTicket`: the mail has the bypass,
 * and only rules that say `evenWithTicket` see it. Rules that are switched off or have expired do nothing. One that fails
 * is told of, and does nothing. `department`: of the mail's lane or ticket. Never throws.
 */
export function evaluate(
  rules: CompiledRules,
  facts: RuleFacts,
  withTicket: boolean,
  department = '',
): RuleOutcome {
  const reading = new Reading(facts, department);
  const progress: Progress = { verdict: null, changes: noChanges, fired: [], findings: [] };
  let waits = false;
  for (const rule of rules.rules) {
    if (!isOn(rule, facts.now) || (withTicket && !rule.evenWithTicket)) continue;
    const holds = truthOf(rule, rules, reading, progress);
    if (holds === null && progress.verdict === null) {
      waits = true;
      break;
    }
    if (holds !== true) continue;
    act(rule, rules, reading, progress);
    if (rule.then.stop) break;
  }
  return { ...progress, score: reading.added, waits };
}

function isOn({ enabled, expires }: CompiledRule, now: Date): boolean {
  return enabled && (expires === null || now <= expires);
}

function truthOf(rule: CompiledRule, rules: CompiledRules, reading: Reading, { findings }: Progress) {
  reading.captured.clear();
  try {
    return rule.holds(reading);
  } catch (error) {
    findings.push(finding('rule-failed', rule, rules, describe(error)));
    return false;
  }
}

function act(rule: CompiledRule, rules: CompiledRules, reading: Reading, progress: Progress): void {
  const { verdict, score } = rule.then;
  const { captured } = reading;
  progress.fired.push({ name: rule.name, reason: rule.reason });
  if (verdict !== null && progress.verdict === null) {
    const text = fill(verdict.text, captured);
    progress.verdict = { do: verdict.do, text, rule: rule.name };
    progress.findings.push(
      finding(verdictReasons[verdict.do], rule, rules, verdict.do === 'discard' ? text : ''),
    );
  }
  if (score !== 0) {
    reading.added += score;
    progress.findings.push(finding('rule-scored', rule, rules, `${score > 0 ? '+' : ''}${score}`));
  }
  const { changes, left } = changesOf(rule.then, captured, rules.world);
  progress.changes = joined(progress.changes, changes);
  const told = inWords(changes);
  if (told !== '') progress.findings.push(finding('rule-changed', rule, rules, told));
  if (left.length > 0) progress.findings.push(finding('rule-failed', rule, rules, left.join(', ')));
}

function joined(
  before: RuleChanges,
  { tags, department, priority, owner, receipt }: RuleChanges,
): RuleChanges {
  return {
    tags: [...new Set([...before.tags, ...tags])],
    department: department ?? before.department,
    priority: priority ?? before.priority,
    owner: owner ?? before.owner,
    receipt: receipt ?? before.receipt,
  };
}

/** The changes of one rule in a few words. */
function inWords({ tags, department, priority, owner, receipt }: RuleChanges): string {
  return [
    ...tags.map((tag) => `tag ${tag}`),
    ...(department === null ? [] : [`department ${department}`]),
    ...(priority === null ? [] : [`priority ${priority}`]),
    ...(owner === null ? [] : [`owner ${owner}`]),
    ...(receipt === null ? [] : [receipt ? 'receipt' : 'no receipt']),
  ].join(', ');
}

/** `NAME (version 3): what`; `ruleNamed` (rules.ts) reads it back. */
function finding(reason: Reason, { name }: CompiledRule, { version }: CompiledRules, what: string): Finding {
  const detail = `${name} (version ${version})${what === '' ? '' : `: ${what}`}`;
  return { stage: 'screen', reason, detail };
}
