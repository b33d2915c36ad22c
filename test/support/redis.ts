/** A real Redis that keeps nothing: where rspamd remembers what it learned. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, listens } from '../../src/store/mongod-process.ts';
import { findProgram, type Program, startProgram } from './program.ts';

export interface Redis {
  readonly port: number;
  /** Ends it as a crash would; `start` brings an empty one back on the same port. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it for good and removes its files. */
  remove(): Promise<void>;
}

/** Why there is no Redis here, or null where there is one. */
export function redisMissing(): string | null {
  return findProgram('redis-server') === null ? 'redis-server is not installed' : null;
}

/** Starts one on a free port of loopback. Throws where there is none. */
export async function startRedis(): Promise<Redis> {
  const file = findProgram('redis-server');
  if (file === null) throw new Error(redisMissing() ?? '');
  const folder = await mkdtemp(join(tmpdir(), 'postern-redis-'));
  const port = await freePort();
  const options = { port: String(port), bind: '127.0.0.1', dir: folder, save: '', appendonly: 'no' };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const start = () => startProgram(file, args, () => listens(port));
  let program: Program = await start();
  return {
    port,
    kill: () => program.kill(),
    async start() {
      program = await start();
    },
    async remove() {
      await program.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
