/** What speaks against saving a set of rules: what cannot be read, and what would do harm. Pure. */
import type { RuleDraft } from '../../model/rules.ts';
import type { RuleWorld } from './actions.ts';
import { type CompiledRule, type CompiledRules, compileRules } from './compile.ts';
import { ordinary, probes } from './probes.ts';
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
    'it keeps back mail because it belongs to an open ticket or comes from one of its participants, or (`evenWithTicket: true`) although it carries the ID of one; the ID of an open ticket goes before all rules. Say `meant: true` where that is what you want',
  'catches-everything':
    'it holds for every mail, or nearly every one, whatever it is. Name what tells the mails that it is for, or say `meant: true`',
} as const;
export type DangerKind = keyof typeof dangers;

/** All that is wrong with the draft; none: it can be saved. `world`: departments and staff that rules may name. */
export function faultsOf(draft: RuleDraft, world: RuleWorld): Problem[] {
  const { rules, problems } = compileRules(draft, world);
  return [...problems, ...lowThresholds(rules), ...rules.rules.flatMap((rule) => unsaved(rule, world))];
}

/** In force they hold as they are; nobody is to save such ones. */
function lowThresholds({ thresholds }: CompiledRules): Problem[] {
  if (thresholds === null || thresholds.quarantineAt > 0) return [];
  const problem =
    'expects a score above 0: mail that nothing speaks against has 0, and would be kept back. To hold every mail, write a rule';
  return [{ path: 'thresholds.quarantineAt', problem, line: null }];
}

/** What is not saved, though it can be read: departments and owners that there are not, words that SMTP cannot say. In force, such a rule does the rest of what it says. */
function unsaved({ index, then: { department, owner, verdict } }: CompiledRule, world: RuleWorld): Problem[] {
  const found: Problem[] = [];
  const complain = (key: string, problem: string) =>
    found.push({ path: `rules[${index}].then.${key}`, problem, line: null });
  const isFixed = (text: string | null): text is string => text !== null && !text.includes('{{');
  if (isFixed(department) && !world.departments.includes(department))
    complain('department', `there is no department ${department}; there are ${world.departments.join(', ')}`);
  if (isFixed(owner) && !world.isStaff(owner)) complain('owner', `${owner} is no member of staff`);
  // RFC 5321, 4.2: the text of a reply is ASCII.
  if (verdict?.do === 'reject' && !/^[\x20-\x7e]*$/.test(verdict.text))
    complain('reject', 'expects ASCII, without umlauts and the like: it is told to the sending server');
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

/** Points alone keep nothing back that has the bypass. */
function breaksTickets({ uses, then, evenWithTicket }: CompiledRule): boolean {
  const against = then.verdict !== null && then.verdict.do !== 'allow';
  return (against && evenWithTicket) || ((against || then.score > 0) && uses.aimsAtTickets);
}

/** It says nothing but what is true of mails that have nothing in common, or of all that people write. */
function catchesEverything({ holds, then }: CompiledRule): boolean {
  if (then.verdict === null && then.score === 0) return false;
  return [probes, ordinary].some((mails) =>
    mails.every((facts) => {
      try {
        return holds(new Reading(facts, '')) === true;
      } catch {
        return false;
      }
    }),
  );
}
