/** Runs command lines of Postern in this process, on a database of their own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { runCommand } from '../../src/commands/program.ts';
import type { Store } from '../../src/model/ports.ts';
import { openStore } from '../../src/store/store.ts';
import { silentLog } from '../support/log.ts';
import { testDatabase } from '../support/mongod.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output, octet by octet. */
  readonly bytes: Buffer;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly env?: Record<string, string>;
  readonly stopped?: Promise<void>;
  /** Width of a terminal; without it there is none. */
  readonly columns?: number;
}

/** Runs one command line without a store of its own. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const printed: Buffer[] = [];
  const told: Buffer[] = [];
  const { columns, stdin = '' } = options;
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  const code = await runCommand({
    arguments: args,
    env: options.env ?? {},
    cwd: tmpdir(),
    stdin: (async function* () {
      yield Buffer.from(stdin);
    })(),
    stdout: { write: (text) => printed.push(Buffer.from(text)), ...terminal },
    stderr: { write: (text) => told.push(Buffer.from(text)) },
    stopped: options.stopped ?? new Promise(() => {}),
  });
  const bytes = Buffer.concat(printed);
  return { code, stdout: bytes.toString(), stderr: Buffer.concat(told).toString(), bytes };
}

export interface Desk {
  readonly folder: string;
  readonly store: Store;
  readonly env: Record<string, string>;
  postern(...args: readonly string[]): Promise<Ran>;
  /** The same with standard input. */
  piped(stdin: string, ...args: readonly string[]): Promise<Ran>;
  /** What `--json` prints; the command must succeed. */
  // biome-ignore lint/suspicious/noExplicitAny: the answers of commands are what is tested.
  json(...args: readonly string[]): Promise<any>;
  close(): Promise<void>;
}

/** Settings of the desk: two departments, one with a member, and a sender that is never welcome. */
const settings = {
  hostname: 'desk.example',
  departments: [
    { name: 'support', addresses: ['support@desk.example'], members: ['kim@desk.example'] },
    { name: 'billing', addresses: ['billing@desk.example'] },
  ],
  screening: { deny: ['spam@bad.example'] },
};

export async function openDesk(): Promise<Desk> {
  const target = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'postern-commands-'));
  await writeFile(join(folder, 'postern.yaml'), stringify({ ...settings, dataDir: folder }));
  const { uri, database } = target;
  const store = await openStore({ uri, database, owner: 'test', leaseSeconds: 30, log: silentLog });
  const env = {
    POSTERN_CONFIG: join(folder, 'postern.yaml'),
    POSTERN_STORE__URI: uri,
    POSTERN_STORE__DATABASE: database,
  };
  const postern: Desk['postern'] = (...args) => run(args, { env });
  return {
    folder,
    store,
    env,
    postern,
    piped: (stdin, ...args) => run(args, { env, stdin }),
    async json(...args) {
      const { code, stdout, stderr } = await postern(...args, '--json');
      if (code !== 0) throw new Error(`exit ${code}: ${stderr}`);
      return JSON.parse(stdout);
    },
    async close() {
      await store.close();
      await target.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
