/** What pages do to a rule set before it is saved: one change each, giving a new set. Pure. */
import { z } from 'zod';
import type { RuleDraft } from '../../model/rules.ts';

/** A rule as pages show it; the engine says whether it is a good one. Keys that are not named here stay. */
const ruleShape = z.looseObject({
  name: z.string().catch(''),
  reason: z.string().catch(''),
  enabled: z.boolean().catch(true),
  expires: z.string().nullable().catch(null),
  author: z.string().catch(''),
  comment: z.string().catch(''),
  when: z.unknown().optional(),
  then: z.unknown().optional(),
});
export type ShownRule = z.output<typeof ruleShape>;

export const noRules: RuleDraft = { rules: [], thresholds: null };

/** Of whatever a set holds at that place. */
export function shownRule(rule: unknown): ShownRule {
  return ruleShape.parse(typeof rule === 'object' && rule !== null ? plain(rule) : {});
}

/** YAML reads `2027-01-31` as text, JSON and the store may hold a date. */
function plain(rule: object): object {
  const entries = Object.entries(rule).map(([key, value]) => [
    key,
    value instanceof Date ? value.toISOString() : value,
  ]);
  return Object.fromEntries(entries);
}

/** The rule of that name and its place; null where there is none. */
export function findRule(
  { rules }: RuleDraft,
  name: string,
): { readonly rule: unknown; readonly at: number } | null {
  const at = rules.findIndex((rule) => shownRule(rule).name === name);
  return at < 0 ? null : { rule: rules[at], at };
}

export const ruleChanges = ['on', 'off', 'up', 'down', 'delete'] as const;
export type RuleChange = (typeof ruleChanges)[number];

/** The set with that done to the rule of that name; as it was where there is no such rule, or nothing above or below it. */
export function changedSet(draft: RuleDraft, name: string, change: RuleChange): RuleDraft {
  const found = findRule(draft, name);
  if (found === null) return draft;
  const { rule, at } = found;
  switch (change) {
    case 'on':
    case 'off':
      return { ...draft, rules: draft.rules.with(at, switched(rule, change === 'on')) };
    case 'up':
      return at === 0 ? draft : moved(draft, at, at - 1);
    case 'down':
      return at === draft.rules.length - 1 ? draft : moved(draft, at, at + 1);
    case 'delete':
      return { ...draft, rules: draft.rules.toSpliced(at, 1) };
  }
}

/** On is what a rule is that says nothing of it. */
function switched(rule: unknown, on: boolean): unknown {
  const { enabled: _, ...rest } = Object(rule);
  return on ? rest : { ...rest, enabled: false };
}

function moved(draft: RuleDraft, from: number, to: number): RuleDraft {
  return { ...draft, rules: draft.rules.toSpliced(from, 1).toSpliced(to, 0, draft.rules[from]) };
}

/** Says of the rules with these names that their danger is meant. */
export function markedAsMeant(draft: RuleDraft, names: readonly string[]): RuleDraft {
  const mark = (rule: unknown) =>
    names.includes(shownRule(rule).name) ? { ...Object(rule), meant: true } : rule;
  return { ...draft, rules: draft.rules.map(mark) };
}

/** Puts a rule in the place of the one named `old` (null: it is new), behind the one named `after` (null: first). */
export function withRule(
  draft: RuleDraft,
  rule: unknown,
  old: string | null,
  after: string | null,
): RuleDraft {
  const found = old === null ? null : findRule(draft, old);
  const rest = found === null ? draft.rules : draft.rules.toSpliced(found.at, 1);
  const before = after === null ? -1 : rest.findIndex((each) => shownRule(each).name === after);
  const to = before < 0 && after !== null ? (found?.at ?? rest.length) : before + 1;
  return { ...draft, rules: rest.toSpliced(to, 0, rule) };
}
