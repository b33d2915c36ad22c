/** A replica set of three `mongod` on this machine, whose members can be stepped down, killed and started again. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { findMongod } from '../../src/store/mongod.ts';
import { freePort, listens } from '../../src/store/mongod-process.ts';
import { eventually } from './gateway.ts';
import { type Program, startProgram } from './program.ts';

export interface ReplicaSet {
  readonly uri: string;
  /** The port of the primary; waits until there is one. */
  primary(): Promise<number>;
  /** Makes the primary a secondary, which may not be elected for ten seconds. */
  stepDown(): Promise<void>;
  /** Ends the member on that port as a crash would. */
  kill(port: number): Promise<void>;
  /** Starts it again. */
  start(port: number): Promise<void>;
  remove(): Promise<void>;
}

const { MongoClient } = mongoose.mongo;
const name = 'postern-test';
const parameters = ['diagnosticDataCollectionEnabled=false', 'enableTestCommands=1'];

/** Starts three members and waits for a primary. */
export async function startReplicaSet(): Promise<ReplicaSet> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-set-'));
  const program = await findMongod(process.env['POSTERN_STORE__MONGOD'], process.env['PATH'] ?? '');
  const members = new Map<number, Program>();
  const start = async (port: number) => {
    const dbpath = join(folder, String(port));
    await mkdir(dbpath, { recursive: true });
    const args = [
      ...['--dbpath', dbpath, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket', '--quiet'],
      ...['--replSet', name, '--oplogSize', '64', '--wiredTigerCacheSizeGB', '0.25'],
      ...parameters.flatMap((parameter) => ['--setParameter', parameter]),
    ];
    members.set(port, await startProgram(program, args, () => listens(port)));
  };
  const ports = [await freePort(), await freePort(), await freePort()];
  await Promise.all(ports.map(start));
  await onMember(ports[0] ?? 0, { replSetInitiate: configOf(ports) });
  const isPrimary = async (port: number) =>
    members.has(port) &&
    (await onMember(port, { hello: 1 }).catch(() => null))?.['isWritablePrimary'] === true;
  const primary = () =>
    eventually('a primary', async () => {
      for (const port of ports) if (await isPrimary(port)) return port;
      return null;
    });
  await primary();
  return {
    uri: `mongodb://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/?replicaSet=${name}`,
    primary,
    stepDown: async () => void (await onMember(await primary(), { replSetStepDown: 10, force: true })),
    async kill(port) {
      await members.get(port)?.kill();
      members.delete(port);
    },
    start,
    async remove() {
      await Promise.all([...members.values()].map((member) => member.kill()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Elections after two seconds of silence rather than ten. */
function configOf(ports: readonly number[]) {
  const members = ports.map((port, _id) => ({ _id, host: `127.0.0.1:${port}` }));
  return { _id: name, members, settings: { electionTimeoutMillis: 2000 } };
}

async function onMember(port: number, command: Record<string, unknown>): Promise<mongoose.mongo.Document> {
  const uri = `mongodb://127.0.0.1:${port}/?directConnection=true&serverSelectionTimeoutMS=2000`;
  const client = new MongoClient(uri);
  try {
    return await client.db('admin').command(command);
  } finally {
    await client.close();
  }
}
