/** Looks whether raw bytes are what their hash says. */
import { createHash } from 'node:crypto';
import mongoose from 'mongoose';
import type { Database } from './connect.ts';
import type { RawRow } from './documents.ts';
import type { Finding } from './verifying.ts';

/** Findings about `raw`; each row is read and hashed. */
export async function* verifyRaw(
  database: Database,
  looked: (rows: number) => void,
): AsyncGenerator<Finding> {
  const bucket = new mongoose.mongo.GridFSBucket(database.db, { bucketName: 'raw' });
  for await (const row of database.raw.find({}, { batchSize: 50 })) {
    const problem = await problemOf(row, bucket);
    if (problem !== null) yield { what: 'raw', id: row._id, problem };
    looked(1);
  }
}

async function problemOf(row: RawRow, bucket: mongoose.mongo.GridFSBucket): Promise<string | null> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of bytesOf(row, bucket)) {
      hash.update(chunk);
      size += chunk.byteLength;
    }
  } catch (error) {
    if (error instanceof mongoose.mongo.MongoServerError) throw error;
    return 'a part of it is missing';
  }
  if (hash.digest('hex') !== row._id) return 'its bytes were changed: they are not those of its hash';
  return size === row.size ? null : 'it is not of its size';
}

async function* bytesOf(
  { bytes, file }: RawRow,
  bucket: mongoose.mongo.GridFSBucket,
): AsyncGenerator<Uint8Array> {
  if (bytes !== null) yield bytes.value();
  else if (file !== null) yield* bucket.openDownloadStream(file) as AsyncIterable<Uint8Array>;
}
