/** Encoded words (RFC 2047) and raw eight-bit text in header fields. */
import { asUtf8, charsetName, decodeText } from './charset.ts';
import { isEightBit, type Octets, toBytes } from './octets.ts';
import { decodeQ } from './transfer.ts';

/** Linear: each part runs to the next question mark only. Spaces inside are wrong, but happen. */
const word = /=\?([^?\s]{1,80})\?([bq])\?([^?]*\??)\?=/gi;

interface Run {
  readonly charset: string;
  readonly pieces: Buffer[];
}

/**
 * Decodes the encoded words of an unfolded field value. White space between two of them is dropped (RFC 2047, 6.2), and
 * the octets of neighbours in one charset are joined before decoding, since many programs split characters over words.
 * What is no valid encoded word stays as it is.
 */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value;
  let out = '';
  let end = 0;
  let run: Run | null = null;
  for (const match of value.matchAll(word)) {
    const [whole, label = '', kind = '', text = ''] = match;
    const between = value.slice(end, match.index);
    const charset = label.replace(/\*.*$/, '').toLowerCase();
    const joins = run !== null && /^[ \t\r\n]*$/.test(between);
    if (run === null || !joins || run.charset !== charset) {
      out += flush(run) + (joins ? '' : between);
      run = { charset, pieces: [] };
    }
    run.pieces.push(/b/i.test(kind) ? Buffer.from(text, 'base64') : decodeQ(text));
    end = match.index + whole.length;
  }
  return out + flush(run) + value.slice(end);
}

function flush(run: Run | null): string {
  return run === null ? '' : decodeText(Buffer.concat(run.pieces), run.charset).text.replace(/[\r\n]+/g, ' ');
}

/**
 * Field octets as text: UTF-8 where they are valid (RFC 6532), else the charset of the body, else windows-1252. Encoded
 * words stay as they are.
 */
export function fieldText(octets: Octets, bodyCharset: string): string {
  if (!isEightBit(octets)) {
    if (/\x1b[$(]/.test(octets)) return decodeText(toBytes(octets), '').text;
    return charsetName(bodyCharset) === 'utf-7' ? decodeShifts(octets) : octets;
  }
  const bytes = toBytes(octets);
  return asUtf8(bytes) ?? decodeText(bytes, '', bodyCharset).text;
}

const shiftOrWord = /=\?[^?\s]{1,80}\?[bq]\?[^?]*\?=|\+([a-z0-9/]{2,400})-/gi;

/** Raw UTF-7 (RFC 2152), where the body is UTF-7 too: only what stands for characters beyond ASCII. */
function decodeShifts(octets: Octets): string {
  return octets.replace(shiftOrWord, (whole, shifted: string | undefined) => {
    const units = Buffer.from(shifted ?? '', 'base64');
    const text = units.length % 2 === 0 ? new TextDecoder('utf-16be').decode(units) : '';
    return text === '' || /[\x00-\x7f\ufffd]/.test(text) ? whole : text;
  });
}

/** Text for people out of an unfolded field value: encoded words decoded, white space collapsed, controls dropped. */
export function displayText(value: string): string {
  return decodeWords(value)
    .replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
}
