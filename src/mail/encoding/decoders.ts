/** Octets to text by the name of a charset, whichever library knows it. */
import { TextDecoder } from 'node:util';
import iconv from 'iconv-lite';

/** Where Node's own decoders know less than mail holds: Hangul beyond KS X 1001, characters of Hong Kong. */
const fuller: ReadonlyMap<string, string> = new Map([
  ['euc-kr', 'cp949'],
  ['big5', 'big5-hkscs'],
]);

const decoders = new Map<string, TextDecoder | null>();

function decoder(label: string): TextDecoder | null {
  const known = decoders.get(label);
  if (known !== undefined) return known;
  let made: TextDecoder | null = null;
  try {
    made = new TextDecoder(label);
  } catch {
    // Not a label of the Encoding Standard; iconv-lite may know it.
  }
  if (decoders.size < 200) decoders.set(label, made);
  return made;
}

/** Null for a charset that nobody knows. What is no character is U+FFFD. */
export function decodeIn(bytes: Uint8Array, label: string): string | null {
  const known = decoder(label);
  const better = fuller.get(known?.encoding ?? '');
  if (better === undefined && known !== null && known.encoding !== 'replacement') return known.decode(bytes);
  const name = better ?? label;
  return iconv.encodingExists(name) ? iconv.decode(Buffer.from(bytes), name) : null;
}

/** The same of a sample, whose last character may be cut in the middle; `''` for a charset that nobody knows. */
export function decodeSample(bytes: Uint8Array, label: string): string {
  return (decodeIn(bytes, label) ?? '').replace(/\ufffd$/, '');
}
