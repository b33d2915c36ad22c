/** What the pages and the API need of the rules engine; `assembly/` joins it. */
import type { RuleDraft } from '../../model/rules.ts';

/** `path`: `rules[2].when.body.contians`; `line`: of the YAML it came from. */
export interface RuleProblem {
  readonly path: string;
  readonly problem: string;
  readonly line: number | null;
}

/** What a rule does that it should do only where somebody means it. */
export interface RuleDanger {
  /** `rules[2]` */
  readonly path: string;
  /** Name of the rule. */
  readonly rule: string;
  readonly danger: 'breaks-tickets' | 'catches-everything';
}

export interface RuleEngine {
  /** Reads YAML. Problems are those of the file; what the rules say is examined by `faults`. */
  read(text: string): {
    readonly draft: RuleDraft;
    readonly problems: readonly RuleProblem[];
    /** The line of what a path of a problem names. */
    lineOf(path: string): number | null;
  };
  /** As YAML, with the comments that it was written with. */
  write(draft: RuleDraft): string;
  /** What keeps it from being saved, all at once. */
  faults(draft: RuleDraft): Promise<readonly RuleProblem[]>;
  /** What must be marked as meant before it is saved. */
  dangers(draft: RuleDraft): readonly RuleDanger[];
}
