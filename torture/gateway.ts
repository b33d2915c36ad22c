/** The gateway of a torture run: a process of its own on ports that stay, started anew whenever it has ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { settingsOf } from './settings.ts';
import type { Victim } from './victim.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const packageFile = fileURLToPath(new URL('../package.json', import.meta.url));
const pauseMs = 50;

export interface GatewayProcess extends Victim {
  readonly pid: number;
  /** Times that it ended without being killed by us, in its own words: a crash is a finding. */
  readonly crashes: readonly string[];
  stop(): Promise<void>;
}

/** Starts one with these settings; `folder` keeps its settings file and its log. */
export async function startGateway(
  folder: string,
  settings: ReturnType<typeof settingsOf>,
): Promise<GatewayProcess> {
  const config = join(folder, 'postern.yaml');
  const logFile = join(folder, 'gateway.log');
  await writeFile(config, JSON.stringify(settings));
  const flags = await startFlags();
  const crashes: string[] = [];
  let child: ChildProcess | null = null;
  let asked = false;
  const isUp = async () => child !== null && (await isReady(settings.http.port));
  const launch = async () => {
    const log = await open(logFile, 'a');
    child = spawn(process.execPath, [...flags, main, '--config', config, 'run'], {
      cwd: folder,
      stdio: ['ignore', log.fd, log.fd],
      env: { PATH: process.env['PATH'] ?? '' },
    });
    await log.close();
    asked = false;
    const mine = child;
    process.once('exit', kill);
    child.once('exit', (code, signal) => {
      process.off('exit', kill);
      if (child === mine) child = null;
      // 69 and 75: it could not start without its database, and says so.
      if (!asked && code !== 69 && code !== 75) crashes.push(`exit ${code ?? signal}`);
    });
  };
  const kill = () => void child?.kill('SIGKILL');
  const end = async (signal: NodeJS.Signals) => {
    asked = true;
    if (child === null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    child.kill('SIGCONT');
    await ended;
  };
  /** As a service manager does: once more whenever it has ended. */
  const start = async () => {
    for (const until = Date.now() + 60_000; !(await isUp()); await sleep(pauseMs)) {
      if (child === null) await launch();
      if (Date.now() > until) throw new Error(`the gateway does not start: ${await lastWords(logFile)}`);
    }
  };
  await start();
  return {
    get pid() {
      return child?.pid ?? 0;
    },
    crashes,
    kill: () => end('SIGKILL'),
    start,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    stop: () => end('SIGTERM'),
  };
}

/** The runtime's options in `npm start`. */
async function startFlags(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(packageFile, 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(3000) }).then(
    (response) => response.ok,
    () => false,
  );
}

async function lastWords(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).slice(-1500);
}
