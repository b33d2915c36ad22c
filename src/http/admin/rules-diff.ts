/** What is different between two rule sets, rule by rule. Pure. */
import type { RuleDraft, Thresholds } from '../../model/rules.ts';
import { type ShownRule, shownRule } from './rules-set.ts';

export type SetChange =
  | { readonly kind: 'added' | 'removed'; readonly rule: ShownRule }
  | { readonly kind: 'switched'; readonly rule: ShownRule; readonly on: boolean }
  /** `after`: the rule it stands behind now; null: it is the first. */
  | { readonly kind: 'moved'; readonly rule: ShownRule; readonly after: string | null }
  | {
      readonly kind: 'changed';
      readonly rule: ShownRule;
      readonly field: string;
      readonly before: unknown;
      readonly now: unknown;
    }
  | {
      readonly kind: 'thresholds';
      readonly before: Thresholds | null;
      readonly now: Thresholds | null;
    }
  /** Nothing but what is written beside the rules in the file. */
  | { readonly kind: 'comments' };

/** In the order of the newer set; what was removed comes first. A rule with another name is another rule. */
export function changesOf(before: RuleDraft, now: RuleDraft): SetChange[] {
  const old = byName(before);
  const fresh = byName(now);
  const removed = [...old.values()].filter(({ name }) => !fresh.has(name));
  const movers = new Set(movedNames([...old.keys()], [...fresh.keys()]));
  const names = [...fresh.keys()];
  const each = [...fresh.values()].flatMap((rule, at): SetChange[] => {
    const was = old.get(rule.name);
    if (was === undefined) return [{ kind: 'added', rule }];
    const move: SetChange[] = movers.has(rule.name)
      ? [{ kind: 'moved', rule, after: names[at - 1] ?? null }]
      : [];
    return [...changesOfRule(was, rule), ...move];
  });
  const limits: SetChange[] = isSame(before.thresholds, now.thresholds)
    ? []
    : [{ kind: 'thresholds', before: before.thresholds, now: now.thresholds }];
  const all: SetChange[] = [
    ...limits,
    ...removed.map((rule) => ({ kind: 'removed', rule }) as const),
    ...each,
  ];
  const written = isSame(commentsOf(before), commentsOf(now));
  return all.length > 0 || written ? all : [{ kind: 'comments' }];
}

function commentsOf({ text = '' }: RuleDraft): string[] {
  return text.split('\n').filter((line) => line.includes('#'));
}

function byName({ rules }: RuleDraft): Map<string, ShownRule> {
  return new Map(rules.map((rule) => shownRule(rule)).map((rule) => [rule.name, rule]));
}

function changesOfRule(before: ShownRule, now: ShownRule): SetChange[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...fields]
    .filter((field) => !isSame(before[field], now[field]))
    .map((field) =>
      field === 'enabled'
        ? { kind: 'switched', rule: now, on: now.enabled }
        : { kind: 'changed', rule: now, field, before: before[field], now: now[field] },
    );
}

/** Whether both say the same, in whatever order keys stand. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one) ?? null) === JSON.stringify(sorted(other) ?? null);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** The fewest names whose moving makes the one order of the other: those outside of a longest common subsequence. */
function movedNames(before: readonly string[], now: readonly string[]): string[] {
  const places = new Map(now.map((name, at) => [name, at]));
  const common = before.filter((name) => places.has(name));
  // Of each run that rises in the new order: how long the longest one is that ends here, and what stands before it.
  const best: { readonly length: number; readonly before: number }[] = [];
  for (const [at, name] of common.entries()) {
    let [length, from] = [1, -1];
    for (let k = 0; k < at; k++) {
      const run = best[k]?.length ?? 0;
      const rises = (places.get(common[k] ?? '') ?? 0) < (places.get(name) ?? 0);
      if (rises && run + 1 > length) [length, from] = [run + 1, k];
    }
    best.push({ length, before: from });
  }
  const kept = new Set<string>();
  let at = best.findIndex(({ length }) => length === Math.max(...best.map((run) => run.length)));
  while (at >= 0) {
    kept.add(common[at] ?? '');
    at = best[at]?.before ?? -1;
  }
  return common.filter((name) => !kept.has(name));
}
