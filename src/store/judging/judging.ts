/** What is said of mails: one row for each, changed in one write. */
import type { mongo } from 'mongoose';
import {
  type Judgement,
  type JudgementEntry,
  type JudgementKind,
  type JudgementQuery,
  judgementKinds,
  type LearningCounts,
  type LearningState,
  learningStates,
  type Taught,
} from '../../model/judgements.ts';
import { countByState } from '../counting.ts';
import { asId, type Id, type MailRow } from '../documents.ts';
import { isDuplicate } from '../errors.ts';
import { entryOf, type JudgementRow, noTrouble, standingSteps } from './rows.ts';

const noStates = Object.fromEntries(learningStates.map((state) => [state, 0])) as Record<
  LearningState,
  number
>;

export class Judging {
  readonly #rows: mongo.Collection<JudgementRow>;
  readonly #mails: mongo.Collection<MailRow>;

  constructor(db: mongo.Db) {
    this.#rows = db.collection('judgements');
    this.#mails = db.collection('mails');
  }

  async judge(mail: string, kind: JudgementKind | null, by: string): Promise<boolean> {
    const _id = asId(mail);
    if (_id === null || !(await this.#isMail(_id))) return false;
    // Two that judge a mail for the first time at once: the second one finds the row.
    await this.#say(_id, kind, by).catch((error: unknown) => {
      if (!isDuplicate(error)) throw error;
      return this.#say(_id, kind, by);
    });
    return true;
  }

  async addHam(mail: string): Promise<boolean> {
    const _id = asId(mail);
    if (_id === null || !(await this.#isMail(_id))) return false;
    const now = new Date();
    const said = {
      kind: 'ham',
      by: 'postern',
      at: now,
      automatic: true,
      state: 'queued',
      dueAt: now,
    } as const;
    const fresh = { learned: null, learnedAt: null, epoch: 0, teaching: null, ...noTrouble };
    const update = { $setOnInsert: { ...said, ...fresh } };
    const { upsertedCount } = await this.#rows.updateOne({ _id }, update, { upsert: true });
    return upsertedCount === 1;
  }

  async of(mails: readonly string[]): Promise<Map<string, Judgement>> {
    const entries = [...(await this.entries(mails)).values()];
    return new Map(
      entries.flatMap(({ mail, kind, by, at, automatic }) =>
        kind === null || automatic ? [] : [[mail, { kind, by, at }] as const],
      ),
    );
  }

  async entries(mails: readonly string[]): Promise<Map<string, JudgementEntry>> {
    const ids = mails.map(asId).filter((id) => id !== null);
    const rows = ids.length === 0 ? [] : await this.#rows.find({ _id: { $in: ids } }).toArray();
    return new Map(rows.map((row) => [row._id.toHexString(), entryOf(row)]));
  }

  async list({ states, failing, before, limit }: JudgementQuery): Promise<JudgementEntry[]> {
    const filter = {
      ...(states === undefined ? {} : { state: { $in: [...states] } }),
      ...(failing === true ? { trouble: { $ne: null } } : {}),
      ...(before === undefined ? {} : { at: { $lt: before } }),
    };
    return (await this.#rows.find(filter).sort({ at: -1 }).limit(limit).toArray()).map(entryOf);
  }

  async counts(): Promise<LearningCounts> {
    const [states, ...taught] = await Promise.all([
      countByState(this.#rows, noStates),
      ...judgementKinds.map((kind) => this.#taught(kind)),
    ]);
    const [spam, ham] = taught as [Taught, Taught];
    return { states, taught: { spam, ham } };
  }

  async retry(mail: string): Promise<boolean> {
    const _id = asId(mail);
    if (_id === null) return false;
    const { matchedCount } = await this.#rows.updateOne(
      { _id, state: 'failed' },
      { $set: { ...noTrouble, state: 'queued' }, $currentDate: { dueAt: true } },
    );
    return matchedCount === 1;
  }

  async #taught(learned: JudgementKind): Promise<Taught> {
    const [count, last] = await Promise.all([
      this.#rows.countDocuments({ learned }),
      this.#rows.findOne({ learned }, { sort: { learnedAt: -1 }, projection: { learnedAt: 1 } }),
    ]);
    return { count, last: last?.learnedAt ?? null };
  }

  async #isMail(_id: Id): Promise<boolean> {
    return (await this.#mails.findOne({ _id }, { projection: { _id: 1 } })) !== null;
  }

  /** While it is being learned the row stays with who learns it: settling finds what is said now. */
  async #say(_id: Id, kind: JudgementKind | null, by: string): Promise<void> {
    const given = { $literal: kind };
    const same = { $and: [{ $eq: ['$kind', given] }, { $eq: ['$automatic', false] }] };
    const said = { kind: given, by: { $literal: by }, at: '$$NOW', automatic: false };
    const kept = (name: string, fresh: unknown) => ({ $ifNull: [`$${name}`, fresh] });
    const defaults = { learned: kept('learned', null), learnedAt: kept('learnedAt', null) };
    const work = { epoch: kept('epoch', 0), teaching: kept('teaching', null) };
    const [state, due] = standingSteps;
    const unless = (condition: object, step: { $set: object }) => ({
      $set: Object.fromEntries(
        Object.entries(step.$set).map(([name, value]) => [name, { $cond: [condition, `$${name}`, value] }]),
      ),
    });
    const busy = { $eq: ['$state', 'learning'] };
    await this.#rows.updateOne(
      { _id },
      [
        { $set: { same } },
        unless({ $eq: ['$same', true] }, { $set: { ...said, ...noTrouble } }),
        { $set: { ...defaults, ...work } },
        unless({ $or: ['$same', busy] }, state),
        unless({ $or: ['$same', busy] }, due),
        { $unset: 'same' },
      ],
      // What was never said need not be taken back.
      { upsert: kind !== null },
    );
  }
}
