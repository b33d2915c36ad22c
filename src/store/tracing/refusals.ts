/** What was refused at the door, for a while: of very many the newest. */
import type { mongo } from 'mongoose';
import type { Refusal } from '../../model/trace.ts';
import { refusalsKept } from '../../model/trace.ts';
import { asId, freshId, type Id } from '../documents.ts';
import { insertNew } from '../inserting.ts';

export interface RefusalRow extends Omit<Refusal, 'id'> {
  readonly _id: Id;
  /** All that it can be found by, lower case. */
  readonly words: readonly string[];
  readonly expiresAt: Date;
}

const dayMs = 86_400_000;
/** Some 60 MB. Nodes keep no more than 1000 an hour each. */
const mostRefusals = 100_000;
const betweenTrims = 600_000;

export class Refusals {
  readonly #rows: mongo.Collection<RefusalRow>;
  #trimmedAt = Number.NEGATIVE_INFINITY;

  constructor(db: mongo.Db) {
    this.#rows = db.collection('refusals');
  }

  /** Those that are there already stay as they are. */
  async add(refusals: readonly Refusal[]): Promise<void> {
    await insertNew(this.#rows, refusals.map(refusalRow));
    await this.#trim();
  }

  /** The newest first. `words`: lower case. */
  async find(words: readonly string[], id: Id | null, before: Id | null, limit: number): Promise<Refusal[]> {
    const named = { $or: [{ words: { $in: [...words] } }, ...(id === null ? [] : [{ _id: id }])] };
    const older = before === null ? {} : { _id: { $lt: before } };
    const rows = await this.#rows
      .find({ $and: [named, older] })
      .sort({ _id: -1 })
      .limit(limit)
      .toArray();
    return rows.map(refusalOf);
  }

  async #trim(): Promise<void> {
    if (performance.now() - this.#trimmedAt < betweenTrims) return;
    this.#trimmedAt = performance.now();
    if ((await this.#rows.estimatedDocumentCount()) <= mostRefusals) return;
    const [last] = await this.#rows
      .find({}, { projection: { _id: 1 } })
      .sort({ _id: -1 })
      .skip(mostRefusals)
      .limit(1)
      .toArray();
    if (last !== undefined) await this.#rows.deleteMany({ _id: { $lte: last._id } });
  }
}

function refusalRow(refusal: Refusal): RefusalRow {
  const { id, ...rest } = refusal;
  const { source, envelope, messageId, from, at } = refusal;
  const words = [
    messageId,
    from,
    envelope.sender,
    ...envelope.recipients,
    source.kind === 'smtp' ? source.address : null,
  ].flatMap((word) => (word === null || word === '' ? [] : [word.toLowerCase()]));
  const expiresAt = new Date(at.getTime() + refusalsKept * dayMs);
  return { _id: asId(id) ?? freshId(), ...rest, words: [...new Set(words)], expiresAt };
}

function refusalOf({ _id, words: _, expiresAt: __, ...rest }: RefusalRow): Refusal {
  return { id: _id.toHexString(), ...rest };
}
