/** Finds the keys that seal secrets in the store: settings, or a file beside the embedded database. */
import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../config/schema.ts';
import { Failure } from '../failure.ts';
import { keyLength, makeSealer, type Sealer, type SealingKey, sealingKey } from '../store/sealing.ts';

type Needed = Pick<Settings, 'dataDir' | 'secrets' | 'store'>;

/** The file with the keys; null where they stand in the settings or there is to be no file. */
export function keyFileOf({ dataDir, secrets, store }: Needed): string | null {
  if (secrets.key !== undefined) return null;
  if (secrets.keyFile !== undefined) return secrets.keyFile;
  return store.uri === '' ? join(dataDir, 'secret.key') : null;
}

/**
 * The sealer of the settings. For the embedded database without a key, one is made when it is first needed. Throws Failure
 * `bad-settings` for what is no key, and for a named file that cannot be read.
 */
export async function sealerOf(settings: Needed): Promise<Sealer> {
  const { secrets } = settings;
  if (secrets.key !== undefined)
    return makeSealer({ keys: parseKeys(secrets.key, 'secrets.key'), make: null });
  const file = keyFileOf(settings);
  if (file === null) return makeSealer({ keys: [], make: null });
  const text = await read(file, secrets.keyFile === undefined);
  if (text !== null) return makeSealer({ keys: parseKeys(text, file), make: null });
  return makeSealer({ keys: [], make: () => makeKeyFile(file) });
}

async function read(file: string, mayMiss: boolean): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (mayMiss && error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new Failure('bad-settings', `the key file ${file} cannot be read`, error);
  }
}

/** One key a line (or between spaces), base64 of 32 octets; the first seals. The text itself is never told. */
function parseKeys(text: string, where: string): SealingKey[] {
  const keys = text
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => Buffer.from(word, 'base64'));
  if (keys.length === 0 || keys.some((key) => key.length !== keyLength)) {
    throw new Failure('bad-settings', `${where}: expected keys of ${keyLength} octets in base64, one a line`);
  }
  return keys.map(sealingKey);
}

/** Of several processes that start at once, one makes the file and all use it. */
async function makeKeyFile(file: string): Promise<SealingKey> {
  const fresh = `${file}.${randomBytes(6).toString('hex')}`;
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  await writeFile(fresh, `${randomBytes(keyLength).toString('base64')}\n`, { mode: 0o600, flush: true });
  try {
    await link(fresh, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await unlink(fresh);
  }
  const [key] = parseKeys(await readFile(file, 'utf8'), file);
  if (key === undefined) throw new Failure('bad-settings', `the key file ${file} is empty`);
  return key;
}
