/**
 * The inside of a backup, one record after the other:
 *
 *   'C' length:u8 name          the rows that follow are of this collection
 *   'R' BSON                    a row; BSON begins with its own length (bsonspec.org)
 *   'M' length:u32le JSON       the manifest, once, at the end: rows, octets and SHA-256 of each collection
 */
import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../failure.ts';
import { Octets } from './octets.ts';

/** A row as it lies in the store: one BSON document. */
export interface Row {
  readonly collection: string;
  readonly bson: Uint8Array;
}

const tally = z.strictObject({ rows: z.int(), octets: z.int(), sha256: z.string() });
const manifestSchema = z.strictObject({ collections: z.record(z.string(), tally) });
/** What a backup holds. */
export type Manifest = z.output<typeof manifestSchema>;

const tags = { collection: 0x43, row: 0x52, manifest: 0x4d } as const;
/** MongoDB's limit for a document is 16 MB, and some more for what it adds itself. */
const largestRow = 17 * 1024 * 1024;
const largestManifest = 1024 * 1024;
const collectionName = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

/** Counts and hashes rows on their way. */
export class Tally {
  readonly #collections = new Map<string, { rows: number; octets: number; hash: Hash }>();

  add({ collection, bson }: Row): void {
    const found = this.#collections.get(collection) ?? { rows: 0, octets: 0, hash: createHash('sha256') };
    found.rows += 1;
    found.octets += bson.byteLength;
    found.hash.update(bson);
    this.#collections.set(collection, found);
  }

  manifest(): Manifest {
    const collections = [...this.#collections].map(([name, { rows, octets, hash }]) => [
      name,
      { rows, octets, sha256: hash.copy().digest('hex') },
    ]);
    return { collections: Object.fromEntries(collections) };
  }
}

/** Writes rows as records, the manifest last. */
export async function* encode(rows: AsyncIterable<Row>, tally: Tally): AsyncGenerator<Uint8Array> {
  let current: string | null = null;
  for await (const row of rows) {
    if (row.collection !== current) {
      current = row.collection;
      const name = Buffer.from(current);
      yield Buffer.concat([Buffer.of(tags.collection, name.byteLength), name]);
    }
    tally.add(row);
    yield Buffer.of(tags.row);
    yield row.bson;
  }
  const manifest = Buffer.from(JSON.stringify(tally.manifest()));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(manifest.byteLength);
  yield Buffer.concat([Buffer.of(tags.manifest), length, manifest]);
}

/**
 * Reads records. The last rows were given before it is known whether all are there and whole: only after its end may
 * they be believed. Throws Failure `unreadable`.
 */
export async function* decode(source: AsyncIterable<Uint8Array>, tally: Tally): AsyncGenerator<Row> {
  const octets = new Octets(source);
  let collection: string | null = null;
  for (;;) {
    const tag = (await octets.take(1))[0];
    if (tag === tags.collection) {
      collection = await readName(octets);
    } else if (tag === tags.row && collection !== null) {
      const row = { collection, bson: await readRow(octets) };
      tally.add(row);
      yield row;
    } else if (tag === tags.manifest) {
      return checkEnd(octets, await readManifest(octets), tally);
    } else {
      throw damaged('an unknown record');
    }
  }
}

async function readName(octets: Octets): Promise<string> {
  const length = (await octets.take(1))[0] ?? 0;
  const name = Buffer.from(await octets.take(length)).toString('latin1');
  if (!collectionName.test(name)) throw damaged('a strange collection');
  return name;
}

async function readRow(octets: Octets): Promise<Uint8Array> {
  const length = Buffer.from(await octets.peek(4)).readInt32LE();
  if (length < 5 || length > largestRow) throw damaged('a row of impossible length');
  return octets.take(length);
}

async function readManifest(octets: Octets): Promise<Manifest> {
  const length = Buffer.from(await octets.take(4)).readUInt32LE();
  if (length > largestManifest) throw damaged('a manifest of impossible length');
  const text = Buffer.from(await octets.take(length)).toString();
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (error) {
    throw damaged('a broken manifest', error);
  }
}

async function checkEnd(octets: Octets, manifest: Manifest, tally: Tally): Promise<void> {
  if (!(await octets.ended())) throw damaged('something behind its end');
  const found = tally.manifest().collections;
  const names = new Set([...Object.keys(manifest.collections), ...Object.keys(found)]);
  for (const name of names) {
    const [told, counted] = [manifest.collections[name], found[name]];
    if (told?.rows !== counted?.rows || told?.sha256 !== counted?.sha256)
      throw damaged(`${name} is not as it was written`);
  }
}

function damaged(why: string, cause?: unknown): Failure {
  return new Failure('unreadable', `the backup is damaged: ${why}`, cause);
}
