/** The texts in the language that somebody reads. A third language is one more file, and one more line here. */
import { de } from './de.ts';
import { en, type Words } from './en.ts';

const languages: Readonly<Record<string, Words>> = { en, de };

/** Codes of all languages there are. */
export const languageCodes = Object.keys(languages);

interface Asked {
  readonly code: string;
  readonly region: string | null;
  readonly weight: number;
}

/**
 * The best of ours for `chosen` (a code, or empty) and what the browser asks for (RFC 9110, 12.5.4), with the region whose
 * dates and numbers the reader knows: `de-AT`, `en-GB`. English else.
 */
export function languageFor(chosen: string, acceptLanguage: string): string {
  const asked = acceptLanguage
    .split(',')
    .map(askedFor)
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight);
  const best = asked.find(({ code }) => code in languages)?.code ?? 'en';
  const code = chosen in languages ? chosen : best;
  const region = (asked.find((one) => one.code === code && one.region !== null) ?? asked[0])?.region;
  return region === null || region === undefined ? code : `${code}-${region}`;
}

/** A language range (RFC 4647, 2.1) with its weight. */
function askedFor(range: string): Asked {
  const [tag = '', ...parameters] = range.trim().split(';');
  const q = parameters.find((each) => /^\s*q=/i.test(each))?.trim();
  const region = /^[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2}|\d{3})\b/i.exec(tag)?.[1] ?? null;
  return {
    code: tag.slice(0, 2).toLowerCase(),
    region: region?.toUpperCase() ?? null,
    weight: q === undefined ? 1 : Number(q.slice(2)) || 0,
  };
}

/** The texts of a language of ours, by its code or a tag that begins with it. */
export function wordsOf(language: string): Words {
  return languages[language.slice(0, 2)] ?? en;
}

/** A text with a number in it, in the form that the language has for that number. */
export function counted(
  language: string,
  forms: { readonly one: string; readonly other: string },
  n: number,
): string {
  const form = new Intl.PluralRules(language).select(n) === 'one' ? forms.one : forms.other;
  return form.replace('{n}', new Intl.NumberFormat(language).format(n));
}
