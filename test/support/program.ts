/** Real servers as children of the test run; none outlives it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const readyMs = 25_000;

export interface Program {
  /** Ends it in its own way and waits. */
  stop(): Promise<void>;
  /** Ends it and its children at once, as a crash would, and waits. */
  kill(): Promise<void>;
  /** Stops it and its children in their tracks; `resume` lets them go on. */
  pause(): void;
  resume(): void;
}

/** The path of an installed program, or null. Servers of Debian lie in sbin, which is not on everybody's PATH. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/bin'];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null;
}

/** Starts a server in the foreground and waits until `ready` says yes. Throws with its own words where it ends before. */
export async function startProgram(
  file: string,
  args: readonly string[],
  ready: () => Promise<boolean>,
): Promise<Program> {
  const child = spawn(file, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-4000);
    });
  }
  const end = () => signal(child, 'SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  const until = Date.now() + readyMs;
  while (!(await ready())) {
    if (!isRunning(child) || Date.now() > until) {
      end();
      throw new Error(`${file} did not start: ${words}`);
    }
    await sleep(50);
  }
  return {
    stop: () => finish(child, 'SIGTERM'),
    kill: () => finish(child, 'SIGKILL'),
    pause: () => signal(child, 'SIGSTOP'),
    resume: () => signal(child, 'SIGCONT'),
  };
}

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

async function finish(child: ChildProcess, name: NodeJS.Signals): Promise<void> {
  if (!isRunning(child)) return;
  const ended = once(child, 'exit');
  if (name === 'SIGKILL') signal(child, name);
  else child.kill(name);
  await ended;
}

/** To the whole process group: servers fork. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // Gone already.
  }
}

/** User and group number of a system account, or null where there is none. */
export async function account(name: string): Promise<{ uid: number; gid: number } | null> {
  const line = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
}
