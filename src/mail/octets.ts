/** Octets as a string, one character (U+0000–U+00FF) for each: searched and sliced without copying. */
export type Octets = string;

/**
 * Raw mail as octets, with line ends made LF where they are bare CRs throughout, and without the `From ` line that
 * mailbox files put before a mail (RFC 4155).
 */
export function toOctets(raw: Uint8Array): Octets {
  const lines = (raw.includes(lf) ? asBuffer(raw) : withLineFeeds(raw)).toString('latin1');
  const start = lines.slice(0, 1000);
  const marked = /^>?From [^\n:]*\n/.test(start) || /^From \S+ +\w{3},? /.test(start);
  return marked ? lines.slice(lines.indexOf('\n') + 1) : lines;
}

const lf = 10;
const cr = 13;

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** In a loop: `replaceAll` on millions of line ends bursts the heap of a reading thread, and with it the process. */
function withLineFeeds(raw: Uint8Array): Buffer {
  const copy = Buffer.from(raw);
  for (let at = copy.indexOf(cr); at >= 0; at = copy.indexOf(cr, at + 1)) copy[at] = lf;
  return copy;
}

export function toBytes(octets: Octets): Buffer {
  return Buffer.from(octets, 'latin1');
}

/** True where an octet beyond ASCII occurs. */
export function isEightBit(octets: Octets): boolean {
  return /[\x80-\xff]/.test(octets);
}
