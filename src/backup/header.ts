/** The first lines of a backup, which anybody may read: what it is, when it was made, and how its key is made. */
import { z } from 'zod';
import { Failure } from '../failure.ts';

const magic = 'POSTERN BACKUP\n';
/** A header is two short lines; what is longer is none. */
export const longestHeader = 1024;

const headerSchema = z.strictObject({
  /** Raised whenever an older Postern could not read it. */
  format: z.literal(1),
  madeAt: z.iso.datetime(),
  /** How the key is made of the secret and the salt; null: not encrypted. */
  sealed: z
    .strictObject({ key: z.enum(['scrypt', 'hkdf-sha256']), salt: z.string().regex(/^[0-9a-f]{64}$/) })
    .nullable(),
});
export type Header = z.output<typeof headerSchema>;

/** The header as it is written. */
export function encodeHeader(header: Header): Buffer {
  return Buffer.from(`${magic}${JSON.stringify(header)}\n`);
}

/**
 * The header at the beginning of these octets, and how many octets it takes. Throws Failure `unreadable` where there is
 * none, or one of another format.
 */
export function decodeHeader(octets: Uint8Array): { header: Header; length: number } {
  const text = Buffer.from(octets.subarray(0, longestHeader)).toString('latin1');
  const end = text.indexOf('\n', magic.length);
  if (!text.startsWith(magic) || end === -1) throw new Failure('unreadable', 'this is no backup of Postern');
  const json = jsonOf(text.slice(magic.length, end));
  const parsed = headerSchema.safeParse(json);
  if (!parsed.success) throw new Failure('unreadable', whyNot(json));
  return { header: parsed.data, length: end + 1 };
}

function whyNot(json: unknown): string {
  const later = z.object({ format: z.int().min(2) }).safeParse(json);
  if (!later.success) return 'the first lines of the backup were changed: it is damaged';
  return `the backup was made by a newer Postern (format ${later.data.format})`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // Which no schema takes.
  }
}
