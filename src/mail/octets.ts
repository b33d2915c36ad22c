/** Octets as a string, one character (U+0000–U+00FF) for each: searched and sliced without copying. */
export type Octets = string;

/**
 * Raw mail as octets, with line ends made LF where they are bare CRs throughout, and without the `From ` line that
 * mailbox files put before a mail (RFC 4155).
 */
export function toOctets(raw: Uint8Array): Octets {
  const octets = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');
  const lines = octets.includes('\n') ? octets : octets.replaceAll('\r', '\n');
  return /^>?From [^\n:]*\n/.test(lines.slice(0, 1000)) || /^From \S+ +\w{3} \w{3}/.test(lines.slice(0, 1000))
    ? lines.slice(lines.indexOf('\n') + 1)
    : lines;
}

export function toBytes(octets: Octets): Buffer {
  return Buffer.from(octets, 'latin1');
}

/** True where an octet beyond ASCII occurs. */
export function isEightBit(octets: Octets): boolean {
  return /[\x80-\xff]/.test(octets);
}
