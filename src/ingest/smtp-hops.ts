/** Counts how often a mail was relayed, without parsing it (RFC 5321, 6.3). */

const field = 'received:';
/** Octets that are looked at: trace fields stand at the top, and no sane header is longer. */
const headLimit = 1_048_576;
const lf = 0x0a;
const cr = 0x0d;

/** The number of Received fields in the header of a raw mail; counting stops above `enough`. */
export function countHops(raw: Uint8Array, enough: number): number {
  const head = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, headLimit));
  let hops = 0;
  for (let at = 0; at < head.length && hops <= enough; ) {
    if (head[at] === lf || (head[at] === cr && head[at + 1] === lf)) break;
    if (head.toString('latin1', at, at + field.length).toLowerCase() === field) hops += 1;
    const next = head.indexOf(lf, at);
    at = next < 0 ? head.length : next + 1;
  }
  return hops;
}
