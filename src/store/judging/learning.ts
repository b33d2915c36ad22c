/** The queue that brings judgements to the filter: claimed with a lease, fenced by an epoch, settled in one write. */
import type { mongo } from 'mongoose';
import type { LearningClaim, LearningOutcome } from '../../model/judgements.ts';
import { toId } from '../documents.ts';
import { type JudgementRow, noTrouble, standingSteps } from './rows.ts';

/** Longer than one try may take. */
const leaseMs = 60_000;

export class Learning {
  readonly #rows: mongo.Collection<JudgementRow>;

  constructor(db: mongo.Db) {
    this.#rows = db.collection('judgements');
  }

  async claim(restMs: number): Promise<LearningClaim | null> {
    const isDue = { $lte: ['$dueAt', '$$NOW'] };
    const isOld = { $lte: ['$at', { $subtract: ['$$NOW', restMs] }] };
    const row = await this.#rows.findOneAndUpdate(
      { dueAt: { $gt: new Date(0) }, $expr: { $and: [isDue, isOld] } },
      [
        {
          $set: {
            state: 'learning',
            teaching: '$kind',
            dueAt: { $add: ['$$NOW', leaseMs] },
            epoch: { $add: ['$epoch', 1] },
          },
        },
      ],
      { sort: { dueAt: 1 }, returnDocument: 'after' },
    );
    if (row === null) return null;
    const { _id, epoch, teaching, learned, attempts, failingSince } = row;
    return { mail: _id.toHexString(), epoch, kind: teaching, learned, attempts, failingSince };
  }

  async settle(claim: LearningClaim, outcome: LearningOutcome): Promise<boolean> {
    const _id = toId(claim.mail);
    const { matchedCount } = await this.#rows.updateOne(
      { _id, state: 'learning', epoch: claim.epoch },
      settled(outcome),
    );
    if (matchedCount === 1) return true;
    // Somebody else has taught it meanwhile, or will. Ours reached the filter last, as far as we know: where that is not what
    // was said, it is taught again.
    if (outcome.outcome === 'learned')
      await this.#rows.updateOne({ _id, state: { $ne: 'learning' } }, [
        { $set: { learned: { $literal: claim.kind } } },
        ...standingSteps,
      ]);
    return false;
  }

  async hurry(): Promise<void> {
    await this.#rows.updateMany(
      { dueAt: { $gt: new Date() }, state: 'queued', failingSince: { $ne: null } },
      { $currentDate: { dueAt: true } },
    );
  }

  async failingSince(): Promise<Date | null> {
    const filter = { state: { $in: ['queued', 'learning'] as const }, failingSince: { $ne: null } };
    const row = await this.#rows.findOne(filter as mongo.Filter<JudgementRow>, { sort: { failingSince: 1 } });
    return row?.failingSince ?? null;
  }
}

/** What is said may have changed while it was being learned: then it goes on with that. */
function settled(outcome: LearningOutcome): mongo.UpdateFilter<JudgementRow>[] {
  const changed = { $ne: ['$kind', '$teaching'] };
  const unlessChanged = (state: string, due: unknown = '$$REMOVE') => [
    ...standingSteps,
    { $set: { state: { $cond: [changed, '$state', state] }, dueAt: { $cond: [changed, '$dueAt', due] } } },
  ];
  const steps = () => {
    switch (outcome.outcome) {
      case 'learned':
        return [{ $set: { learned: '$teaching', learnedAt: '$$NOW', ...noTrouble } }, ...standingSteps];
      case 'nothing':
      case 'kept':
        return [{ $set: noTrouble }, ...unlessChanged(outcome.outcome)];
      case 'failed':
        return [{ $set: { trouble: literal(outcome.trouble) } }, ...unlessChanged('failed')];
      case 'again':
        return [
          {
            $set: {
              attempts: { $add: ['$attempts', 1] },
              failingSince: { $ifNull: ['$failingSince', '$$NOW'] },
              trouble: literal(outcome.trouble),
            },
          },
          ...unlessChanged('queued', outcome.until),
        ];
    }
  };
  return steps() as unknown as mongo.UpdateFilter<JudgementRow>[];
}

/** Words of a server may begin with a `$`. */
const literal = (text: string) => ({ $literal: text });
