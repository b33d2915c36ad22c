/** The part of a mail that the checks need: cut down so that a hostile one cannot make them long. */

/** Of a mail with more signatures the topmost count: each costs a look-up and a verification (RFC 6376, 8.4). */
const maxSignatures = 10;
/** Octets. Far over any real header; its reading must not hold up the mails of others. */
const maxHeader = 524_288;

/**
 * The bytes to authenticate: with at most ten DKIM signatures, and without the body where nothing signs it.
 * Null where the header is too long to be looked into.
 */
export function signedPart(raw: Uint8Array): Buffer | null {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const end = headerEnd(bytes);
  if (end > maxHeader) return null;
  const header = bytes.toString('latin1', 0, end);
  const signatures = header.match(/^DKIM-Signature[ \t]*:/gim)?.length ?? 0;
  if (signatures === 0 && !/^ARC-Message-Signature[ \t]*:/im.test(header)) return bytes.subarray(0, end);
  if (signatures <= maxSignatures) return bytes;
  return Buffer.concat([Buffer.from(cutSignatures(header), 'latin1'), bytes.subarray(end)]);
}

function cutSignatures(header: string): string {
  let seen = 0;
  return header
    .split(/(?<=\n)(?![ \t])/)
    .filter((field) => !/^DKIM-Signature[ \t]*:/i.test(field) || ++seen <= maxSignatures)
    .join('');
}

/** Index behind the empty line that ends the header; the length where there is none. */
function headerEnd(bytes: Buffer): number {
  const ends = ['\n\r\n', '\n\n'].map((line) => ({ at: bytes.indexOf(line), length: line.length }));
  const [first] = ends.filter(({ at }) => at >= 0).sort((one, other) => one.at - other.at);
  return first ? first.at + first.length : bytes.length;
}
