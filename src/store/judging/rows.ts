/** Judgements as rows, one for each mail: what was said, and what the filter holds. */
import type { JudgementEntry, JudgementKind } from '../../model/judgements.ts';
import type { Id } from '../documents.ts';

export interface JudgementRow extends Omit<JudgementEntry, 'mail'> {
  /** Of the mail. */
  readonly _id: Id;
  /** When it is learned; while it is being learned, when the lease ends. Absent where there is nothing to do. */
  readonly dueAt?: Date;
  readonly epoch: number;
  /** What the claim is teaching. */
  readonly teaching: JudgementKind | null;
}

/** The entry of a row. */
export function entryOf(row: JudgementRow): JudgementEntry {
  const { _id, dueAt: _due, epoch: _epoch, teaching: _teaching, ...rest } = row;
  return { mail: _id.toHexString(), ...rest };
}

/** Where a row stands by what was said (`$kind`) and what the filter holds (`$learned`). */
const standing = {
  $cond: [{ $eq: ['$kind', '$learned'] }, { $cond: [{ $eq: ['$kind', null] }, 'none', 'learned'] }, 'queued'],
} as const;

/** Steps of an update that put a row, with its new `kind` or `learned`, where it belongs. */
export const standingSteps = [
  { $set: { state: standing } },
  { $set: { dueAt: { $cond: [{ $eq: ['$state', 'queued'] }, '$$NOW', '$$REMOVE'] } } },
] as const;

/** A row that is done with, or fresh: no failure is told of it. */
export const noTrouble = { attempts: 0, failingSince: null, trouble: null } as const;
