/** All servers of a torture run, and a proxy in front of each. */
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import mongoose, { type mongo } from 'mongoose';
import { startMongod } from '../src/store/mongod.ts';
import { freePort, listens } from '../src/store/mongod-process.ts';
import { type Dovecot, dovecotMissing, startDovecot } from '../test/support/dovecot.ts';
import { silentLog } from '../test/support/log.ts';
import { type Program, startProgram } from '../test/support/program.ts';
import { rspamdMissing, startRspamd } from '../test/support/rspamd.ts';
import type { LinkName, ProgramName } from './faults.ts';
import { type GatewayProcess, startGateway } from './gateway.ts';
import { type LinkProxy, startProxy } from './proxy.ts';
import { settingsOf } from './settings.ts';
import type { Victim } from './victim.ts';

export interface World {
  /** Where clients connect to: the proxy in front of the gateway. */
  readonly smtpPort: number;
  readonly metricsPort: number;
  readonly gateway: GatewayProcess;
  readonly victims: Readonly<Record<ProgramName, Victim>>;
  readonly proxies: Readonly<Record<LinkName, LinkProxy>>;
  readonly dovecot: Dovecot;
  /** The database itself, past the proxy. */
  readonly uri: string;
  readonly database: mongo.Db;
  /** What the sink wrote, one JSON object a line. */
  readonly sinkLog: string;
  /** Logs of the gateway, for whoever looks into a finding. */
  readonly folder: string;
  /** Ends everything; `keep` leaves the logs. */
  remove(keep: boolean): Promise<void>;
}

/** Why there can be no torture here, or null. */
export function worldMissing(): string | null {
  return rspamdMissing() ?? dovecotMissing();
}

/** Starts everything. `seed` decides when the sink is in a bad mood. */
export async function startWorld(seed: number, say: (line: string) => void): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-torture-'));
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse())
      await close().catch((error) => say(`not closed: ${error}`));
  };
  try {
    return await startParts(folder, seed, closers, closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function startParts(
  folder: string,
  seed: number,
  closers: (() => Promise<unknown>)[],
  closeAll: () => Promise<void>,
): Promise<World> {
  const sinkLog = join(folder, 'sink.log');
  await appendFile(sinkLog, '');
  const mongod = await runMongod(folder);
  closers.push(mongod.stop);
  const sink = await runSink(sinkLog, seed);
  closers.push(sink.kill);
  const rspamd = await startRspamd();
  closers.push(rspamd.remove);
  const dovecot = await startDovecot();
  closers.push(dovecot.remove);
  const front = async (port: number) => {
    const proxy = await startProxy(port);
    closers.push(proxy.close);
    return proxy;
  };
  const smtp = await freePort();
  const proxies = {
    'smtp-in': await front(smtp),
    mongod: await front(mongod.port),
    sink: await front(sink.port),
    rspamd: await front(Number(new URL(rspamd.url).port)),
    dovecot: await front(dovecot.port),
  };
  const ports = {
    smtp,
    http: await freePort(),
    metrics: await freePort(),
    mongod: proxies.mongod.port,
    sink: proxies.sink.port,
    rspamd: proxies.rspamd.port,
    dovecot: proxies.dovecot.port,
  };
  const { user, password } = dovecot;
  const gateway = await startGateway(folder, settingsOf(join(folder, 'data'), ports, { user, password }));
  closers.push(gateway.stop);
  const client = await mongoose.mongo.MongoClient.connect(mongod.uri, { serverSelectionTimeoutMS: 20_000 });
  closers.push(() => client.close());
  return {
    smtpPort: proxies['smtp-in'].port,
    metricsPort: ports.metrics,
    gateway,
    victims: { gateway, mongod, sink, rspamd, dovecot },
    proxies,
    dovecot,
    uri: mongod.uri,
    database: client.db('torture'),
    sinkLog,
    folder,
    async remove(keep) {
      await closeAll();
      if (!keep) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The embedded database's own supervisor starts it again when it was killed; here, we wait for it. */
async function runMongod(folder: string) {
  const dataDir = join(folder, 'mongod');
  const { uri, stop } = await startMongod({
    dataDir,
    port: 0,
    program: process.env['POSTERN_STORE__MONGOD'],
    path: process.env['PATH'] ?? '',
    log: silentLog,
  });
  const signal = async (name: NodeJS.Signals) => {
    const pid = Number.parseInt(await readFile(join(dataDir, 'db', 'mongod.lock'), 'utf8'), 10);
    if (pid > 0) process.kill(pid, name);
  };
  const attempt = (name: NodeJS.Signals) => void signal(name).catch(() => {}); // It is gone already.
  return {
    uri,
    port: Number(new URL(uri).port),
    kill: () => signal('SIGKILL').catch(() => {}),
    pause: () => attempt('SIGSTOP'),
    resume: () => attempt('SIGCONT'),
    async start() {
      for (const until = Date.now() + 60_000; !(await takesWrites(uri)); await sleep(100)) {
        if (Date.now() > until) throw new Error('mongod does not come back');
      }
    },
    async stop() {
      await signal('SIGCONT').catch(() => {});
      await stop();
    },
  };
}

async function takesWrites(uri: string): Promise<boolean> {
  const client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 500 });
  try {
    return (await client.db('admin').command({ hello: 1 }))['isWritablePrimary'] === true;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}

async function runSink(log: string, seed: number) {
  const port = await freePort();
  const file = fileURLToPath(new URL('./sink.ts', import.meta.url));
  let starts = 0;
  const launch = () =>
    startProgram(process.execPath, [file, String(port), log, String(seed), String(starts++)], () =>
      listens(port),
    );
  let program: Program = await launch();
  return {
    port,
    kill: () => program.kill(),
    async start() {
      program = await launch();
    },
    pause: () => program.pause(),
    resume: () => program.resume(),
  };
}
