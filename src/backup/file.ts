/** A backup as a file: a header, then the records, compressed and, where there is a key, sealed. */
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Failure } from '../failure.ts';
import { fileFailure } from './file-failure.ts';
import { decodeHeader, encodeHeader, type Header, longestHeader } from './header.ts';
import { type BackupSecret, deriveKey, freshSalt } from './key.ts';
import { decode, encode, type Manifest, type Row, Tally } from './records.ts';
import { pieceLength, type Seal, seal, unseal } from './sealing.ts';

/** Mail compresses little beyond the fastest level. */
const level = 3;

/**
 * Writes a backup to a file that is not there yet, readable by its owner alone. It gets its name when it is whole and on
 * the disk; what fails leaves nothing behind. Throws Failure `conflict` where the file is there, `bad-usage` where there
 * can be none, and `store-full`.
 */
export async function writeBackup(
  file: string,
  rows: AsyncIterable<Row>,
  secret: BackupSecret | null,
): Promise<Manifest> {
  const header: Header = {
    format: 1,
    madeAt: new Date().toISOString(),
    sealed: secret === null ? null : freshSalt(secret),
  };
  if (await isThere(file)) throw new Failure('conflict', `${file} is there already`);
  const about = encodeHeader(header);
  const shut = header.sealed === null ? null : { key: await deriveKey(secret, header.sealed), about };
  const tally = new Tally();
  const part = `${file}.${randomBytes(4).toString('hex')}.part`;
  try {
    await pipeline(
      joined(encode(rows, tally)),
      createGzip({ level }),
      (compressed: AsyncIterable<Uint8Array>) => written(about, compressed, shut),
      createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true }),
    );
    await rename(part, file);
    return tally.manifest();
  } catch (error) {
    await rm(part, { force: true });
    throw fileFailure(error, file);
  }
}

const isThere = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

/** Records are small and many: they are compressed some together. */
async function* joined(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    size += chunk.byteLength;
    if (size < pieceLength) continue;
    yield Buffer.concat(held);
    held = [];
    size = 0;
  }
  yield Buffer.concat(held);
}

async function* written(
  about: Uint8Array,
  compressed: AsyncIterable<Uint8Array>,
  shut: Seal | null,
): AsyncGenerator<Uint8Array> {
  yield about;
  yield* shut === null ? compressed : seal(compressed, shut);
}

export interface OpenBackup {
  readonly madeAt: Date;
  readonly encrypted: boolean;
  /** Octets of the file. */
  readonly size: number;
  /**
   * All rows, read anew at each call; `tally` counts them. Only where it comes to its end were all of them there and
   * whole. Throws Failure `unreadable`.
   */
  rows(tally: Tally, read: (octets: number) => void): AsyncGenerator<Row>;
}

/** Opens a backup. Throws Failure `bad-usage`, `unreadable`, and `bad-settings` where it needs a secret that is not given. */
export async function openBackup(file: string, secret: BackupSecret | null): Promise<OpenBackup> {
  const { head, size } = await beginning(file);
  const { header, length } = decodeHeader(head);
  const about = head.subarray(0, length);
  const shut = header.sealed === null ? null : { key: await deriveKey(secret, header.sealed), about };
  return {
    madeAt: new Date(header.madeAt),
    encrypted: shut !== null,
    size,
    async *rows(tally, read) {
      const counted = countedOctets(createReadStream(file, { start: length }), read);
      const compressed = shut === null ? counted : unseal(counted, shut);
      yield* decode(inflated(compressed), tally);
    },
  };
}

async function beginning(file: string): Promise<{ head: Uint8Array; size: number }> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new Failure('bad-usage', `${file}: there is no such backup`);
    throw fileFailure(error, file);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(longestHeader), 0, longestHeader, 0);
    return { head: buffer.subarray(0, bytesRead), size: (await handle.stat()).size };
  } catch (error) {
    throw fileFailure(error, file);
  } finally {
    await handle.close();
  }
}

async function* countedOctets(
  octets: AsyncIterable<Uint8Array>,
  read: (octets: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of octets) {
    read(chunk.byteLength);
    yield chunk;
  }
}

/** Whatever is wrong with the compressed octets is damage; what was found wrong before it is told as it is. */
async function* inflated(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const fed = pipeline(compressed, gunzip);
  fed.catch(() => undefined); // Told below.
  try {
    for await (const chunk of gunzip) yield chunk;
    await fed;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('unreadable', 'the backup is damaged, or ends too early', error);
  }
}
