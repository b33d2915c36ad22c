/** The rules engine as pages and the API see it. */
import type { Roster } from '../desk/changes.ts';
import type { RuleEngine } from '../http/admin/rules-engine.ts';
import { dangersOf, faultsOf } from '../screening/rules/faults.ts';
import { readRules, writeRules } from '../screening/rules/yaml.ts';

/** `roster`: the departments and the staff that rules may name now. */
export function ruleEngine(roster: () => Promise<Roster>): RuleEngine {
  return {
    read: readRules,
    write: writeRules,
    dangers: dangersOf,
    async faults(draft) {
      const { departments, nameOf } = await roster();
      return faultsOf(draft, { departments, isStaff: (address) => nameOf(address) !== null });
    },
  };
}
