/** Octets as a string, one character (U+0000–U+00FF) for each: searched and sliced without copying. */
export type Octets = string;

/**
 * Raw mail as octets, with line ends made LF where its first lines end in bare CRs, and without the `From ` line that
 * mailbox files put before a mail (RFC 4155).
 */
export function toOctets(raw: Uint8Array): Octets {
  const lines = (endsInReturns(raw) ? withLineFeeds(raw) : asBuffer(raw)).toString('latin1');
  const start = lines.slice(0, 1000);
  const marked = /^>?From [^\n:]*\n/.test(start) || /^From \S+ +\w{3},? /.test(start);
  return marked ? lines.slice(lines.indexOf('\n') + 1) : lines;
}

const lf = 10;
const cr = 13;

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Octets and line ends that tell how the lines of a mail end. What is handed on gains others: a trace, a last CRLF. */
const headLength = 16_384;
const headLines = 60;

function endsInReturns(raw: Uint8Array): boolean {
  const head = asBuffer(raw).toString('latin1', 0, headLength);
  const ends = (head.match(/\r+\n|\r|\n/g) ?? []).slice(0, headLines);
  return ends.filter((end) => end === '\r').length * 2 > ends.length;
}

/** In a loop: `replaceAll` on millions of line ends bursts the heap of a reading thread, and with it the process. */
function withLineFeeds(raw: Uint8Array): Buffer {
  const copy = Buffer.from(raw);
  for (let at = copy.indexOf(cr); at >= 0; at = copy.indexOf(cr, at + 1))
    if (copy[at + 1] !== lf) copy[at] = lf;
  return copy;
}

/** One byte for each octet. */
export function toBytes(octets: Octets): Buffer {
  return Buffer.from(octets, 'latin1');
}

/** True where an octet beyond ASCII occurs. */
export function isEightBit(octets: Octets): boolean {
  return /[\x80-\xff]/.test(octets);
}
