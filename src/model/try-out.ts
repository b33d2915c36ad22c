/** Trying rules on past mail: what is read of it, and the work as a page follows it. */

import type { Decision } from '../decision.ts';
import type { Failure } from '../failure.ts';
import type { Circumstances } from './circumstances.ts';
import type { Delivery } from './facts.ts';
import type { Forecast, RuleDraft, TryOutOptions } from './rules.ts';

/** A mail that was decided upon, without its bytes. */
export interface PastMail extends Omit<Delivery, 'releasedAt'> {
  /** Address of the author; the envelope sender where the mail names none. */
  readonly from: string;
  /** Its first 200 characters. */
  readonly subject: string;
  /** Names its bytes. */
  readonly raw: string;
  /** Null of mail from before they were kept. */
  readonly circumstances: Circumstances | null;
  readonly decision: Decision;
  /** Staff deleted it out of quarantine. */
  readonly deleted: boolean;
}

export type PastSpan = Pick<TryOutOptions, 'since' | 'until' | 'limit'>;

/** Reads what was decided, by the time when it was made durable here; `until` is no part of it. Never writes. */
export interface PastMails {
  /** How many there are, but for the few that never were decided upon. */
  count(span: PastSpan): Promise<number>;
  /** The newest of them, or the newest that are older than the one with the id `before`; empty at the end. */
  page(span: PastSpan, before: string | null, size: number): Promise<PastMail[]>;
  /** When each of the addresses (lower case) had its first ticket, or answer of staff; missing: never. */
  firstKnown(addresses: readonly string[]): Promise<Map<string, Date>>;
  /** Raw bytes by what `PastMail.raw` names; those that are gone are missing. */
  bytes(names: readonly string[]): Promise<Map<string, Uint8Array>>;
}

/** One try-out as a page follows it. */
export interface TryOutJob {
  readonly id: string;
  /** Address of who asked for it. */
  readonly by: string;
  readonly at: Date;
  readonly draft: RuleDraft;
  readonly options: PastSpan;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  /** Mails looked at, of so many. */
  readonly done: number;
  readonly all: number;
  readonly forecast: Forecast | null;
  /** What went wrong; null where nothing did, or nothing that anybody foresaw. */
  readonly failure: Failure | null;
}

/** Try-outs of this node: one at a time, kept in memory for an hour after they ended. */
export interface TryOutJobs {
  /** Gives the job's `id`. Throws Failure `overloaded` where one runs on this node. */
  start(draft: RuleDraft, options: PastSpan, by: string): string;
  find(id: string): TryOutJob | null;
  /** The same, once it has ended. */
  ended(id: string): Promise<TryOutJob | null>;
  /** False where it does not run. */
  cancel(id: string): boolean;
  /** Ends what runs. */
  close(): Promise<void>;
}
