/** The spam filter as admins see and tune it: how it answers, what it weighs, and what it made of past mail. */
import type { Engine } from './facts.ts';

/** How often a symbol fired in mail that was scored. */
export interface SymbolUse {
  readonly name: string;
  readonly mails: number;
  /** Points, on average. */
  readonly mean: number;
  /** Of those mails, how many were kept back: quarantined or discarded. */
  readonly held: number;
}

/** What the store recorded of mail that was scored. */
export interface RecentScores {
  readonly mails: number;
  readonly held: number;
  /** Those that fired most, the most frequent first. */
  readonly symbols: readonly SymbolUse[];
  /** Milliseconds that the scorer took, and for how many mails. */
  readonly times: ReadonlyMap<number, number>;
}

export interface ScoreStore {
  /** Of mail since then, the newest `most` of it. */
  recent(since: Date, most: number): Promise<RecentScores>;
}

/** What rspamd's controller tells of itself. */
export interface RspamdState {
  readonly version: string;
  /** Seconds. */
  readonly uptime: number;
  readonly scanned: number;
  readonly learned: number;
  /** One for each class of each classifier; `mails`: how many it learned from. */
  readonly statfiles: readonly { readonly symbol: string; readonly mails: number }[];
}

/** An action of rspamd, and the score from which it is taken; null: by no score. */
export interface ActionThreshold {
  readonly action: string;
  readonly threshold: number | null;
}

export interface SymbolWeight {
  readonly name: string;
  readonly group: string;
  readonly description: string;
  readonly weight: number;
}

/** What can be set by rspamd's controller, one at a time. */
export type Tunable =
  | { readonly kind: 'weight'; readonly name: string }
  | { readonly kind: 'threshold'; readonly name: string };

/** `from`: what its author saw; where it is not so any more, nothing is changed. */
export type Tuning = Tunable & { readonly from: number; readonly to: number };

/** What there is to look at, or in words why not. */
export type Seen<Thing> = Thing | { readonly trouble: string };

export interface FilterStatus {
  readonly engine: Engine | 'none';
  /** Where it is asked; empty where nobody is. */
  readonly place: string;
  /** Null where there is nobody to ask. */
  readonly answer: Seen<{ readonly version: string; readonly ms: number }> | null;
  /** Null where no controller is set. */
  readonly controller: Seen<{
    readonly state: RspamdState;
    readonly actions: readonly ActionThreshold[];
  }> | null;
  /** The settings let admins change weights and thresholds. */
  readonly tunable: boolean;
}

export interface FilterDesk {
  /** Never throws for a filter that is away. */
  status(): Promise<FilterStatus>;
  /** By name. Throws Failure `scorer-unavailable`, or `not-found` where no controller is set. */
  weights(): Promise<SymbolWeight[]>;
  /** What it is now; null where there is no such thing. Throws as `weights`. */
  current(what: Tunable): Promise<number | null>;
  /**
   * Changes one of them, the audit trail first. Throws Failure `conflict` where it is not `from` any more, `forbidden`
   * where the settings do not let anybody, `not-found`, `scorer-unavailable`.
   */
  tune(tuning: Tuning, actor: string): Promise<void>;
  /** The last change, turned round; null where there is none, or where something else was set since. */
  undo(): Promise<Tuning | null>;
}

/** The action of such changes in the audit trail. */
export const tuneAction = 'filter.tune';
