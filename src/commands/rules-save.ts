/** What the commands on rules share: reading a file, telling all that is wrong with it, saving with its trace. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { worldOf } from '../assembly/screening.ts';
import { staffNow } from '../assembly/staff.ts';
import { Failure } from '../failure.ts';
import type { Store } from '../model/ports.ts';
import type { RuleDraft, SavedRules } from '../model/rules.ts';
import type { RuleWorld } from '../screening/rules/actions.ts';
import { dangers, dangersOf, faultsOf } from '../screening/rules/faults.ts';
import { type Problem, showProblem } from '../screening/rules/problems.ts';
import { type ReadRules, readRules } from '../screening/rules/yaml.ts';
import { actorOf, audited } from './audited.ts';
import type { CommandContext } from './context.ts';
import { readText } from './shared.ts';

export interface Examined {
  readonly draft: RuleDraft;
  /** Nothing where it can be saved. */
  readonly problems: readonly Problem[];
}

/** What the rules may name: departments of the settings, and staff; of a store, with its agents. */
export async function ruleWorld(
  context: CommandContext,
  store: Pick<Store, 'agents'> | null,
): Promise<RuleWorld> {
  const { settings } = await context.loadSettings();
  const agents = (await store?.agents.list()) ?? [];
  return worldOf(
    settings,
    staffNow(settings, () => agents),
  );
}

/** The file, or `-` for standard input. Throws Failure `bad-usage`. */
export async function fileText(context: CommandContext, file: string): Promise<string> {
  if (file === '-') return readText(context, '-');
  return readFile(resolve(context.cwd, file), 'utf8').catch((error: unknown) => {
    throw new Failure('bad-usage', `${file}: it cannot be read`, error);
  });
}

/** Reads YAML and looks for all that speaks against saving it; each problem with its line. */
export function examined(text: string, world: RuleWorld): Examined {
  const read = readRules(text);
  const { draft, problems, lineOf } = read;
  return { draft, problems: [...problems, ...examinedDraft(draft, world, lineOf)] };
}

/** The same for a draft that came from no file. */
export function examinedDraft(
  draft: RuleDraft,
  world: RuleWorld,
  lineOf: ReadRules['lineOf'] = () => null,
): Problem[] {
  const harmful = dangersOf(draft).map(({ path, rule, danger }) => ({
    path,
    problem: `“${rule}”: ${dangers[danger]}`,
    line: null,
  }));
  return [...faultsOf(draft, world), ...harmful].map((problem) => ({
    ...problem,
    line: lineOf(problem.path),
  }));
}

/** Throws Failure `bad-usage` that lists them all. */
export function refuse(what: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const title = `${what}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}, nothing was changed`;
  throw new Failure('bad-usage', [title, ...problems.map(showProblem)].join('\n  '));
}

/** Saves the next version with its trace in the audit trail. Throws Failure `conflict` where it is based on an old one. */
export async function saveRules(
  context: CommandContext,
  store: Store,
  draft: RuleDraft,
  { action, reason, basedOn }: { readonly action: string; readonly reason: string; readonly basedOn: number },
): Promise<SavedRules> {
  const subject = `rules:${basedOn + 1}`;
  const detail = { reason, rules: draft.rules.length, basedOn };
  const by = { author: actorOf(context), reason };
  return audited(context, store, { action, subject, detail }, () => store.rules.save(draft, by, basedOn));
}
