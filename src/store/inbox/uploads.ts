/** Files that staff added. Their bytes lie with those of mails; that they are uploads is noted apart. */
import type { mongo } from 'mongoose';
import type { UploadStore } from '../../model/uploads.ts';
import { insertNew } from '../inserting.ts';
import type { RawStore } from '../raw.ts';

interface UploadRow {
  /** SHA-256 of the bytes, as in `raw`. */
  readonly _id: string;
  readonly size: number;
  /** The first time. */
  readonly at: Date;
}

export class Uploads implements UploadStore {
  readonly #rows: mongo.Collection<UploadRow>;
  readonly #raw: RawStore;

  constructor(db: mongo.Db, raw: RawStore) {
    this.#rows = db.collection('uploads');
    this.#raw = raw;
  }

  async upload(bytes: Uint8Array): Promise<string> {
    const row = await this.#raw.rowOf(bytes);
    await this.#raw.keep([row]);
    await insertNew(this.#rows, [{ _id: row._id, size: row.size, at: new Date() }]);
    return row._id;
  }

  async uploadSizes(hashes: readonly string[]): Promise<Map<string, number>> {
    if (hashes.length === 0) return new Map();
    const rows = await this.#rows.find({ _id: { $in: [...hashes] } }).toArray();
    return new Map(rows.map(({ _id, size }) => [_id, size]));
  }

  uploaded(sha256: string): Promise<Uint8Array> {
    return this.#raw.read(sha256);
  }
}
