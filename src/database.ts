/** Opens the store of the settings: the database they name, or the embedded one. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Settings } from './config/schema.ts';
import type { Log, Store } from './ports.ts';
import { findMongod, startMongod } from './store/mongod.ts';
import { openStore } from './store/store.ts';

export interface Database {
  readonly store: Store;
  /** Where it is, for people; never with credentials. */
  readonly place: string;
  /** Closes the store, and the embedded database where this process started it. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly settings: Pick<Settings, 'dataDir' | 'store'>;
  readonly log: Log;
  /** The environment’s PATH, where `mongod` is looked for. */
  readonly path: string;
}

/** Throws Failure `store-unavailable`. */
export async function openDatabase({ settings, log, path }: DatabaseOptions): Promise<Database> {
  const { uri, database, leaseSeconds, port, mongod } = settings.store;
  const owner = `${hostname()}-${randomBytes(6).toString('hex')}`;
  if (uri !== '') {
    const store = await openStore({ uri, database, owner, leaseSeconds, log });
    return { store, place: `MongoDB, database ${database}`, close: () => store.close() };
  }
  const program = await findMongod(mongod, path);
  const embedded = await startMongod({ dataDir: settings.dataDir, port, program, path, log });
  try {
    const store = await openStore({ uri: embedded.uri, database, owner, leaseSeconds, log });
    const close = async () => {
      await store.close();
      await embedded.stop();
    };
    return { store, place: `${settings.dataDir} (embedded MongoDB)`, close };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}
