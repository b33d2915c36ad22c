/**
 * A stream in pieces, each encrypted and authenticated by AES-256-GCM: none can be changed, moved, left out or added, and
 * the last one says that it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). A key
 * seals one stream, so the nonce may be a counter.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Failure } from '../failure.ts';

/** Octets of clear text in each piece but the last. */
export const pieceLength = 65_536;
const tagLength = 16;
const algorithm = 'aes-256-gcm';

type Octets = AsyncIterable<Uint8Array>;

/** `about` is authenticated with every piece: the header of the backup. */
export interface Seal {
  readonly key: Uint8Array;
  readonly about: Uint8Array;
}

/** Seals a stream. */
export async function* seal(clear: Octets, { key, about }: Seal): AsyncGenerator<Uint8Array> {
  let number = 0;
  for await (const { piece, last } of pieces(clear, pieceLength)) {
    const cipher = createCipheriv(algorithm, key, nonce(number, last), { authTagLength: tagLength });
    cipher.setAAD(about);
    yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
    number += 1;
  }
}

/**
 * Opens a stream; gives nothing that was not authenticated. Throws Failure `unreadable` where the key is another one, or
 * something was changed or is missing.
 */
export async function* unseal(sealed: Octets, { key, about }: Seal): AsyncGenerator<Uint8Array> {
  let number = 0;
  for await (const { piece, last } of pieces(sealed, pieceLength + tagLength)) {
    yield opened(piece, number, last, { key, about });
    number += 1;
  }
}

function opened(piece: Uint8Array, number: number, last: boolean, { key, about }: Seal): Uint8Array {
  try {
    const decipher = createDecipheriv(algorithm, key, nonce(number, last), { authTagLength: tagLength });
    decipher.setAAD(about);
    decipher.setAuthTag(piece.subarray(-tagLength));
    return Buffer.concat([decipher.update(piece.subarray(0, -tagLength)), decipher.final()]);
  } catch (error) {
    const what =
      number === 0
        ? 'the key is not that of this backup, or the backup was changed'
        : 'the backup was changed, or a part of it is missing';
    throw new Failure('unreadable', what, error);
  }
}

/** 96 bits: the number of the piece, and whether it is the last. */
function nonce(number: number, last: boolean): Uint8Array {
  const octets = Buffer.alloc(12);
  octets.writeUIntBE(number, 5, 6);
  octets[11] = last ? 1 : 0;
  return octets;
}

/** The stream in pieces of that length; the last one, which there always is, may be shorter, and empty. */
async function* pieces(octets: Octets, length: number): AsyncGenerator<{ piece: Uint8Array; last: boolean }> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of octets) {
    held.push(chunk);
    size += chunk.byteLength;
    if (size <= length) continue;
    const joined = Buffer.concat(held);
    let at = 0;
    // Something must be left for the last piece.
    for (; size - at > length; at += length) yield { piece: joined.subarray(at, at + length), last: false };
    held = [joined.subarray(at)];
    size -= at;
  }
  yield { piece: Buffer.concat(held), last: true };
}
