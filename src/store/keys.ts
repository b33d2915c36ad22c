/** The ring of MAC keys. It lies in the database, so that all nodes sign alike and old identifiers stay valid. */
import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import type { KeyRing, KeyStore } from '../ports.ts';
import type { Database } from './connect.ts';
import type { KeysRow } from './documents.ts';
import { isDuplicate } from './errors.ts';

/** Crockford’s base32. An identifier names its key by one of these, so there are never more keys. */
const names = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Octets: as long as the output of SHA-256 (RFC 2104, 3). */
const secretLength = 32;

export class Keys implements KeyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async ring(): Promise<KeyRing> {
    return toRing((await this.#read()) ?? (await this.#first()));
  }

  async rotate(): Promise<KeyRing> {
    const newest = (await this.ring())[0]?.id ?? names.charAt(0);
    const id = names.charAt((names.indexOf(newest) + 1) % names.length);
    await this.#database.settings.updateOne(
      { _id: 'keys', 'ring.0.id': newest },
      { $push: { ring: { $each: [freshKey(id)], $position: 0, $slice: names.length } } },
    );
    return this.ring();
  }

  #read(): Promise<KeysRow | null> {
    return this.#database.settings.findOne({ _id: 'keys' }, { readConcern: { level: 'majority' } });
  }

  /** Of several nodes that start at once, one makes the key and all use it. */
  async #first(): Promise<KeysRow> {
    const row: KeysRow = { _id: 'keys', ring: [freshKey(names.charAt(0))] };
    try {
      await this.#database.settings.insertOne(row);
      return row;
    } catch (error) {
      const made = isDuplicate(error) ? await this.#read() : null;
      if (made === null) throw error;
      return made;
    }
  }
}

function freshKey(id: string): KeysRow['ring'][number] {
  return { id, secret: new mongoose.mongo.Binary(randomBytes(secretLength)), createdAt: new Date() };
}

function toRing(row: KeysRow): KeyRing {
  return row.ring.map(({ id, secret }) => ({ id, secret: Uint8Array.from(secret.value()) }));
}
