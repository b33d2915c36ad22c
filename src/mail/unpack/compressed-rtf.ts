/** Compressed RTF (MS-OXRTFCP). */

const compressed = 0x75465a4c;
const uncompressed = 0x414c454d;
const headerLength = 16;

/** What the dictionary holds at first (MS-OXRTFCP 2.1.2.1). */
const firstWords =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';

/** Nobody writes more; a run of two octets stands for 17 at most, so that work is bounded by the input too. */
const maxOutput = 8_388_608;

/** RTF in plain; what a damaged stream gives up to the damage. Null where it is no compressed RTF. Never throws. */
export function decompressRtf(bytes: Buffer): Buffer | null {
  if (bytes.length < headerLength) return null;
  const length = Math.min(bytes.readUInt32LE(4), maxOutput);
  const kind = bytes.readUInt32LE(8);
  if (kind === uncompressed) return bytes.subarray(headerLength, headerLength + length);
  return kind === compressed ? inflate(bytes, length) : null;
}

/** LZ77 over a ring of 4096 octets (MS-OXRTFCP 3.1). */
function inflate(bytes: Buffer, wanted: number): Buffer {
  const ring = Buffer.alloc(4096, 0);
  let write = ring.write(firstWords, 'latin1');
  const out = Buffer.alloc(Math.min(wanted, (bytes.length - headerLength) * 9));
  let length = 0;
  const put = (octet: number): void => {
    out[length++] = octet;
    ring[write] = octet;
    write = (write + 1) & 4095;
  };
  let at = headerLength;
  while (at < bytes.length && length < out.length) {
    const control = bytes[at++] ?? 0;
    for (let bit = 0; bit < 8 && at < bytes.length && length < out.length; bit++) {
      if ((control & (1 << bit)) === 0) {
        put(bytes[at++] ?? 0);
        continue;
      }
      const reference = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      at += 2;
      const offset = reference >> 4;
      if (offset === write) return out.subarray(0, length);
      for (let step = 0; step < (reference & 15) + 2 && length < out.length; step++)
        put(ring[(offset + step) & 4095] ?? 0);
    }
  }
  return out.subarray(0, length);
}
