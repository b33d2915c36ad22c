/** Rows of the outbox that wait for others: a receipt goes out after the notices were tried (DESIGN 2, dispatch). */
import type { Node } from './claiming.ts';
import type { Database } from './connect.ts';
import type { Id } from './documents.ts';

/** Rows looked at in one sweep. */
const sweepSize = 500;

export class Waiting {
  readonly #database: Database;
  readonly #everyMs: number;
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(database: Database, node: Node) {
    this.#database = database;
    this.#everyMs = node.leaseMs / 2;
  }

  /** These rows were tried, or never will be: nobody waits for them any longer. */
  async release(ids: readonly Id[]): Promise<void> {
    if (ids.length === 0) return;
    const left = { $setDifference: ['$waitsFor', [...ids]] };
    await this.#database.outbox.updateMany({ waitsFor: { $in: [...ids] } }, [
      { $set: { waitsFor: { $cond: [{ $eq: [left, []] }, '$$REMOVE', left] } } },
      // Only rows that still mean to be sent become due.
      {
        $set: {
          dueAt: {
            $cond: [
              { $and: [{ $eq: [{ $type: '$waitsFor' }, 'missing'] }, { $eq: ['$state', 'queued'] }] },
              '$$NOW',
              { $ifNull: ['$dueAt', '$$REMOVE'] },
            ],
          },
        },
      },
    ]);
  }

  /**
   * Frees rows whose release got lost with its node, or that wait for what does not exist or was cancelled, so that
   * nothing waits for ever. A lease that ran out counts as an attempt, but not as a try: what was tried has an answer.
   * Looks every half lease.
   */
  async sweep(): Promise<void> {
    if (performance.now() - this.#sweptAt < this.#everyMs) return;
    this.#sweptAt = performance.now();
    const rows = await this.#database.outbox
      .find({ waitsFor: { $exists: true } }, { projection: { waitsFor: 1 }, limit: sweepSize })
      .toArray();
    const awaited = rows.flatMap(({ waitsFor }) => waitsFor ?? []);
    if (awaited.length === 0) return;
    const untried = await this.#database.outbox
      .find(
        { _id: { $in: awaited }, state: { $in: ['queued', 'sending'] }, lastAnswer: null },
        { projection: { _id: 1 } },
      )
      .map(({ _id }) => _id.toHexString())
      .toArray();
    const still = new Set(untried);
    await this.release(awaited.filter((id) => !still.has(id.toHexString())));
  }
}
