/** Rules of admins: one document for each version, none of which is ever changed. */
import type { mongo } from 'mongoose';
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import {
  noRules,
  type RuleDraft,
  type RuleStore,
  type SavedRules,
  type Thresholds,
} from '../../model/rules.ts';
import { exactly } from '../conditions.ts';
import { isDuplicate } from '../errors.ts';

interface RulesRow {
  /** The version: of two who save on the same one, the second finds the next one taken. */
  readonly _id: number;
  /** As JSON: what people write may have any keys. */
  readonly set: string;
  readonly text: string | null;
  readonly author: string;
  readonly reason: string;
  readonly at: Date;
}

/** What a newer version saved may say more, or say it otherwise: who compiles the rules tells what he cannot read. */
const setShape = z.object({
  rules: z.array(z.unknown()).catch([]),
  thresholds: z.custom<Thresholds>().nullable().catch(null),
});

/** A save counts once it outlives the loss of any one node. */
const durable = { writeConcern: { w: 'majority', j: true } } as const;
const committed = { readConcern: { level: 'majority' } } as const;

export class Rules implements RuleStore {
  readonly #rows: mongo.Collection<RulesRow>;

  constructor(db: mongo.Db) {
    this.#rows = db.collection('rules');
  }

  async active(): Promise<SavedRules> {
    const row = await this.#rows.findOne({}, { sort: { _id: -1 }, ...committed });
    return row === null ? noRules : savedRules(row);
  }

  async find(version: number): Promise<SavedRules | null> {
    const row = await this.#rows.findOne({ _id: exactly(version) }, committed);
    return row === null ? null : savedRules(row);
  }

  async history(limit: number): Promise<SavedRules[]> {
    const rows = await this.#rows.find({}, { sort: { _id: -1 }, limit, ...committed }).toArray();
    return rows.map(savedRules);
  }

  async save(
    draft: RuleDraft,
    { author, reason }: { author: string; reason: string },
    basedOn: number,
  ): Promise<SavedRules> {
    const newest = (await this.active()).version;
    if (newest !== basedOn) throw changedMeanwhile(newest);
    const { rules, thresholds, text = null } = draft;
    const set = JSON.stringify({ rules, thresholds });
    const row: RulesRow = { _id: basedOn + 1, set, text, author, reason, at: new Date() };
    try {
      await this.#rows.insertOne(row, durable);
    } catch (error) {
      if (isDuplicate(error)) throw changedMeanwhile(row._id);
      throw error;
    }
    return savedRules(row);
  }
}

function changedMeanwhile(version: number): Failure {
  return new Failure('conflict', `the rules were changed meanwhile: version ${version} is the newest one`);
}

function savedRules({ _id, set, text, author, reason, at }: RulesRow): SavedRules {
  const { rules, thresholds } = setShape.parse(JSON.parse(set));
  return { version: _id, rules, thresholds, ...(text === null ? {} : { text }), author, reason, at };
}
