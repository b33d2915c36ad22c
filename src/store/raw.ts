/** Raw bytes of mails, once for the same bytes; in GridFS where they are too large for a document. */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import mongoose from 'mongoose';
import { Failure } from '../failure.ts';
import type { Database } from './connect.ts';
import { freshId, type Id, type RawRow } from './documents.ts';
import { insertNew } from './inserting.ts';

const { Binary, GridFSBucket } = mongoose.mongo;

/** MongoDB’s limit for a document is 16 MB. */
const largestDocument = 14_000_000;

export class RawStore {
  readonly #database: Database;
  readonly #bucket: mongoose.mongo.GridFSBucket;

  constructor(database: Database) {
    this.#database = database;
    this.#bucket = new GridFSBucket(database.db, { bucketName: 'raw' });
  }

  /** The row for these bytes. Large ones are written to GridFS here and now; the row itself is for `keep`. */
  async rowOf(raw: Uint8Array): Promise<RawRow> {
    const _id = createHash('sha256').update(raw).digest('hex');
    const size = raw.byteLength;
    if (size <= largestDocument) return { _id, size, bytes: new Binary(raw), file: null };
    const known = await this.#database.raw.findOne({ _id });
    return known ?? { _id, size, bytes: null, file: await this.#upload(_id, raw) };
  }

  /** Writes the rows that are not there yet. Durable when it returns. */
  async keep(rows: readonly RawRow[]): Promise<void> {
    const known = await insertNew(this.#database.raw, rows);
    for (const at of known) await this.#forget(rows[at]);
  }

  /** The bytes of a row. Throws Failure `not-found`. */
  async read(sha256: string): Promise<Uint8Array> {
    const row = await this.#database.raw.findOne({ _id: sha256 }, { promoteBuffers: true });
    const bytes: unknown = row?.bytes;
    if (Buffer.isBuffer(bytes)) return bytes;
    if (row?.file) return buffer(this.#bucket.openDownloadStream(row.file));
    throw new Failure('not-found', 'the raw bytes of this mail are gone');
  }

  async #upload(name: string, raw: Uint8Array): Promise<Id> {
    const file = freshId();
    const writeConcern = { w: 'majority', j: true } as const;
    await pipeline([raw], this.#bucket.openUploadStreamWithId(file, name, { writeConcern }));
    return file;
  }

  /** Drops an upload that came second; whoever came first has the row. */
  async #forget(row: RawRow | undefined): Promise<void> {
    if (!row?.file) return;
    const kept = await this.#database.raw.findOne({ _id: row._id }, { projection: { file: 1 } });
    if (kept?.file && !kept.file.equals(row.file)) await this.#bucket.delete(row.file);
  }
}
