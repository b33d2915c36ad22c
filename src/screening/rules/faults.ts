/** What speaks against saving a set of rules: what cannot be read, and what would do harm. Pure. */
import type { RuleDraft } from '../../model/rules.ts';
import type { RuleWorld } from './actions.ts';
import { type CompiledRule, compileRules } from './compile.ts';
import { probes } from './probes.ts';
import type { Problem } from './problems.ts';
import { Reading } from './reading.ts';

/** A rule that can be read and does what is hardly ever wanted. `meant: true` in the rule takes it as it is. */
export interface Danger {
  /** `rules[2]` */
  readonly path: string;
  /** Name of the rule. */
  readonly rule: string;
  readonly danger: DangerKind;
}

export const dangers = {
  'breaks-tickets':
    'it keeps back mail because it belongs to an open ticket or comes from one of its participants; the ID of an open ticket goes before all rules. Say `meant: true` where that is what you want, or `evenWithTicket: true` where the rule is to see mail with such an ID, too',
  'catches-everything':
    'it holds for every mail, whatever it is. Name what tells the mails that it is for, or say `meant: true`',
} as const;
export type DangerKind = keyof typeof dangers;

/** All that is wrong with the draft; none: it can be saved. `world`: departments and staff that rules may name. */
export function faultsOf(draft: RuleDraft, world: RuleWorld): Problem[] {
  const { rules, problems } = compileRules(draft, world);
  return [...problems, ...rules.rules.flatMap((rule) => strangers(rule, world))];
}

/** Departments and owners that there are not. In force, such a rule does the rest of what it says. */
function strangers({ index, then: { department, owner } }: CompiledRule, world: RuleWorld): Problem[] {
  const found: Problem[] = [];
  const complain = (key: string, problem: string) =>
    found.push({ path: `rules[${index}].then.${key}`, problem, line: null });
  const isFixed = (text: string | null): text is string => text !== null && !text.includes('{{');
  if (isFixed(department) && !world.departments.includes(department))
    complain('department', `there is no department ${department}; there are ${world.departments.join(', ')}`);
  if (isFixed(owner) && !world.isStaff(owner)) complain('owner', `${owner} is no member of staff`);
  return found;
}

/** What must be said to be meant before the draft is saved. Rules that cannot be read are left to `faultsOf`. */
export function dangersOf(draft: RuleDraft): Danger[] {
  const { rules } = compileRules(draft, { departments: [], isStaff: () => false });
  return rules.rules
    .filter(({ meant, enabled }) => enabled && !meant)
    .flatMap((rule) => {
      const tell = (danger: DangerKind) => ({ path: `rules[${rule.index}]`, rule: rule.name, danger });
      return [
        ...(breaksTickets(rule) ? [tell('breaks-tickets')] : []),
        ...(catchesEverything(rule) ? [tell('catches-everything')] : []),
      ];
    });
}

function breaksTickets({ uses, then, evenWithTicket }: CompiledRule): boolean {
  const against = then.verdict !== null && then.verdict.do !== 'allow';
  return against && uses.aimsAtTickets && !evenWithTicket;
}

/** It says nothing but what is true of mails that have nothing in common. */
function catchesEverything({ holds, then }: CompiledRule): boolean {
  if (then.verdict === null && then.score === 0) return false;
  return probes.every((facts) => {
    try {
      return holds(new Reading(facts, '')) === true;
    } catch {
      return false;
    }
  });
}
