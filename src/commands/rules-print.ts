/** Versions and rules as people and programs read them. */
import { isDeepStrictEqual } from 'node:util';
import type { SavedRules } from '../model/rules.ts';
import { type CompiledRule, compileRules } from '../screening/rules/compile.ts';
import { type CommandContext, colours, printJson } from './context.ts';
import { table } from './table.ts';

export interface RuleLine {
  /** The name, by which `rules show` takes it. */
  readonly id: string;
  readonly position: number;
  readonly reason: string;
  readonly state: 'on' | 'off' | 'expired' | 'unreadable';
  readonly does: string;
  readonly expires: string | null;
  readonly author: string;
}

/** One line a rule, in their order; those that cannot be read too. */
export function ruleLines({ rules, thresholds }: SavedRules, now: Date): RuleLine[] {
  const compiled = compileRules({ rules, thresholds }, { departments: [], isStaff: () => false }).rules.rules;
  return rules.map((written, index) => {
    const rule = compiled.find((one) => one.index === index);
    return rule === undefined ? unreadable(written, index) : readable(rule, now);
  });
}

function readable(
  { name, index, reason, enabled, expires, author, then }: CompiledRule,
  now: Date,
): RuleLine {
  const over = expires !== null && expires < now;
  const { verdict, score, tags, department, priority, owner, receipt, stop } = then;
  const does = [
    ...(verdict === null ? [] : [verdict.do]),
    ...(score === 0 ? [] : [`score ${score > 0 ? '+' : ''}${score}`]),
    ...tags.map((tag) => `tag ${tag}`),
    ...(department === null ? [] : [`to ${department}`]),
    ...(priority === null ? [] : [`priority ${priority}`]),
    ...(owner === null ? [] : [`owner ${owner}`]),
    ...(receipt === null ? [] : [receipt ? 'receipt' : 'no receipt']),
    ...(stop ? ['stop'] : []),
  ].join(', ');
  const state = !enabled ? 'off' : over ? 'expired' : 'on';
  return {
    id: name,
    position: index + 1,
    reason,
    state,
    does,
    expires: expires?.toISOString() ?? null,
    author,
  };
}

function unreadable(written: unknown, index: number): RuleLine {
  const named = typeof written === 'object' && written !== null && 'name' in written ? written.name : null;
  const id = typeof named === 'string' ? named : `rules[${index}]`;
  return { id, position: index + 1, reason: '', state: 'unreadable', does: '', expires: null, author: '' };
}

/** One line for each rule, as wide as the terminal. */
export function ruleTable(context: CommandContext, lines: readonly RuleLine[]): string {
  const paint = colours(context, context.stdout);
  return table(
    context.stdout,
    paint,
    [
      { title: '#', text: ({ position }: RuleLine) => String(position) },
      { title: 'NAME', text: ({ id }) => id, flexible: true, paint: paint.bold },
      {
        title: 'STATE',
        text: ({ state }) => state,
        paint: (text, { state }) => (state === 'on' ? text : paint.yellow(text)),
      },
      { title: 'DOES', text: ({ does }) => does, flexible: true },
      { title: 'REASON', text: ({ reason }) => reason, flexible: true },
    ],
    lines,
  );
}

export interface VersionLine {
  /** The version. */
  readonly id: number;
  readonly at: string;
  readonly author: string;
  readonly reason: string;
  readonly rules: number;
  /** Names of rules that came, went or were changed since the version before. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** The newest first; each compared with the one behind it, the last one with nothing where it is the first version. */
export function versionLines(versions: readonly SavedRules[]): VersionLine[] {
  return versions.map((version, i) => {
    const { version: id, at, author, reason, rules } = version;
    const [now, before] = [byName(version), byName(versions[i + 1])];
    const kept = [...now.keys()].filter((name) => before.has(name));
    return {
      id,
      at: at.toISOString(),
      author,
      reason,
      rules: rules.length,
      added: [...now.keys()].filter((name) => !before.has(name)),
      removed: [...before.keys()].filter((name) => !now.has(name)),
      changed: kept.filter((name) => !isDeepStrictEqual(now.get(name), before.get(name))),
    };
  });
}

function byName(version: SavedRules | undefined): Map<string, unknown> {
  return new Map(
    (version?.rules ?? []).map((rule, index) => [
      typeof rule === 'object' && rule !== null && 'name' in rule ? String(rule.name) : `rules[${index}]`,
      rule,
    ]),
  );
}

/** One line for each version, as wide as the terminal: what it added (+), removed (-) and changed (~). */
export function versionTable(context: CommandContext, lines: readonly VersionLine[]): string {
  const paint = colours(context, context.stdout);
  const what = ({ added, removed, changed }: VersionLine) =>
    [
      ...added.map((name) => `+${name}`),
      ...removed.map((name) => `-${name}`),
      ...changed.map((name) => `~${name}`),
    ].join(' ');
  return table(
    context.stdout,
    paint,
    [
      { title: 'VERSION', text: ({ id }: VersionLine) => String(id) },
      { title: 'SAVED', text: ({ at }) => at.slice(0, 16).replace('T', ' ') },
      { title: 'BY', text: ({ author }) => author, flexible: true },
      { title: 'RULES', text: ({ rules }) => String(rules) },
      { title: 'REASON', text: ({ reason }) => reason, flexible: true },
      { title: 'CHANGES', text: what, flexible: true },
    ],
    lines,
  );
}

/** What was saved and is in force now. */
export function tellSaved(
  { stdout }: Pick<CommandContext, 'stdout'>,
  { version, rules }: SavedRules,
  json: boolean | undefined,
): void {
  if (json === true) printJson(stdout, { version, rules: rules.length });
  else
    stdout.write(
      `Version ${version} is in force, with ${rules.length} rule${rules.length === 1 ? '' : 's'}.\n`,
    );
}
