/** Octets to text: the declared charset where it is known and true, else what the octets look like. */
import { TextDecoder } from 'node:util';
import { decodeIn } from './decoders.ts';
import { raiseHz, raiseJapanese, raiseKorean } from './iso-2022.ts';
import { foreign, guessCharset } from './sniff.ts';

/** Labels of real mail that stand for a charset under another name, or for a superset of it (WHATWG Encoding, 4.2). */
const aliases: Readonly<Record<string, string>> = {
  'cp-850': 'cp850',
  'gb_2312-80': 'gb18030',
  'hz-gb': 'hz-gb-2312',
  'iso-2022-jp-1': 'iso-2022-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
  'iso-2022-jp-3': 'iso-2022-jp',
  'iso-2022-jp-ms': 'iso-2022-jp',
  'iso-2022jp': 'iso-2022-jp',
  iso2022jp: 'iso-2022-jp',
  'unicode-1-1-utf-7': 'utf-7',
  'x-gbk': 'gb18030',
  'x-mac-roman': 'macintosh',
  'x-utf-8': 'utf-8',
  big5hkscs: 'big5',
  cp932: 'shift_jis',
  cp936: 'gb18030',
  cp949: 'euc-kr',
  cp950: 'big5',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  ks_c_5601: 'euc-kr',
  ksc5601: 'euc-kr',
  ms949: 'euc-kr',
  shift_jisx0213: 'shift_jis',
  sjis: 'shift_jis',
  utf: 'utf-8',
  utf8mb4: 'utf-8',
  utf7: 'utf-7',
};

/** Labels that say nothing, or that a program wrote which did not know better. */
const unsaid =
  /^$|ascii|unknown|^8-?bit|^7-?bit|binary|default|^ansi_x3|^(?:iso-?8859-?1|latin-?1|(?:windows-|cp-?)1252)$/;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** The text, where the octets are valid UTF-8; else null. */
export function asUtf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

export interface Decoded {
  readonly text: string;
  /** What was not as declared, in words; null where all was well. */
  readonly defect: string | null;
}

/** Registered names have at most 40 characters (RFC 2978, 2.3). */
const longestLabel = 100;

/** Own names only: a mail may call its charset `constructor`. */
function alias(name: string): string | undefined {
  return Object.hasOwn(aliases, name) ? aliases[name] : undefined;
}

