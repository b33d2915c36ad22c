/** What staff said that a mail is, and what the spam filter learns from it. */

export const judgementKinds = ['spam', 'ham'] as const;
export type JudgementKind = (typeof judgementKinds)[number];

/** The word of a person on one mail; it stands until he takes it back or another is given. */
export interface Judgement {
  readonly kind: JudgementKind;
  /** Address of who said so. */
  readonly by: string;
  readonly at: Date;
}

/**
 * Where learning stands. `queued`: the filter holds something else than what was said. `learned`: it holds just that.
 * `nothing`: it found nothing in the mail to learn from. `failed`: it refused, or was away for too long. `kept`: the word was
 * taken back, but the filter had learned the mail and cannot forget. `none`: nothing was said, and nothing is held.
 */
export const learningStates = ['queued', 'learning', 'learned', 'nothing', 'failed', 'kept', 'none'] as const;
export type LearningState = (typeof learningStates)[number];

/** All that is known of one mail’s judgement. */
export interface JudgementEntry {
  readonly mail: string;
  /** Null: it was taken back. */
  readonly kind: JudgementKind | null;
  readonly by: string;
  readonly at: Date;
  /** Said by Postern itself, of a reply that it knows to be good. */
  readonly automatic: boolean;
  readonly state: LearningState;
  /** What the filter holds it for, as far as we taught it. */
  readonly learned: JudgementKind | null;
  readonly learnedAt: Date | null;
  /** Failed tries in a row, since when, and the last one’s words. */
  readonly attempts: number;
  readonly failingSince: Date | null;
  readonly trouble: string | null;
}

export interface JudgementStore {
  /**
   * Keeps what staff say of a mail, and queues it for learning; null takes it back. The same again changes nothing. False
   * where there is no such mail.
   */
  judge(mail: string, kind: JudgementKind | null, by: string): Promise<boolean>;
  /** Of those mails that people judged, by `id`. */
  of(mails: readonly string[]): Promise<Map<string, Judgement>>;
}

export interface JudgementQuery {
  readonly states?: readonly LearningState[];
  /** Only those with a trouble to tell. */
  readonly failing?: boolean;
  /** Only those said before. */
  readonly before?: Date;
  readonly limit: number;
}

/** What was taught of one class, and when last. */
export interface Taught {
  readonly count: number;
  readonly last: Date | null;
}

export interface LearningCounts {
  readonly taught: Readonly<Record<JudgementKind, Taught>>;
  readonly states: Readonly<Record<LearningState, number>>;
}

/** The right to teach one mail until the lease ends. `epoch` fences: an older claim settles nothing. */
export interface LearningClaim {
  readonly mail: string;
  readonly epoch: number;
  /** What the filter shall hold it for; null: nothing. */
  readonly kind: JudgementKind | null;
  readonly learned: JudgementKind | null;
  /** Failed tries before this one, and since when. */
  readonly attempts: number;
  readonly failingSince: Date | null;
}

/** What came of a try. `until`: when to try again. */
export type LearningOutcome =
  | { readonly outcome: 'learned' | 'nothing' | 'kept' }
  | { readonly outcome: 'again'; readonly until: Date; readonly trouble: string }
  | { readonly outcome: 'failed'; readonly trouble: string };

/** Judgements, and the queue that brings each to the filter. */
export interface LearningStore extends JudgementStore {
  /** Says that a mail is ham, in our own name; false where anything was said of it before. */
  addHam(mail: string): Promise<boolean>;
  /** By `id` of the mail, also those that were taken back. */
  entries(mails: readonly string[]): Promise<Map<string, JudgementEntry>>;
  /** The newest first. */
  list(query: JudgementQuery): Promise<JudgementEntry[]>;
  counts(): Promise<LearningCounts>;
  /** Takes one that is due and was said at least so many ms ago. */
  claim(restMs: number): Promise<LearningClaim | null>;
  /** False where the claim was lost; what it taught is taken into account. */
  settle(claim: LearningClaim, outcome: LearningOutcome): Promise<boolean>;
  /** Tries one that failed again, now. False where it did not fail. */
  retry(mail: string): Promise<boolean>;
  /** Makes those that wait after a failure due now: the filter is back. */
  hurry(): Promise<void>;
  /** Since when the one that waits longest cannot be learned; null where none does. */
  failingSince(): Promise<Date | null>;
}

/** What pages show of learning, beside the judgements themselves. */
export interface LearningStatus {
  /** False: no filter is set up that learns; judgements wait until one is. */
  readonly on: boolean;
  readonly counts: LearningCounts;
  /** What the filter says that it holds of each class, whoever taught it; null where it does not tell, and why. */
  readonly held: Readonly<Record<JudgementKind, number>> | null;
  readonly heldTrouble: string | null;
  /** The class that has too many beside the other. */
  readonly lopsided: JudgementKind | null;
  readonly leastForBalance: number;
  readonly mostRatio: number;
  readonly hamFromReplies: boolean;
  readonly restSeconds: number;
}
