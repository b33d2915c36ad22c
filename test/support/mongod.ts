/** One `mongod` for the whole run of mocha, started by the first test that asks for a database. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { type EmbeddedDatabase, startMongod } from '../../src/store/mongod.ts';
import { silentLog } from './log.ts';

export interface TestDatabase {
  readonly uri: string;
  /** A name that nobody else uses. */
  readonly database: string;
  drop(): Promise<void>;
}

interface Server {
  readonly mongod: EmbeddedDatabase;
  readonly dataDir: string;
}

let server: Promise<Server> | null = null;

/** A database of its own for one test or suite: the server is shared, the name is not. */
export async function testDatabase(): Promise<TestDatabase> {
  server ??= start();
  const { uri } = (await server).mongod;
  const database = `test-${randomBytes(6).toString('hex')}`;
  return {
    uri,
    database,
    async drop() {
      const client = await mongoose.mongo.MongoClient.connect(uri);
      await client.db(database).dropDatabase();
      await client.close();
    },
  };
}

/** The rows of a collection as they lie there, for tests of what lies there. */
export async function rowsOf(
  { uri, database }: Pick<TestDatabase, 'uri' | 'database'>,
  collection: string,
): Promise<Record<string, unknown>[]> {
  const client = await mongoose.mongo.MongoClient.connect(uri);
  try {
    return await client.db(database).collection(collection).find().toArray();
  } finally {
    await client.close();
  }
}

async function start(): Promise<Server> {
  const dataDir = await mkdtemp(join(tmpdir(), 'postern-mongod-'));
  const mongod = await startMongod({
    dataDir,
    port: 0,
    program: process.env['POSTERN_STORE__MONGOD'],
    path: process.env['PATH'] ?? '',
    log: silentLog,
  });
  return { mongod, dataDir };
}

/** Ends the shared server, where one was started; the root hook calls it. */
export async function stopTestServer(): Promise<void> {
  if (server === null) return;
  const { mongod, dataDir } = await server;
  server = null;
  await mongod.stop();
  await rm(dataDir, { recursive: true, force: true });
}