/** The canonical name of a charset label as mail writes it: lower case, without quotes, language and frills. */
export function charsetName(label: string): string {
  const plain = label
    .slice(0, longestLabel)
    .toLowerCase()
    .replace(/^[\s"'_]+|[\s"']+$/g, '')
    .replace(/[*$;, ].*$/, '');
  const dashed = plain.replace(
    /^(?:cs|x-)?(windows|iso|utf|koi8|euc)[_ ]?(?=\w)/,
    (_, family: string) => `${family}-`,
  );
  return (
    alias(plain) ??
    alias(dashed) ??
    dashed.replace(/^(windows|iso|utf)--/, '$1-').replace(/^cp-?(125\d)$/, 'windows-$1')
  );
}

/**
 * Decodes by the declared charset; where it says nothing, is unknown or is untrue: byte order mark, ISO-2022-JP escapes,
 * UTF-8, `fallback`, what the octets look like, windows-1252, in this order. Never throws.
 */
export function decodeText(bytes: Uint8Array, declared: string, fallback = ''): Decoded {
  const label = charsetName(declared);
  const marked = byOrderMark(bytes);
  if (marked !== null) return { text: marked, defect: null };
  if (unsaid.test(label)) return sniff(bytes, label, fallback);
  if (label === 'utf-8') return decodeUtf8(bytes);
  const utf8 = surelyUtf8(bytes, label);
  if (utf8 !== null) return { text: utf8, defect: `the text is UTF-8, not ${label} as declared` };
  const twin = twins[label];
  if (twin !== undefined && hasC1(bytes))
    return { text: decodeAs(bytes, twin) ?? '', defect: `the text is ${twin}, not ${label} as declared` };
  const text = decodeAs(bytes, label);
  if (text === null) {
    const sniffed = sniff(bytes, '', fallback).text;
    return { text: sniffed, defect: `the charset "${declared.slice(0, 40)}" is not known; it was guessed` };
  }
  if (text.includes('\ufffd')) {
    const short = asUtf8(bytes);
    const guess = guessCharset(bytes);
    if (shiftedCharsets.has(label) && guess !== null) return guessed(bytes, guess, label);
    if (short !== null) return { text: short, defect: `the text is UTF-8, not ${label} as declared` };
    return { text, defect: `some characters are not valid ${label}` };
  }
  return { text, defect: null };
}

function guessed(bytes: Uint8Array, guess: string, label: string): Decoded {
  return { text: decodeAs(bytes, guess) ?? '', defect: `the text is ${guess}, not ${label} as declared` };
}

/** Fewer characters may be UTF-8 by chance: pairs of octets of a charset that has two for a character, more easily. */
const leastCharacters = { one: 3, two: 6 };
const twoOctets = /^(?:gb18030|big5|shift_jis|euc-)/;

/** The text where the octets are valid UTF-8, and too many for that to be chance under the other label; else null. */
function surelyUtf8(bytes: Uint8Array, label: string): string | null {
  if (shiftedCharsets.has(label) || label.startsWith('utf-')) return null;
  const text = asUtf8(bytes);
  const characters = text?.match(/[^\x00-\x7f]/g)?.length ?? 0;
  return characters >= leastCharacters[twoOctets.test(label) ? 'two' : 'one'] ? text : null;
}

/** ISO 8859 has no printable C1 octets: where there are some, it is the charset of Windows with those letters. */
const twins: Readonly<Record<string, string | undefined>> = {
  'iso-8859-2': 'windows-1250',
  'iso-8859-5': 'windows-1251',
  'iso-8859-7': 'windows-1253',
  'iso-8859-13': 'windows-1257',
  'iso-8859-15': 'windows-1252',
};

function hasC1(bytes: Uint8Array): boolean {
  return bytes.some((octet) => octet >= 0x80 && octet < 0xa0);
}

function byOrderMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return asUtf8(bytes.subarray(3));
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return null;
}

function sniff(bytes: Uint8Array, label: string, fallback: string): Decoded {
  const octets = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (!/[\x80-\xff]/.test(octets)) {
    if (!/\x1b\$\(?[@BDQ]|\x1b\(I/.test(octets)) return { text: octets, defect: null };
    return {
      text: decodeAs(bytes, 'iso-2022-jp') ?? octets,
      defect: 'the text is ISO-2022-JP without saying so',
    };
  }
  const utf8 = asUtf8(bytes);
  const latin = label !== '' && /1/.test(label) && !/ascii/.test(label);
  if (utf8 !== null)
    return { text: utf8, defect: latin ? `the text is UTF-8, not ${label} as declared` : null };
  if (!latin && fallback !== '') {
    const other = decodeAs(bytes, charsetName(fallback));
    if (other !== null && !other.includes('\ufffd')) return { text: other, defect: null };
  }
  const guess = guessCharset(bytes, latin ? foreign : undefined);
  if (guess !== null && latin) return guessed(bytes, guess, label);
  if (guess !== null) {
    const defect = `octets beyond ASCII without a charset were read as ${guess}`;
    return { text: decodeAs(bytes, guess) ?? octets, defect };
  }
  const defect = latin ? null : 'octets beyond ASCII without a charset were read as windows-1252';
  return { text: decodeAs(bytes, 'windows-1252') ?? octets, defect };
}

/** Damaged UTF-8 stays UTF-8 while good sequences outnumber the bad; else it was windows-1252. */
function decodeUtf8(bytes: Uint8Array): Decoded {
  const text = asUtf8(bytes);
  if (text !== null) return { text, defect: null };
  const lossy = decodeAs(bytes, 'utf-8') ?? '';
  const bad = lossy.split('\ufffd').length - 1;
  const good = (lossy.match(/[^\x00-\x7f\ufffd]/g) ?? []).length;
  if (good >= bad) return { text: lossy, defect: 'some characters are not valid utf-8' };
  const guess = guessCharset(bytes);
  if (guess !== null) return guessed(bytes, guess, 'utf-8');
  return {
    text: decodeAs(bytes, 'windows-1252') ?? lossy,
    defect: 'the text is windows-1252, not utf-8 as declared',
  };
}

/** Charsets of seven bits, each with the one of eight bits that it shifts into. */
const shiftedCharsets: ReadonlyMap<string, { raise: (octets: string) => string; label: string }> = new Map([
  ['hz-gb-2312', { raise: raiseHz, label: 'gb18030' }],
  ['iso-2022-kr', { raise: raiseKorean, label: 'euc-kr' }],
  ['iso-2022-jp', { raise: raiseJapanese, label: 'euc-jp' }],
]);

function decodeAs(bytes: Uint8Array, label: string): string | null {
  const shifted = shiftedCharsets.get(label);
  if (shifted !== undefined) {
    const octets = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    return new TextDecoder(shifted.label).decode(Buffer.from(shifted.raise(octets), 'latin1'));
  }
  return decodeIn(bytes, label);
}
