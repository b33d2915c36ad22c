/** What screening goes by now on this node: the active rules of the store, and lists and thresholds with them. */
import type { Settings } from '../config/schema.ts';
import type { StaffNow } from '../lookups.ts';
import type { Facts, Match, Screened } from '../model/facts.ts';
import type { Log, Store } from '../model/ports.ts';
import type { RuleDraft, SavedRules } from '../model/rules.ts';
import { departmentThresholds } from '../screening/department-thresholds.ts';
import type { SenderLists } from '../screening/lists.ts';
import { settingsLists } from '../screening/lists.ts';
import type { RuleWorld } from '../screening/rules/actions.ts';
import {
  type CompiledRules,
  compileRules,
  makeReady,
  type Needs,
  noRules,
} from '../screening/rules/compile.ts';
import { type Problem, showProblem } from '../screening/rules/problems.ts';
import { type ScreeningPolicy, screen } from '../screening/screen.ts';
import type { Alarms } from '../watching/alarms.ts';
import { follow } from './following.ts';

type ScreeningSettings = Pick<Settings, 'screening' | 'departments'>;

export interface ScreeningNow {
  screen(facts: Facts, match: Match): Screened;
  /** What the active rules want to know beside the mail. */
  needs(): Needs;
  /** Goes on with these rules; those that cannot be read are left out, and told. */
  use(saved: RuleDraft & { readonly version: number }): Promise<readonly Problem[]>;
}

/** Starts without any rules. `lists`: as they are now; without it, those of the settings. */
export function makeScreening(
  settings: ScreeningSettings,
  staff: Pick<StaffNow, 'has'>,
  lists: (() => SenderLists) | undefined,
): ScreeningNow {
  const world = worldOf(settings, staff);
  let rules = noRules;
  let policy = policyFor(settings, rules);
  return {
    screen: (facts, match) =>
      screen(facts, match, policy(facts.delivery.lane), lists?.() ?? settingsLists(settings.screening)),
    needs: () => rules.needs,
    async use(saved) {
      const compiled = compileRules(saved, world);
      await makeReady(compiled.rules);
      rules = compiled.rules;
      policy = policyFor(settings, rules);
      return compiled.problems;
    },
  };
}

/** What rules may name: departments of the settings, and staff as they are now. */
export function worldOf({ departments }: ScreeningSettings, staff: Pick<StaffNow, 'has'>): RuleWorld {
  return { departments: departments.map(({ name }) => name), isStaff: (address) => staff.has(address) };
}

/** The policy for mail to each lane: thresholds of its department, else of the rules, else of the settings. */
export function policyFor(
  settings: ScreeningSettings,
  rules: CompiledRules,
): (lane: string) => ScreeningPolicy {
  const { screening, departments } = settings;
  const { quarantineAt, rejectAt } = rules.thresholds ?? screening;
  const thresholds = departmentThresholds(departments);
  const homes = new Map(
    departments.flatMap(({ name, addresses }) => addresses.map((lane) => [lane, name] as const)),
  );
  const departmentOf = (lane: string) => homes.get(lane) ?? departments[0]?.name ?? '';
  return (lane) => ({ ...screening, ...thresholds(lane, { quarantineAt, rejectAt }), rules, departmentOf });
}

/** Goes on with the rules of the store; what of them cannot be read is told. Throws Failure `store-unavailable`. */
export async function loadRules(
  screening: ScreeningNow,
  { rules }: Pick<Store, 'rules'>,
  log: Log,
): Promise<void> {
  const saved = await rules.active();
  for (const problem of await screening.use(saved))
    log.error('a rule cannot be read and is left out', {
      version: saved.version,
      problem: showProblem(problem),
    });
}

/** Goes on with the newest rules, now and whenever they change on whatever node. Returns how to stop. */
export function watchRules(
  screening: () => ScreeningNow,
  store: Pick<Store, 'rules' | 'onWork'>,
  parts: { readonly log: Log; readonly alarms: Pick<Alarms, 'raise'> },
): () => Promise<void> {
  let version = -1;
  let used: ScreeningNow | null = null;
  const read = async () => {
    const saved = await store.rules.active();
    const now = screening();
    if (saved.version === version && now === used) return;
    await tell(await now.use(saved), saved, parts);
    [version, used] = [saved.version, now];
  };
  const failed = 'rules could not be read; those read before go on';
  const following = follow({ store, log: parts.log, what: 'rules', failed, read });
  void following.read();
  return async () => following.stop();
}

async function tell(
  problems: readonly Problem[],
  { version }: SavedRules,
  { log, alarms }: Parameters<typeof watchRules>[2],
): Promise<void> {
  if (version > 0) log.info('rules are in force', { version });
  if (problems.length === 0) return;
  const paths = [...new Set(problems.map(({ path }) => path.match(/^rules\[\d+\]/)?.[0] ?? path))].join(', ');
  log.error('rules that cannot be read are left out', { version, rules: paths });
  await alarms.raise('rules-unreadable', `version ${version}: ${paths}`);
}
