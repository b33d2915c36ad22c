/** Words as search knows them: without case and accents, so that `MULLER` finds `Müller`, in any language. */

/** Longer ones are kept by their beginning: nobody types more. */
const longest = 40;

/** Letters that no decomposition of Unicode (UAX 15) makes plain. */
const plain: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** Scripts that write no spaces between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}ー]+/gu;
const word = /[\p{L}\p{N}\p{M}]+/gu;

/** The text as words are compared: lower case, without accents. */
export function folded(text: string): string {
  // Most mail is plain ASCII, and needs no more.
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => plain[letter] ?? letter);
}

/** All words of a text in their order. What is written without spaces is cut into pairs of its characters. */
export function searchWords(text: string): string[] {
  return (folded(text).match(word) ?? []).flatMap(pairs);
}

function pairs(whole: string): string[] {
  if (whole.charCodeAt(0) < 0x0e00 && /^[\x00-\u0dff]+$/.test(whole)) return [whole.slice(0, longest)];
  const runs = whole.match(unspaced);
  if (runs === null) return [whole.slice(0, longest)];
  const rest = whole.replace(unspaced, ' ').match(word) ?? [];
  return [...rest.map((one) => one.slice(0, longest)), ...runs.flatMap(pairsOf)];
}

function pairsOf(run: string): string[] {
  const letters = [...run];
  if (letters.length < 3) return [run];
  return letters.slice(1).map((letter, at) => `${letters[at]}${letter}`);
}

/** How a person may have written the same word otherwise: `mueller` for `müller`, and the other way round. */
export function otherSpellings(typed: string): string[] {
  const lower = typed.normalize('NFC').toLowerCase();
  const long = lower.replace(/[äöü]/g, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[letter] ?? letter);
  const short = folded(lower).replace(/([aou])e/g, '$1');
  return [folded(long), short].filter((one) => one !== folded(lower));
}
