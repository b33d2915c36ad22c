/** The header of a mail as it came, for people. Pure. */

/** Octets that are shown. */
const longestHeader = 131_072;

export function headerText(raw: Uint8Array): string {
  const start = Buffer.from(raw).subarray(0, longestHeader);
  const end = start.toString('latin1').search(/\r?\n\r?\n/);
  return start.subarray(0, end < 0 ? start.length : end).toString('utf8');
}
