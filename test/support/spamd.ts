/** A real SpamAssassin daemon that asks no network, with a Bayes of its own. */
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pingSpamd } from '../../src/screening/spamd.ts';
import { freePort } from '../../src/store/mongod-process.ts';
import { account, findProgram, type Program, startProgram } from './program.ts';

export interface Spamd {
  readonly host: string;
  readonly port: number;
  /** Ends it as a crash would; `start` brings it back on the same port. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops it in its tracks; `resume` lets it go on. */
  pause(): void;
  resume(): void;
  /** Ends it for good and removes its files. */
  remove(): Promise<void>;
}

const user = 'nobody';

/** Why there is no spamd here, or null where there is one. */
export function spamdMissing(): string | null {
  if (findProgram('spamd') === null) return 'spamd is not installed';
  return process.getuid?.() === 0 ? null : 'only root can start spamd under another account';
}

/** Starts one; `settings` are lines of its local.cf. `learns`: it may be taught. Throws where there is none. */
export async function startSpamd(settings: readonly string[] = [], learns = true): Promise<Spamd> {
  const missing = spamdMissing();
  const file = findProgram('spamd');
  if (missing !== null || file === null) throw new Error(missing ?? '');
  const folder = await mkdtemp(join(tmpdir(), 'postern-spamd-'));
  const owner = await account(user);
  if (owner) await chown(folder, owner.uid, owner.gid);
  const host = '127.0.0.1';
  const port = await freePort();
  const lines = [`bayes_path ${join(folder, 'bayes')}`, 'bayes_auto_learn 0', ...settings];
  const args = [
    ...['-L', '-x', '-u', user, '-i', host, '-p', String(port), '--syslog=stderr'],
    ...['--min-children=1', '--max-children=2', ...(learns ? ['--allow-tell'] : [])],
    ...lines.map((line) => `--cf=${line}`),
  ];
  const answers = () =>
    pingSpamd({ place: { host, port }, user: '', timeoutMs: 5000, maxSize: 0, mtaName: '' }).then(
      () => true,
      () => false,
    );
  const start = () => startProgram(file, args, answers);
  let program: Program = await start();
  return {
    host,
    port,
    kill: () => program.kill(),
    async start() {
      program = await start();
    },
    pause: () => program.pause(),
    resume: () => program.resume(),
    async remove() {
      await program.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
