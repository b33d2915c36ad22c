/** A gateway in a process of its own, which can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestNode {
  readonly smtpPort: number;
  /** All that it printed so far. */
  output(): string;
  /** Ends it without a chance to tidy up. */
  kill(): Promise<void>;
  /** Ends it as Ctrl-C does; gives the exit code. */
  stop(): Promise<number | null>;
  readonly process: ChildProcess;
}

const main = join(import.meta.dirname, '../../src/main.ts');

/** Starts `postern run` with these variables over free ports, and waits until it listens. */
export async function startNode(env: Readonly<Record<string, string>>): Promise<TestNode> {
  const dataDir = await mkdtemp(join(tmpdir(), 'postern-node-'));
  const child = spawn(process.execPath, [main, 'run'], {
    cwd: dataDir,
    env: {
      PATH: process.env['PATH'] ?? '',
      POSTERN_DATA_DIR: dataDir,
      POSTERN_SMTP__PORT: '0',
      POSTERN_HTTP__PORT: '0',
      POSTERN_METRICS__PORT: '0',
      POSTERN_AUTHENTICATION__ENABLED: 'false',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (printed += text));
  const ended = once(child, 'exit');
  const port = await Promise.race([portOf(child, () => printed), ended.then(() => null)]);
  if (port === null) throw new Error(`the node did not start: ${printed}`);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
    await rm(dataDir, { recursive: true, force: true });
    return child.exitCode;
  };
  return {
    smtpPort: port,
    output: () => printed,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGINT'),
    process: child,
  };
}

async function portOf(child: ChildProcess, printed: () => string): Promise<number> {
  for (;;) {
    const found = /SMTP\s+127\.0\.0\.1:(\d+)/.exec(printed());
    if (found !== null) return Number(found[1]);
    await once(child.stdout ?? child, 'data');
  }
}
