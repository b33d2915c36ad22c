/** The bytes of one attachment, found by what they are. */
import { createHash } from 'node:crypto';
import { toOctets } from './encoding/octets.ts';
import { decodeTransfer } from './encoding/transfer.ts';
import { type Part, parseTree } from './mime.ts';
import { unpack } from './unpack/unpack.ts';

/**
 * The decoded bytes of the part with this SHA-256 (hex), as `Attachment.sha256` gives it; null where the mail has no such
 * part. Takes as long as reading the mail does.
 */
export function attachmentBytes(raw: Uint8Array, sha256: string): Buffer | null {
  if (createHash('sha256').update(raw).digest('hex') === sha256) return Buffer.from(raw);
  return search(unpack(parseTree(toOctets(raw)).root).root, sha256);
}

function search(part: Part, sha256: string): Buffer | null {
  for (const child of part.children) {
    const found = search(child, sha256);
    if (found !== null) return found;
  }
  if (part.children.length > 0 && part.type.value.startsWith('multipart/')) return null;
  const { bytes } = decodeTransfer(part.body, part.encoding);
  return createHash('sha256').update(bytes).digest('hex') === sha256 ? bytes : null;
}
