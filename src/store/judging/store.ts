/** The LearningStore port, joined from its parts. */
import type { mongo } from 'mongoose';
import type { LearningStore } from '../../model/judgements.ts';
import { Judging } from './judging.ts';
import { Learning } from './learning.ts';

/** Over a database that is open. Throws what the driver throws. */
export function judgementStore(db: mongo.Db): LearningStore {
  const judging = new Judging(db);
  const learning = new Learning(db);
  return {
    judge: (mail, kind, by) => judging.judge(mail, kind, by),
    of: (mails) => judging.of(mails),
    addHam: (mail) => judging.addHam(mail),
    entries: (mails) => judging.entries(mails),
    list: (query) => judging.list(query),
    counts: () => judging.counts(),
    retry: (mail) => judging.retry(mail),
    claim: (restMs) => learning.claim(restMs),
    settle: (claim, outcome) => learning.settle(claim, outcome),
    hurry: () => learning.hurry(),
    failingSince: () => learning.failingSince(),
  };
}
