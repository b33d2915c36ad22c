/** Which charset octets beyond ASCII are in, where nothing says so and they are no UTF-8. */
import { decodeIn, decodeSample } from './decoders.ts';

interface Candidate {
  readonly label: string;
  /** Characters that ordinary text in this charset is made of. */
  readonly usual: RegExp;
  /** The share of them among the characters beyond ASCII, at least. */
  readonly share: number;
  /** What no text in this charset has. */
  readonly never?: RegExp;
}

/** Greek and Cyrillic share octets: the letters of each, the most frequent first. */
const cyrillic = 'оеаинтсрвлкмдпіуяыьгзбчйхжшюцщэфїєъёґјљњћђџў';
const alphabets: readonly { label: string; letters: string }[] = [
  { label: 'windows-1251', letters: cyrillic },
  { label: 'koi8-r', letters: cyrillic },
  { label: 'windows-1253', letters: 'αοιετνσηυρπςκμλωδγίόθάέχήφβύώξζψϊϋΐΰ' },
];

/** Order matters: the more a charset rules out, the earlier it is asked. */
const candidates: readonly (Candidate | 'alphabets')[] = [
  { label: 'euc-jp', usual: /[\u3041-\u30fe]/g, share: 0.3 },
  { label: 'shift_jis', usual: /[\u3041-\u30fe]/g, share: 0.3 },
  // Simplified Chinese read as Korean is Hangul for the most part, with rare Chinese characters between.
  { label: 'euc-kr', usual: /[\uac00-\ud7a3]/g, share: 0.9 },
  // A vowel before its consonant has one, and so has a sign above or below.
  {
    label: 'windows-874',
    usual: /[\u0e01-\u0e1f]/g,
    share: 0.25,
    never: /[\u0e40-\u0e44][^\u0e01-\u0e2e]|[^\u0e01-\u0e4e][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]/,
  },
  { label: 'big5', usual: /[的一是不了在我有這們來請問您為個說到時要會可]/g, share: 0.08 },
  { label: 'gb18030', usual: /[的一是不了在我有这们来请问您为个说到时要会可]/g, share: 0.08 },
  // Final letters end a word: where one goes on, it is Cyrillic.
  { label: 'windows-1255', usual: /[א-ת]/g, share: 0.95, never: /[ךםןףץ][א-ת]/ },
  'alphabets',
  { label: 'iso-8859-6', usual: /[\u0621-\u064a]/g, share: 0.9, never: /[\u064b-\u0652]/ },
  { label: 'windows-1256', usual: /[\u0621-\u064a]/g, share: 0.9 },
];

/** So many octets beyond ASCII there are at least, and such a share of all letters. */
interface Least {
  readonly octets: number;
  readonly share: number;
}

/** Text of western languages has fewer of them. */
const unlabelled: Least = { octets: 4, share: 0.5 };
/** Where the label says that it is western, most letters must speak against it. */
export const foreign: Least = { octets: 12, share: 0.6 };

const sample = 16_384;

/** The label of a charset in which the octets make sense; null where windows-1252 is as good a guess as any. */
export function guessCharset(bytes: Uint8Array, least: Least = unlabelled): string | null {
  const start = bytes.subarray(0, sample);
  const high = start.filter((octet) => octet > 0x7f).length;
  const letters = start.filter((octet) => octet > 0x40 && octet < 0x7f).length;
  if (high < least.octets || high / (high + letters) < least.share) return null;
  for (const candidate of candidates) {
    if (candidate === 'alphabets') {
      const label = likeliestAlphabet(start);
      if (label !== null) return label;
    } else if (fits(candidate, start)) return candidate.label;
  }
  return null;
}

const mixedCase = /(?=[^\x00-\x7f])\p{Ll}(?=[^\x00-\x7f])\p{Lu}/gu;

/** The charset in which the letters are, on the average, the most frequent of their alphabet. */
function likeliestAlphabet(bytes: Uint8Array): string | null {
  let best: { label: string; rank: number } | null = null;
  for (const { label, letters } of alphabets) {
    const text = decodeIn(bytes, label) ?? '';
    const beyond = [...text.toLowerCase()].filter((c) => c > '\x7f');
    // Small letters do not go on with large ones.
    if ((text.match(mixedCase)?.length ?? 0) > beyond.length / 20) continue;
    const ranks = beyond.map((c) => letters.indexOf(c)).filter((rank) => rank >= 0);
    if (ranks.length < 0.75 * beyond.length) continue;
    const rank = ranks.reduce((sum, one) => sum + one, 0) / ranks.length + (beyond.length - ranks.length);
    if (best === null || rank < best.rank) best = { label, rank };
  }
  return best?.label ?? null;
}

function fits({ label, usual, share, never }: Candidate, bytes: Uint8Array): boolean {
  const text = decodeSample(bytes, label);
  const beyond = text.match(/[^\x00-\x7f\u3000-\u3002\uff0c]/g)?.length ?? 0;
  if (text.includes('\ufffd') || never?.test(text)) return false;
  return (text.match(usual)?.length ?? 0) >= share * beyond && beyond > 0;
}
