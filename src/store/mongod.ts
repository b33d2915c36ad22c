/**
 * The embedded database: a `mongod` of our own on the data directory, a replica set of one on loopback, which ends
 * with the Postern that started it, and is started again by any other that needs it, or when it ends alone.
 */
import { access, chmod, constants, mkdir, readdir } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, Failure } from '../failure.ts';
import type { Log } from '../model/ports.ts';
import { isOrphan, readNote, releaseNote, writeNote } from './mongod-note.ts';
import {
  ended,
  freePort,
  isServing,
  launch,
  listens,
  type Place,
  terminate,
  unavailable,
  uriOf,
} from './mongod-process.ts';
import { type Running, supervise } from './mongod-supervisor.ts';

export interface MongodOptions {
  readonly dataDir: string;
  /** 0: any free port, kept in the data directory. */
  readonly port: number;
  /** The setting `store.mongod`. */
  readonly program?: string | undefined;
  /** The environment's PATH. */
  readonly path: string;
  readonly log: Log;
  /** Memory for the database's own cache, in GB. */
  readonly cacheGB?: number;
}

export interface EmbeddedDatabase {
  readonly uri: string;
  /** False while another Postern runs the database of this data directory. When that one ends, we start it again. */
  readonly owned: boolean;
  stop(): Promise<void>;
}

/** How long to wait for the lock: a `mongod` whose Postern was killed is still closing its files. */
const lockMs = 10_000;
const pauseMs = 500;
/** How often a database that another Postern runs is looked at. */
const watchMs = 500;

/**
 * Starts the embedded database, or joins the one that another Postern runs on this data directory, and waits until it
 * takes writes. Throws Failure `store-unavailable` whose cause says in words what is wrong.
 */
export async function startMongod(options: MongodOptions): Promise<EmbeddedDatabase> {
  const place = await prepare(resolve(options.dataDir));
  const first = await joinOrStart(options, place, null);
  // Whoever asked knows its port: it stays.
  const again = () => joinOrStart(options, place, first.port);
  const supervisor = supervise(first, again, options.log);
  return {
    uri: uriOf(first.port),
    get owned() {
      return supervisor.owned;
    },
    stop: () => supervisor.stop(),
  };
}

/** `port`: the one it must have; null where it may be chosen. The lock of `mongod` itself lets only one start it. */
async function joinOrStart(options: MongodOptions, place: Place, port: number | null): Promise<Running> {
  const until = Date.now() + lockMs;
  for (;;) {
    const kept = await readNote(place);
    const orphan = kept !== null && (await isOrphan(kept));
    if (
      kept !== null &&
      !orphan &&
      kept.port === (port ?? kept.port) &&
      (await isServing(kept.port, place))
    ) {
      return joined(place, kept.port);
    }
    // What a killed Postern leaves is about to end: to join it would be to lose it a moment later.
    if (kept !== null && Date.now() < until && orphan && (await listens(kept.port))) {
      await sleep(pauseMs / 5);
      continue;
    }
    try {
      return await own(options, place, port ?? (await choosePort(options.port, kept?.port ?? 0)));
    } catch (error) {
      if (!describe(error).includes('DBPathInUse') || Date.now() > until) throw error;
    }
    await sleep(pauseMs);
  }
}

/** The `mongod` program: setting, PATH, or the one that setup keeps in `.cache`. Throws Failure where there is none. */
export async function findMongod(setting: string | undefined, path: string): Promise<string> {
  if (setting !== undefined) {
    if (await isProgram(setting)) return setting;
    throw unavailable(`store.mongod: there is no program at ${setting}`);
  }
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const cached = fileURLToPath(new URL('../../.cache/mongod/mongod', import.meta.url));
  for (const candidate of [...folders.map((folder) => join(folder, 'mongod')), cached]) {
    if (await isProgram(candidate)) return candidate;
  }
  throw unavailable(
    'no mongod program was found: run `npm run setup`, or set store.mongod to one, or store.uri to a database',
  );
}

const isProgram = (file: string) => isThere(file, constants.X_OK);

const isThere = (file: string, mode = constants.F_OK) =>
  access(file, mode).then(
    () => true,
    () => false,
  );

async function prepare(dataDir: string): Promise<Place> {
  const data = join(dataDir, 'db');
  const note = join(dataDir, 'mongod.json');
  await checkFiles(data, note);
  try {
    await mkdir(data, { recursive: true, mode: 0o700 });
    await chmod(data, 0o700);
    await access(dataDir, constants.W_OK);
  } catch (error) {
    throw unavailable(`the data directory ${dataDir} cannot be written to`, error);
  }
  return { data, log: join(dataDir, 'mongod.log'), note };
}

/** What `mongod` makes first in a directory of its own. */
const signs = ['mongod.lock', 'WiredTiger', 'storage.bson'];

/**
 * `mongod` would start an empty database where ours is missing (a file system that is not mounted), and among files that
 * are not its own. Throws Failure `store-unavailable` or `bad-settings`; changes nothing.
 */
async function checkFiles(data: string, note: string): Promise<void> {
  const files = await readdir(data).catch((): string[] => []);
  if (signs.some((sign) => files.includes(sign))) return;
  if (files.length > 0) {
    throw new Failure(
      'bad-settings',
      `dataDir: ${data} holds files that are no database, such as ${files[0]}`,
    );
  }
  if (await isThere(note)) {
    const what = `mount it or restore a backup; to begin anew, remove ${note}`;
    throw unavailable(`the database that was in ${data} is missing: ${what}`);
  }
}

async function choosePort(wanted: number, kept: number): Promise<number> {
  if (wanted !== 0 && (await listens(wanted))) {
    throw unavailable(`port ${wanted} (store.port) is taken by another program`);
  }
  if (wanted !== 0) return wanted;
  return kept === 0 || (await listens(kept)) ? await freePort() : kept;
}

async function own(options: MongodOptions, place: Place, port: number): Promise<Running> {
  const program = await findMongod(options.program, options.path);
  const child = await launch(program, place, port, options.cacheGB ?? 0.5);
  await writeNote(place, port);
  return {
    port,
    owned: true,
    async over() {
      await ended(child);
      return { code: child.exitCode, signal: child.signalCode };
    },
    async end() {
      await releaseNote(place);
      await terminate(child);
    },
  };
}

function joined(place: Place, port: number): Running {
  /** While its Postern is there, it is for that one to start it again. */
  const isLeft = async () => {
    const note = await readNote(place);
    return (note === null || note.owner === 0 || (await isOrphan(note))) && !(await listens(port));
  };
  return {
    port,
    owned: false,
    async over(signal) {
      while (!signal.aborted && !(await isLeft())) {
        await sleep(watchMs, undefined, { signal }).catch(() => {}); // Stopping cuts it short.
      }
      return {};
    },
    async end() {},
  };
}
