/** Versions of the rules by their number; 0 is what there was before the first save. */
import { noRules, type RuleStore, type SavedRules } from '../../model/rules.ts';

/** Null where there is none. */
export async function versionOf(rules: RuleStore, version: number): Promise<SavedRules | null> {
  return version === 0 ? noRules : rules.find(version);
}
