/** One run of `mongod`: from the command line to a primary that takes writes, or to the words that explain why not. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rename } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { Failure } from '../failure.ts';
import { lastWords } from './mongod-words.ts';

/** The files of one embedded database. */
export interface Place {
  readonly data: string;
  readonly log: string;
  readonly note: string;
}

const { MongoClient } = mongoose.mongo;
const host = '127.0.0.1';
const readyMs = 120_000;
/** How long it may take to end when asked to. */
const endMs = 30_000;
const pauseMs = 50;

/**
 * The shell becomes `mongod`; the watcher behind it waits for the end of the pipe from us. So the database ends cleanly
 * even when Postern is killed.
 */
const script =
  'exec 3<&0; (read -r _ <&3; kill -TERM $$) >/dev/null 2>&1 & exec "$@" 3<&- </dev/null >/dev/null';

/** Connection string of the embedded database on that port. */
export const uriOf = (port: number): string => `mongodb://${host}:${port}/?directConnection=true`;

/** The Failure of a database that did not start; `why` is for our own log. */
export const unavailable = (why: string, cause?: unknown): Failure =>
  new Failure('store-unavailable', 'the database could not be started', new Error(why, { cause }));

/** True where something accepts connections on that port of loopback. */
export async function listens(port: number): Promise<boolean> {
  const socket = connect(port, host);
  const connected = once(socket, 'connect').then(
    () => true,
    () => false,
  );
  return connected.finally(() => socket.destroy());
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** True where the server on that port takes writes and works on this place. */
export async function isServing(port: number, place: Place): Promise<boolean> {
  if (!(await listens(port))) return false;
  const client = new MongoClient(uriOf(port), { serverSelectionTimeoutMS: 2000 });
  try {
    const admin = client.db('admin');
    const options = await admin.command({ getCmdLineOpts: 1 });
    const hello = await admin.command({ hello: 1 });
    return options['parsed']?.storage?.dbPath === place.data && hello['isWritablePrimary'] === true;
  } catch {
    return false; // Another program, or one about to end.
  } finally {
    await client.close();
  }
}

/** Runs `mongod` and waits until it takes writes. Throws Failure `store-unavailable` with its last words. */
export async function launch(
  program: string,
  place: Place,
  port: number,
  cacheGB: number,
): Promise<ChildProcess> {
  await rename(place.log, `${place.log}.1`).catch(() => {}); // There is none on the first start.
  const child = spawn('/bin/sh', ['-c', script, 'sh', program, ...commandLine(place, port, cacheGB)], {
    detached: true, // Ctrl-C reaches the whole foreground group, but the database must outlast our own closing.
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const complaint = text(child.stderr);
  const over = new AbortController();
  const gone = once(child, 'exit', { signal: over.signal }).then(async () => {
    const written = await readFile(place.log, 'utf8').catch(() => '');
    throw unavailable(`mongod ended: ${lastWords(written, await complaint)}`);
  });
  const late = sleep(readyMs, undefined, { signal: over.signal }).then(() => {
    throw unavailable(`mongod was not ready after ${readyMs / 1000} s`);
  });
  for (const loser of [gone, late]) loser.catch(() => {}); // Aborted once the race is over.
  try {
    await Promise.race([becomePrimary(port, child.pid, over.signal), gone, late]);
    return child;
  } catch (error) {
    await terminate(child);
    throw error;
  } finally {
    over.abort();
  }
}

/** Resolves when the process has ended, at once where it has. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Ends it; by force where it hangs, which the journal bears. */
export async function terminate(child: ChildProcess): Promise<void> {
  const force = setTimeout(() => child.kill('SIGKILL'), endMs);
  child.kill('SIGTERM');
  await ended(child);
  clearTimeout(force);
}

function commandLine(place: Place, port: number, cacheGB: number): string[] {
  return [
    ...['--dbpath', place.data, '--logpath', place.log, '--quiet'],
    ...['--bind_ip', host, '--port', String(port), '--nounixsocket'],
    ...['--replSet', 'postern', '--oplogSize', '512'],
    ...['--wiredTigerCacheSizeGB', String(cacheGB)],
    ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
    // What a killed Postern leaves open keeps others from its rows until then; by itself it would be a minute.
    ...['--setParameter', 'transactionLifetimeLimitSeconds=10'],
  ];
}

/**
 * Waits for the server, makes it a replica set of one where it is none yet, and waits until it takes writes. Where
 * several start at once, the port may answer for the one that has the lock: only our own process counts.
 */
async function becomePrimary(port: number, pid: number | undefined, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await listens(port))) await sleep(pauseMs);
  if (signal.aborted) return;
  const client = new MongoClient(uriOf(port), { serverSelectionTimeoutMS: readyMs });
  try {
    const admin = client.db('admin');
    const isOurs = async () => Number((await admin.command({ serverStatus: 1 }))['pid']) === pid;
    while (!signal.aborted && !(await isOurs())) await sleep(pauseMs);
    await configure(client, `${host}:${port}`);
    const isPrimary = async () => (await admin.command({ hello: 1 }))['isWritablePrimary'];
    while (!signal.aborted && !(await isPrimary())) await sleep(pauseMs);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await client.close();
  }
}

async function configure(client: mongoose.mongo.MongoClient, member: string): Promise<void> {
  const admin = client.db('admin');
  const config = await client.db('local').collection('system.replset').findOne();
  if (config === null) {
    const replSetInitiate = { _id: 'postern', members: [{ _id: 0, host: member }] };
    await admin.command({ replSetInitiate });
  } else if (config['members'][0].host !== member) {
    // The port has changed, so the server finds itself in no member: only force can tell it so.
    const members = [{ ...config['members'][0], host: member }];
    const replSetReconfig = { ...config, version: config['version'] + 1, members };
    await admin.command({ replSetReconfig, force: true });
  }
}
