/** The ring of MAC keys. It lies in the database, so that all nodes sign alike and old identifiers stay valid. */
import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import type { KeyRing, KeyStore, MacKey } from '../model/node-store.ts';
import type { Database } from './connect.ts';
import type { KeysRow, MacKeyRow } from './documents.ts';
import { isDuplicate } from './errors.ts';
import { sealedPlaces } from './sealed-places.ts';
import type { Opened, Sealer } from './sealing.ts';

/** Crockford’s base32. An identifier names its key by one of these, so there are never more keys. */
const names = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Octets: as long as the output of SHA-256 (RFC 2104, 3). */
const secretLength = 32;

export class Keys implements KeyStore {
  readonly #database: Database;
  readonly #sealer: Sealer;

  constructor(database: Database, sealer: Sealer) {
    this.#database = database;
    this.#sealer = sealer;
  }

  /** Throws Failure `bad-settings` where the sealing key is not the right one. */
  async ring(): Promise<KeyRing> {
    const row = (await this.#read()) ?? (await this.#first());
    const opened = row.ring.map((key) => ({ ...key, ...this.#open(key) }));
    if (opened.some(({ stale }) => stale)) await this.#sealAgain(row, opened);
    return opened.map(({ id, secret }) => ({ id, secret: Uint8Array.from(secret) }));
  }

  async rotate(): Promise<KeyRing> {
    const newest = (await this.ring())[0]?.id ?? names.charAt(0);
    const id = names.charAt((names.indexOf(newest) + 1) % names.length);
    await this.#database.settings.updateOne(
      { _id: 'keys', 'ring.0.id': newest },
      { $push: { ring: { $each: [await this.#sealed(freshKey(id))], $position: 0, $slice: names.length } } },
    );
    return this.ring();
  }

  #read(): Promise<KeysRow | null> {
    return this.#database.settings.findOne({ _id: 'keys' }, { readConcern: { level: 'majority' } });
  }

  /** Of several nodes that start at once, one makes the key and all use it. */
  async #first(): Promise<KeysRow> {
    const row: KeysRow = { _id: 'keys', ring: [await this.#sealed(freshKey(names.charAt(0)))] };
    try {
      await this.#database.settings.insertOne(row);
      return row;
    } catch (error) {
      const made = isDuplicate(error) ? await this.#read() : null;
      if (made === null) throw error;
      return made;
    }
  }

  #open({ id, secret }: MacKeyRow): Opened {
    return this.#sealer.open(
      typeof secret === 'string' ? secret : Uint8Array.from(secret.value()),
      sealedPlaces.macKey(id),
    );
  }

  async #sealed(key: MacKey & { createdAt: Date }): Promise<MacKeyRow> {
    const { id, createdAt } = key;
    const sealed = await this.#sealer.seal(key.secret, sealedPlaces.macKey(id));
    return { id, secret: sealed ?? new mongoose.mongo.Binary(key.secret), createdAt };
  }

  /** The ring as it is, under the newest sealing key. Nothing is done where another node changed it meanwhile. */
  async #sealAgain(row: KeysRow, opened: readonly (MacKey & { createdAt: Date })[]): Promise<void> {
    const ring = await Promise.all(opened.map((key) => this.#sealed(key)));
    await this.#database.settings.updateOne({ _id: 'keys', ring: row.ring }, { $set: { ring } });
  }
}

function freshKey(id: string): MacKey & { createdAt: Date } {
  return { id, secret: randomBytes(secretLength), createdAt: new Date() };
}
