/** The key of a backup: made anew for each, of the operator's secret and the backup's own salt. */
import { hkdf, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { Failure } from '../failure.ts';
import type { Header } from './header.ts';

/** What an operator keeps: 32 random octets in a file, or words in his head. */
export type BackupSecret =
  | { readonly kind: 'key'; readonly key: Uint8Array }
  | { readonly kind: 'passphrase'; readonly passphrase: string };

const keyLength = 32;
const info = 'postern backup 1';
/** 128 MB and about half a second a try (RFC 7914; the parameters are part of format 1). */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 } as const;

const deriveByHkdf = promisify(hkdf);

/** The secret in the text of a key file: 64 hex digits, or the base64 of 32 octets. Throws Failure `bad-settings`. */
export function readKey(text: string): BackupSecret {
  const word = text.trim();
  const key = Buffer.from(word, /^[0-9a-f]{64}$/i.test(word) ? 'hex' : 'base64');
  if (key.byteLength !== keyLength || /\s/.test(word))
    throw new Failure(
      'bad-settings',
      'the key file of the backup must hold 64 hex digits, such as `openssl rand -hex 32` gives',
    );
  return { kind: 'key', key };
}

/** What the header of a new backup says of its key. */
export function freshSalt(secret: BackupSecret): NonNullable<Header['sealed']> {
  const key = secret.kind === 'key' ? 'hkdf-sha256' : 'scrypt';
  return { key, salt: randomBytes(32).toString('hex') };
}

/** The key of one backup. Throws Failure `bad-settings` where the secret is none, or of the other kind. */
export async function deriveKey(
  secret: BackupSecret | null,
  { key: way, salt: hex }: NonNullable<Header['sealed']>,
): Promise<Uint8Array> {
  const wanted = way === 'scrypt' ? 'passphrase' : 'key';
  if (secret?.kind !== wanted) {
    const what = wanted === 'key' ? 'key file (backup.keyFile)' : 'passphrase (backup.passphrase)';
    throw new Failure('bad-settings', `the backup is encrypted: its ${what} is needed`);
  }
  const salt = Buffer.from(hex, 'hex');
  if (secret.kind === 'key')
    return Buffer.from(await deriveByHkdf('sha256', secret.key, salt, info, keyLength));
  return deriveByScrypt(secret.passphrase, salt);
}

function deriveByScrypt(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, keyLength, cost, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
