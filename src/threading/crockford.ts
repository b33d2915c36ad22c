/** Crockford’s base32: no I, L, O or U, so that codes survive being read aloud and typed. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The first `length` characters (5 bits each) of the bytes, upper case. */
export function encode(bytes: Uint8Array, length: number): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < length) {
      bits -= 5;
      text += alphabet.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return text;
}

/** Upper case, with the letters that people mistake put right; null where a character is no base32. */
export function normalise(text: string): string | null {
  const fixed = text.toUpperCase().replace(/[IL]/g, '1').replace(/O/g, '0');
  return [...fixed].every((character) => alphabet.includes(character)) ? fixed : null;
}
