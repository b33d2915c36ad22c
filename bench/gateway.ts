/** Postern as users run it: a process of its own, on a data directory and an embedded database of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { freePort } from '../src/store/mongod-process.ts';
import { type Counts, openCounts } from './counts.ts';

export interface Gateway {
  readonly pid: number;
  readonly smtpPort: number;
  /** Of its database. */
  readonly uri: string;
  readonly counts: Counts;
  /** Its log, as far as it is written. */
  log(): Promise<string>;
  memory(): Promise<Memory>;
  /** Makes `peak` of the memory begin anew. */
  resetPeak(): Promise<void>;
  stop(): Promise<void>;
}

/** Resident set, MiB. */
export interface Memory {
  readonly now: number;
  readonly peak: number;
}

export interface GatewayOptions {
  /** Environment variables, without their prefix. */
  readonly settings?: Readonly<Record<string, string>>;
  /** For the runtime. */
  readonly nodeOptions?: readonly string[];
}

/** Where smtp-source and our own client write to. */
export const lane = 'support@localhost';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const readyMs = 60_000;
const noteSchema = z.object({ port: z.number() });

/** As `npm start` and `npx postern` have it: the same speed in two thirds of the memory. */
const startOptions = ['--max-semi-space-size=16', '--heap-growing-percent=15'];

/** Starts one and waits until it is ready. Throws with the end of its log where it does not get there. */
export async function startGateway({
  settings = {},
  nodeOptions = startOptions,
}: GatewayOptions = {}): Promise<Gateway> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'));
  const dataDir = join(folder, 'data');
  const [smtpPort, httpPort, metricsPort] = [await freePort(), await freePort(), await freePort()];
  const given = {
    DATA_DIR: dataDir,
    SMTP__PORT: String(smtpPort),
    HTTP__PORT: String(httpPort),
    METRICS__PORT: String(metricsPort),
    ...settings,
  };
  const logFile = join(folder, 'log');
  const log = await open(logFile, 'w');
  const child = spawn(process.execPath, [...nodeOptions, main, 'run'], {
    cwd: folder,
    stdio: ['ignore', log.fd, log.fd],
    env: { ...ownVariables(), ...prefixed(given) },
  });
  await log.close();
  const ended = once(child, 'exit');
  const end = () => void child.kill('SIGTERM');
  process.once('exit', end);
  const readLog = () => readFile(logFile, 'utf8');
  const ready = () => isReady(httpPort);
  for (const until = Date.now() + readyMs; !(await ready()); await sleep(100)) {
    if (child.exitCode === null && Date.now() < until) continue;
    child.kill('SIGKILL');
    throw new Error(`Postern did not start: ${(await readLog()).slice(-2000)}`);
  }
  const { port } = noteSchema.parse(JSON.parse(await readFile(join(dataDir, 'mongod.json'), 'utf8')));
  const uri = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  const counts = await openCounts(uri);
  const pid = child.pid ?? 0;
  return {
    pid,
    smtpPort,
    uri,
    counts,
    log: readLog,
    memory: async () => memoryOf(await readFile(`/proc/${pid}/status`, 'utf8')),
    // 5 clears the high-water mark of the resident set (proc(5), clear_refs).
    resetPeak: () => writeFile(`/proc/${pid}/clear_refs`, '5'),
    async stop() {
      process.off('exit', end);
      await counts.close();
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Settings of whoever runs this must not change what is measured. */
function ownVariables(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => name === 'POSTERN_STORE__MONGOD' || !/^(?:POSTERN_|MONGODB_URI)/.test(name),
  );
  return Object.fromEntries(kept);
}

function prefixed(settings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`POSTERN_${name}`, value]));
}

function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    (response) => response.ok,
    () => false,
  );
}

function memoryOf(status: string): Memory {
  const mebibytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024;
  return { now: mebibytes('VmRSS'), peak: mebibytes('VmHWM') };
}
