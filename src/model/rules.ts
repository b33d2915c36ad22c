/** Rules of admins on mail: what the store keeps of them, and what trying them on past mail tells. */
import type { Outcome } from '../decision.ts';

/** Scores from which mail is quarantined, and refused. */
export interface Thresholds {
  readonly quarantineAt: number;
  readonly rejectAt: number;
}

/** What an admin writes down, as one YAML file says it. `thresholds`: null leaves those of the settings. */
export interface RuleDraft {
  readonly rules: readonly unknown[];
  readonly thresholds: Thresholds | null;
  /** The file as it was written, comments and all, where it came from one. */
  readonly text?: string;
}

/** One version; each save makes a new one. Version 0, without rules, is what there is before the first save. */
export interface SavedRules extends RuleDraft {
  readonly version: number;
  /** Address of who saved it, or `command:kim`. */
  readonly author: string;
  readonly reason: string;
  readonly at: Date;
}

/** Version 0. */
export const noRules: SavedRules = {
  version: 0,
  rules: [],
  thresholds: null,
  author: '',
  reason: '',
  at: new Date(0),
};

export interface RuleStore {
  /** The newest version. */
  active(): Promise<SavedRules>;
  find(version: number): Promise<SavedRules | null>;
  /** The newest first. */
  history(limit: number): Promise<SavedRules[]>;
  /** Makes the next version. Throws Failure `conflict` where `basedOn` is not the newest one any more. */
  save(draft: RuleDraft, by: { author: string; reason: string }, basedOn: number): Promise<SavedRules>;
}

/** What an admin has changed and not saved yet. */
export interface KeptDraft extends RuleDraft {
  /** `id` of the agent. */
  readonly agent: string;
  /** The version that it was made from. */
  readonly basedOn: number;
  readonly at: Date;
}

/** One for each agent, on whatever node he comes back. */
export interface RuleDraftStore {
  find(agent: string): Promise<KeptDraft | null>;
  save(draft: KeptDraft): Promise<void>;
  drop(agent: string): Promise<void>;
}

/** How many mails would change their fate, from what to what; the IDs of some of them. */
export interface FateChange {
  readonly from: Outcome;
  readonly to: Outcome;
  readonly count: number;
  readonly samples: readonly string[];
}

/** Against what staff said of those mails: ham that was or would be kept back, spam that was or would be let through. */
export interface Errors {
  readonly before: number;
  readonly after: number;
}

/** What a draft would have done to past mail (DESIGN 8, `rules test`). */
export interface Forecast {
  readonly mails: number;
  readonly changed: number;
  readonly changes: readonly FateChange[];
  readonly falsePositives: Errors;
  readonly falseNegatives: Errors;
}

export interface TryOutOptions {
  readonly since: Date;
  readonly until: Date;
  /** The newest so many. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
  /** Told now and then. */
  progress?(done: number, all: number): void;
}

/** Decides upon past mail once more, by the draft. Reads what is kept; asks no network, and changes nothing. */
export type TryOut = (draft: RuleDraft, options: TryOutOptions) => Promise<Forecast>;

/** Name and version of the rule that the detail of a finding (`rule-…`) names: `NAME (version 3): what`; null: it names none. */
export function ruleNamed(detail: string): { readonly name: string; readonly version: number } | null {
  const [, name = '', version] = /^(.+?) \(version (\d+)\)(?:: |$)/.exec(detail) ?? [];
  return version === undefined ? null : { name, version: Number(version) };
}
