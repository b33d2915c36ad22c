/** Two people changed the same rule set: puts the changes of one onto what the other saved. Pure. */
import type { RuleDraft } from '../../model/rules.ts';
import { isSame } from './rules-diff.ts';
import { shownRule } from './rules-set.ts';

/** `clashes`: rules that both changed, each in another way; there the draft’s stands. */
export interface Merged {
  readonly draft: RuleDraft;
  readonly clashes: readonly string[];
}

/** `base` is what the draft was made from, `saved` what is saved now. */
export function mergeDrafts(base: RuleDraft, saved: RuleDraft, draft: RuleDraft): Merged {
  const [old, theirs, ours] = [base, saved, draft].map(byName) as [Rules, Rules, Rules];
  const clashes: string[] = [];
  const settle = (name: string): unknown => {
    const [was, their, our] = [old.get(name), theirs.get(name), ours.get(name)];
    if (isSame(our, was)) return their;
    if (!isSame(their, was) && !isSame(their, our)) clashes.push(name);
    return our;
  };
  const reordered = !isSame(commonOrder(old, ours), commonOrder(ours, old));
  const [first, second] = reordered ? [ours, theirs] : [theirs, ours];
  const rules = inOrder([...first.keys()], [...second.keys()])
    .map(settle)
    .filter((rule) => rule !== undefined);
  const thresholds = isSame(draft.thresholds, base.thresholds) ? saved.thresholds : draft.thresholds;
  return { draft: { rules, thresholds }, clashes };
}

type Rules = ReadonlyMap<string, unknown>;

function byName({ rules }: RuleDraft): Rules {
  return new Map(rules.map((rule) => [shownRule(rule).name, rule]));
}

function commonOrder(one: Rules, other: Rules): string[] {
  return [...one.keys()].filter((name) => other.has(name));
}

/** The names of the first, and those of the second that it has not, each behind the name it stands behind there. */
function inOrder(first: readonly string[], second: readonly string[]): string[] {
  const names = [...first];
  for (const [at, name] of second.entries()) {
    if (names.includes(name)) continue;
    const before = second[at - 1];
    names.splice(before === undefined ? 0 : names.indexOf(before) + 1, 0, name);
  }
  return names;
}
