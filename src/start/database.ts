/** Opens the store of the settings: the database they name, or the embedded one. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Settings } from '../config/schema.ts';
import type { Log, Store } from '../model/ports.ts';
import { type Archive, openArchive } from '../store/archive.ts';
import { findMongod, startMongod } from '../store/mongod.ts';
import { DiskRoom } from '../store/room.ts';
import { openStore } from '../store/store.ts';
import { sealerOf } from './sealing-keys.ts';

export interface Database {
  readonly store: Store;
  /** Where it is, for people; never with credentials. */
  readonly place: string;
  /** Closes the store, and the embedded database where this process started it. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly settings: Pick<Settings, 'dataDir' | 'store' | 'outbox' | 'secrets'>;
  readonly log: Log;
  /** The environment’s PATH, where `mongod` is looked for. */
  readonly path: string;
}

/** Throws Failure `store-unavailable`, and `bad-settings` for keys that cannot be read. */
export async function openDatabase({ settings, log, path }: DatabaseOptions): Promise<Database> {
  const { uri, database, leaseSeconds, port, mongod, minFree } = settings.store;
  // Longer than a mail may take to hand over, and to be written down while the database comes back.
  const sendLeaseSeconds = settings.outbox.smtp.sendSeconds * 2.5;
  const owner = `${hostname()}-${randomBytes(6).toString('hex')}`;
  const sealer = await sealerOf(settings);
  if (uri !== '') {
    const store = await openStore({ uri, database, owner, leaseSeconds, sendLeaseSeconds, log, sealer });
    return { store, place: `MongoDB, database ${database}`, close: () => store.close() };
  }
  const program = await findMongod(mongod, path);
  const embedded = await startMongod({ dataDir: settings.dataDir, port, program, path, log });
  try {
    const room = new DiskRoom(settings.dataDir, minFree, log);
    const store = await openStore({
      uri: embedded.uri,
      database,
      owner,
      leaseSeconds,
      sendLeaseSeconds,
      log,
      room,
      sealer,
    });
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

/** Opens the store of the settings as a whole, for backup, restore and verify. Throws as `openDatabase` does. */
export async function openWholeStore({ settings, log, path }: DatabaseOptions): Promise<Archive> {
  const { uri, database, port, mongod } = settings.store;
  if (uri !== '') return openArchive({ uri, database });
  const program = await findMongod(mongod, path);
  const embedded = await startMongod({ dataDir: settings.dataDir, port, program, path, log });
  try {
    const archive = await openArchive({ uri: embedded.uri, database });
    const close = async () => {
      await archive.close();
      await embedded.stop();
    };
    return { ...archive, close };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}
