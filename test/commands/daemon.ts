/** `postern run` as a process of its own, in a folder of its own, with a settings file that can be changed. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { eventually } from '../support/gateway.ts';

export interface Daemon {
  readonly folder: string;
  readonly pid: number;
  readonly smtpPort: number;
  readonly process: ChildProcess;
  /** Lines of its log so far. */
  log(): Record<string, unknown>[];
  output(): string;
  /** Waits for a line of the log. */
  logged(event: string): Promise<Record<string, unknown>>;
  /** Sends SIGHUP and gives the line that says what came of it. */
  reload(): Promise<Record<string, unknown>>;
  /** Exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Stops it, where it runs, and removes its folder. */
  remove(): Promise<void>;
}

export interface DaemonOptions {
  readonly settings: Record<string, unknown>;
  readonly env?: Record<string, string>;
  /** What stands before the program: a shell that passes on sockets. */
  readonly through?: readonly string[];
  readonly stdio?: StdioOptions;
}

export const main = join(import.meta.dirname, '../../src/main.ts');

/** Settings that take no port of this machine for themselves. */
export const freePorts = { smtp: { port: 0 }, http: { port: 0 }, metrics: { port: 0 } };

/** Writes the settings of a daemon. */
export const writeSettings = (folder: string, settings: Record<string, unknown>): Promise<void> =>
  writeFile(join(folder, 'postern.yaml'), stringify(settings));

/** A folder that a daemon may give to another user. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-daemon-'));
  await chmod(folder, 0o755);
  return folder;
}

/** Starts one and waits until it listens. Throws with its words where it ends before. */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const folder = await newFolder();
  const { env = {}, through = [], stdio = ['ignore', 'pipe', 'pipe'] } = options;
  const settings = {
    ...freePorts,
    log: { format: 'json' },
    authentication: { enabled: false },
    ...options.settings,
  };
  await writeSettings(folder, settings);
  await chmod(join(folder, 'postern.yaml'), 0o644);
  const [program = process.execPath, ...args] = [...through, process.execPath, main, 'run'];
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio,
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const ended = once(child, 'exit').then(() => child.exitCode);
  const lines = () =>
    printed
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line): Record<string, unknown> => JSON.parse(line));
  const find = (event: string, after = 0) =>
    lines()
      .slice(after)
      .find((line) => line['event'] === event);
  const logged = (event: string) => eventually(event, async () => find(event) ?? null);
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  const remove = async () => {
    if (!isOver()) child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const smtpPort = await eventually(
      'the greeting',
      async () => {
        if (isOver()) throw new Error(`it ended with ${child.exitCode}: ${printed}`);
        return Number(/SMTP\s+127\.0\.0\.1:(\d+)/.exec(printed)?.[1] ?? 0) || null;
      },
      60_000,
    );
    return {
      folder,
      pid: child.pid ?? 0,
      smtpPort,
      process: child,
      log: lines,
      output: () => printed,
      logged,
      async reload() {
        const before = lines().length;
        child.kill('SIGHUP');
        return eventually(
          'the end of the reload',
          async () =>
            find('settings reloaded', before) ??
            find('settings not reloaded, the old ones stay', before) ??
            null,
        );
      },
      ended,
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
