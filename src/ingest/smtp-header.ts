/** Measures the header of a raw mail without parsing it: so that no hostile one comes as far as a parser. */
import type { SmtpLimits } from '../config/limits.ts';
import type { LimitName } from '../model/smtp.ts';

export type HeaderLimits = Pick<SmtpLimits, 'headerBytes' | 'headerFields' | 'headerLine' | 'hops'>;

const lf = 0x0a;
const cr = 0x0d;
const space = 0x20;
const tab = 0x09;
/** RFC 5322, 2.2; as lenient as the reader. */
const fieldStart = /^([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:/;
const longestName = 210;

/**
 * The first limit that the header is beyond, or null. Received fields are hops (RFC 5321, 6.3). The header ends with the
 * first line that is empty, or that is no field and has none behind it: so the reader has it.
 */
export function headerLimit(raw: Uint8Array, limits: HeaderLimits): LimitName | null {
  const octets = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  let [fields, hops] = [0, 0];
  for (let at = 0; at < octets.length; ) {
    if (octets[at] === lf || (octets[at] === cr && octets[at + 1] === lf)) return null;
    const found = octets.indexOf(lf, at);
    const next = found < 0 ? octets.length : found + 1;
    if (octets[at] !== space && octets[at] !== tab) {
      const name = fieldAt(octets, at);
      if (name === null && fieldAt(octets, next) === null) return null;
      fields += 1;
      if (name === 'received') hops += 1;
    }
    if (hops > limits.hops) return 'hops';
    if (fields > limits.headerFields) return 'header-fields';
    if (next - at > limits.headerLine) return 'header-line';
    if (next > limits.headerBytes) return 'header-size';
    at = next;
  }
  return null;
}

/** Name of the field that begins there, lower case; null where none does. */
function fieldAt(octets: Buffer, at: number): string | null {
  const name = fieldStart.exec(octets.toString('latin1', at, at + longestName))?.[1];
  return name?.toLowerCase() ?? null;
}
