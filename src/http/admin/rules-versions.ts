/** Versions of the rules by their number; 0 is what there was before the first save. */
import type { RuleStore, SavedRules } from '../../rules.ts';

const first: SavedRules = {
  version: 0,
  rules: [],
  thresholds: null,
  author: '',
  reason: '',
  at: new Date(0),
};

/** Null where there is none. */
export async function versionOf(rules: RuleStore, version: number): Promise<SavedRules | null> {
  return version === 0 ? first : rules.find(version);
}
