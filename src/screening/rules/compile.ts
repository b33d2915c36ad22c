/** A set of rules, compiled: each rule that can be read, and all that is wrong with the others. */
import type { Rate } from '../../model/circumstances.ts';
import type { RuleDraft, Thresholds } from '../../model/rules.ts';
import { type CompiledActions, compileThen, type RuleWorld } from './actions.ts';
import { compileWhen } from './conditions.ts';
import { type Condition, type FieldName, fieldsOfBytes } from './fields.ts';
import { loadLanguages } from './language.ts';
import { type Complain, isMapping, type Problem } from './problems.ts';
import { type RuleFrame, read, ruleSchema } from './schema.ts';
import { readThresholds } from './thresholds.ts';
import { noUses, type Uses } from './uses.ts';

export interface CompiledRule extends Omit<RuleFrame, 'when' | 'then'> {
  /** In the list as it was written, from 0. */
  readonly index: number;
  readonly holds: Condition;
  readonly then: CompiledActions;
  readonly uses: Uses;
}

/** What evaluating needs to be told beside the mail itself. */
export interface Needs {
  readonly fields: ReadonlySet<FieldName>;
  /** Something that only the bytes of the mail tell. */
  readonly mail: boolean;
  readonly language: boolean;
  /** Whether staff know the author. */
  readonly known: boolean;
  readonly rates: readonly Pick<Rate, 'of' | 'minutes'>[];
}

export interface CompiledRules {
  readonly version: number;
  readonly rules: readonly CompiledRule[];
  /** Of those that are switched on. */
  readonly needs: Needs;
  readonly thresholds: Thresholds | null;
  readonly world: RuleWorld;
}

/** More rules than anybody overlooks. */
const mostRules = 1000;

/** Compiles the rules that can be read; the problems name the others. A rule with any problem is left out. */
export function compileRules(
  draft: RuleDraft & { readonly version?: number },
  world: RuleWorld,
): { readonly rules: CompiledRules; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const complain: Complain = (path, problem) => problems.push({ path, problem, line: null });
  if (draft.rules.length > mostRules) complain('rules', `expects at most ${mostRules} rules`);
  const names = new Set<string>();
  const rules = draft.rules.slice(0, mostRules).flatMap((rule, index) => {
    const compiled = compileRule(rule, index, complain);
    if (compiled === null) return [];
    if (names.has(compiled.name)) {
      complain(`rules[${index}].name`, `another rule has the name “${compiled.name}”`);
      return [];
    }
    names.add(compiled.name);
    return [compiled];
  });
  const thresholds = readThresholds(draft.thresholds, complain);
  const needs = needsOf(rules.filter(({ enabled }) => enabled));
  return { rules: { version: draft.version ?? 0, rules, needs, thresholds, world }, problems };
}

function compileRule(rule: unknown, index: number, outer: Complain): CompiledRule | null {
  let faults = 0;
  const complain: Complain = (path, problem) => {
    faults += 1;
    outer(path, problem);
  };
  const path = `rules[${index}]`;
  const frame = read(ruleSchema, rule, path, complain);
  if (!isMapping(rule)) return null;
  // Also where the frame is faulty: all problems are told at once.
  const { when, then } = rule;
  const uses = noUses();
  const holds = compileWhen(when, `${path}.when`, complain, uses);
  const actions = compileThen(then, `${path}.then`, complain, uses);
  if (frame === null || actions === null || faults > 0) return null;
  const { when: _when, then: _then, ...others } = frame;
  return { ...others, index, holds, then: actions, uses };
}

function needsOf(rules: readonly CompiledRule[]): Needs {
  const fields = new Set(rules.flatMap(({ uses }) => [...uses.fields]));
  const rates = new Map(
    rules.flatMap(({ uses }) => uses.rates.map((rate) => [`${rate.of} ${rate.minutes}`, rate] as const)),
  );
  return {
    fields,
    mail: [...fields].some((field) => fieldsOfBytes.has(field)),
    language: fields.has('language'),
    known: fields.has('known'),
    rates: [...rates.values()],
  };
}

/** Loads what evaluating these rules needs, once, before the first evaluation. */
export async function makeReady({ needs }: Pick<CompiledRules, 'needs'>): Promise<void> {
  if (needs.language) await loadLanguages();
}

/** No rules, and the thresholds of the settings. */
export const noRules: CompiledRules = compileRules(
  { rules: [], thresholds: null },
  { departments: [], isStaff: () => false },
).rules;
