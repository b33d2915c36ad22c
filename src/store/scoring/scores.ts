/** The ScoreStore port: what was recorded of mail that was scored. Read elsewhere than where mail is written, where there is such a place. */
import type { mongo } from 'mongoose';
import type { RecentScores, ScoreStore, SymbolUse } from '../../model/filter.ts';
import type { Database } from '../connect.ts';
import { idAt, type MailRow } from '../documents.ts';

const reading = { readPreference: 'secondaryPreferred', maxTimeMS: 10_000 } as const;
const mostSymbols = 50;
/** States of mail that was kept back. */
const heldStates = ['quarantined', 'discarded'];

interface Grouped {
  readonly all: readonly { mails: number; held: number }[];
  readonly symbols: readonly (Omit<SymbolUse, 'name'> & { _id: string })[];
  readonly times: readonly { _id: number; mails: number }[];
}

export class Scores implements ScoreStore {
  readonly #rows: mongo.Collection<MailRow>;

  constructor({ mails }: Pick<Database, 'mails'>) {
    this.#rows = mails;
  }

  async recent(since: Date, most: number): Promise<RecentScores> {
    const [found] = await this.#rows
      .aggregate<Grouped>(
        [
          { $match: { _id: { $gte: idAt(Math.floor(since.getTime() / 1000)) } } },
          { $sort: { _id: -1 } },
          { $limit: most },
          { $match: { 'known.scoring.kind': 'scored' } },
          {
            $project: {
              held: { $cond: [{ $in: ['$state', heldStates] }, 1, 0] },
              ms: '$known.scoring.score.ms',
              symbols: '$known.scoring.score.symbols',
            },
          },
          {
            $facet: {
              all: [{ $group: { _id: null, mails: { $sum: 1 }, held: { $sum: '$held' } } }],
              times: [{ $group: { _id: '$ms', mails: { $sum: 1 } } }],
              symbols: bySymbol,
            },
          },
        ],
        reading,
      )
      .toArray();
    const [all = { mails: 0, held: 0 }] = found?.all ?? [];
    return {
      mails: all.mails,
      held: all.held,
      symbols: (found?.symbols ?? []).map(({ _id: name, ...use }) => ({ name, ...use })),
      times: new Map(found?.times.map(({ _id, mails }) => [_id, mails])),
    };
  }
}

const bySymbol = [
  { $unwind: '$symbols' },
  {
    $group: {
      _id: '$symbols.name',
      mails: { $sum: 1 },
      mean: { $avg: '$symbols.score' },
      held: { $sum: '$held' },
    },
  },
  { $sort: { mails: -1, _id: 1 } },
  { $limit: mostSymbols },
];
