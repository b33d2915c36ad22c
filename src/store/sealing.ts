/** Secrets that lie in the database are sealed: AES-256-GCM under a key that lies elsewhere. Pure, but for randomness. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Failure } from '../failure.ts';

/** A key of 32 octets. Its name is told by its value, so that the same key has the same name on every node. */
export interface SealingKey {
  /** 12 hex digits. */
  readonly id: string;
  readonly key: Uint8Array;
}

export interface Opened {
  readonly secret: Uint8Array;
  /** True where it lies in clear or under an older key: it is to be written again. */
  readonly stale: boolean;
}

/** Seals and opens. `place` says where a value lies (`settings.keys.0`): sealed for one place, it opens in no other. */
export interface Sealer {
  /** Gives text to store; null where there is no key: the secret then lies in clear. */
  seal(secret: Uint8Array, place: string): Promise<string | null>;
  /**
   * Takes what is stored, sealed or in clear. Throws Failure `bad-settings` where the key is missing or the value does not
   * belong to this place; nothing is changed then.
   */
  open(stored: string | Uint8Array, place: string): Opened;
}

/** Octets of a key (AES-256). */
export const keyLength = 32;
/** Octets; chosen at random, good for 2^32 values under one key (NIST SP 800-38D, 8.3). */
const nonceLength = 12;
const tagLength = 16;
const algorithm = 'aes-256-gcm';
const sealed = /^sealed:v1:([0-9a-f]{12}):([\w-]+)$/;

/** Names a key by a digest of it, which tells nothing about it. */
export function sealingKey(key: Uint8Array): SealingKey {
  const id = createHash('sha256').update('postern sealing key').update(key).digest('hex').slice(0, 12);
  return { id, key };
}

/** A sealer that never seals, and opens what lies in clear. */
export const noSealer: Sealer = makeSealer({ keys: [], make: null });

/**
 * The newest key (the first) seals, all open. `make` gives a first key, when one is needed and none is given; null where
 * there is to be none: then values stay in clear.
 */
export function makeSealer(source: {
  readonly keys: readonly SealingKey[];
  readonly make: (() => Promise<SealingKey>) | null;
}): Sealer {
  let { keys } = source;
  const newest = async (): Promise<SealingKey | undefined> => {
    if (keys.length === 0 && source.make !== null) keys = [await source.make()];
    return keys[0];
  };
  return {
    async seal(secret, place) {
      const key = await newest();
      return key === undefined ? null : `sealed:v1:${key.id}:${encrypt(key, secret, place)}`;
    },
    open(stored, place) {
      const inClear = typeof stored !== 'string' || !stored.startsWith('sealed:');
      if (inClear) return { secret: octetsOf(stored), stale: keys.length > 0 || source.make !== null };
      const [, id, body] = sealed.exec(stored) ?? [];
      if (id === undefined || body === undefined) throw damaged(place);
      const key = keys.find((one) => one.id === id);
      if (key === undefined) throw missing(id, keys, place);
      return { secret: decrypt(key, body, place), stale: id !== keys[0]?.id };
    },
  };
}

const octetsOf = (stored: string | Uint8Array): Uint8Array =>
  typeof stored === 'string' ? Buffer.from(stored) : stored;

function encrypt({ id, key }: SealingKey, secret: Uint8Array, place: string): string {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength });
  cipher.setAAD(about(id, place));
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]).toString(
    'base64url',
  );
}

function decrypt({ id, key }: SealingKey, body: string, place: string): Uint8Array {
  const octets = Buffer.from(body, 'base64url');
  try {
    const decipher = createDecipheriv(algorithm, key, octets.subarray(0, nonceLength), {
      authTagLength: tagLength,
    });
    decipher.setAAD(about(id, place));
    decipher.setAuthTag(octets.subarray(-tagLength));
    return Buffer.concat([decipher.update(octets.subarray(nonceLength, -tagLength)), decipher.final()]);
  } catch (error) {
    throw damaged(place, error);
  }
}

const about = (id: string, place: string) => Buffer.from(`postern v1 ${id} ${place}`);

const damaged = (place: string, cause?: unknown): Failure =>
  new Failure('bad-settings', `the secret at ${place} was changed, or was sealed for another place`, cause);

function missing(id: string, keys: readonly SealingKey[], place: string): Failure {
  const given = keys.length === 0 ? 'none is given' : `given: ${keys.map((key) => key.id).join(', ')}`;
  return new Failure(
    'bad-settings',
    `the secret at ${place} is sealed with key ${id} (${given}): put that key back (secrets.key, or the file secret.key in the data directory); nothing was changed`,
  );
}
