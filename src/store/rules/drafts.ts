/** Rule sets that admins work on and have not saved. */
import type { mongo } from 'mongoose';
import { z } from 'zod';
import type { KeptDraft, RuleDraft, RuleDraftStore } from '../../model/rules.ts';
import { exactly } from '../conditions.ts';

/** What people write may have any keys: it is kept as text. */
interface DraftRow {
  /** Of the agent. */
  readonly _id: string;
  readonly set: string;
  readonly text: string | null;
  readonly basedOn: number;
  readonly at: Date;
}

const setShape = z.object({
  rules: z.array(z.unknown()),
  thresholds: z.object({ quarantineAt: z.number(), rejectAt: z.number() }).nullable(),
});

export class RuleDrafts implements RuleDraftStore {
  readonly #rows: mongo.Collection<DraftRow>;

  constructor(db: mongo.Db) {
    this.#rows = db.collection('ruleDrafts');
  }

  async find(agent: string): Promise<KeptDraft | null> {
    const row = await this.#rows.findOne({ _id: exactly(agent) });
    if (row === null) return null;
    const set: RuleDraft | undefined = setShape.safeParse(JSON.parse(row.set)).data;
    // Nobody is locked out of the rules by a draft that cannot be read.
    if (set === undefined) return null;
    const text = row.text === null ? {} : { text: row.text };
    return { ...set, ...text, agent, basedOn: row.basedOn, at: row.at };
  }

  async save({ agent, basedOn, at, rules, thresholds, text }: KeptDraft): Promise<void> {
    const set = JSON.stringify({ rules, thresholds });
    await this.#rows.updateOne(
      { _id: exactly(agent) },
      { $set: { set, text: text ?? null, basedOn, at } },
      { upsert: true },
    );
  }

  async drop(agent: string): Promise<void> {
    await this.#rows.deleteOne({ _id: exactly(agent) });
  }
}
