/** The store as a whole: copied, filled, checked. Opened beside `openStore`, since it must start no work of its own. */
import type { AuditStore } from '../model/audit-store.ts';
import { Audit } from './audit.ts';
import { Clock } from './clock.ts';
import { connect, type Database } from './connect.ts';
import { copyRows, octetsOf } from './copying.ts';
import { toFailure, withFailures } from './errors.ts';
import { fillStore, refuseHalfFull } from './filling.ts';
import type { Sealer } from './sealing.ts';
import { type Finding, verifyStore } from './verifying.ts';
import { verifySealed } from './verifying-sealed.ts';

/** A row as it lies in the store: one BSON document. */
export interface StoredRow {
  readonly collection: string;
  readonly bson: Uint8Array;
}

export interface Archive {
  /** Octets of all rows, about. */
  octets(): Promise<number>;
  /** All rows as they were at one moment, while others write; raw bytes last. Throws Failure `store-unavailable`, and `not-found` for an empty database. */
  rows(): AsyncGenerator<StoredRow>;
  /**
   * Fills an empty store; what fails leaves it empty. Numbers of tickets go on so far behind the last one, since those
   * given after the copy was made must not be given again. Throws Failure `conflict` where the store holds something.
   */
  fill(rows: AsyncIterable<StoredRow>, skipNumbers: number): Promise<void>;
  /** What is wrong with the store; changes nothing. `looked` is told of rows looked at. */
  verify(looked: (rows: number) => void): AsyncGenerator<Finding>;
  /** Secrets that lie sealed in the store and that no key of the sealer opens; changes nothing. */
  unopened(sealer: Sealer): AsyncGenerator<Finding>;
  readonly audit: AuditStore;
  close(): Promise<void>;
}

/** Connects; makes and changes nothing. Throws Failure `store-unavailable`. */
export async function openArchive({
  uri,
  database: name,
}: {
  uri: string;
  database: string;
}): Promise<Archive> {
  const database = await connect(uri, name, 0);
  const clock = new Clock();
  try {
    await clock.adjust(database.db);
  } catch (error) {
    await database.connection.close();
    throw toFailure(error);
  }
  return {
    octets: () => octetsOf(database),
    rows: () => told(rowsOf(database)),
    async fill(rows, skipNumbers) {
      try {
        await fillStore(database, rows, skipNumbers);
      } catch (error) {
        throw toFailure(error);
      }
    },
    verify: (looked) => told(verifyStore(database, looked)),
    unopened: (sealer) => told(verifySealed(database, sealer)),
    audit: withFailures(new Audit(database, clock)),
    close: () => database.connection.close(),
  };
}

async function* rowsOf(database: Database): AsyncGenerator<StoredRow> {
  await refuseHalfFull(database);
  yield* copyRows(database);
}

/** The same, with errors told as Failures. */
async function* told<T>(values: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* values;
  } catch (error) {
    throw toFailure(error);
  }
}
