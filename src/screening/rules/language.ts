/** The language that a mail is written in. The data is loaded when the first rule asks for it. */

interface Detector {
  detect(text: string): { readonly language: string };
}

let detector: Detector | null = null;

/** Characters that tell the language. */
const mostText = 3000;
/** Fewer letters tell nothing for certain. */
const leastLetters = 20;

/** Loads the data: about 20 MB of memory. Must have been awaited before `languageOf`. */
export async function loadLanguages(): Promise<void> {
  detector ??= (await import('eld/small')).eld;
}

/** ISO 639-1 code, or null where it cannot be told. Throws where the data was not loaded. */
export function languageOf(text: string): string | null {
  if (detector === null) throw new Error('the languages were not loaded');
  const beginning = text.slice(0, mostText);
  if ((beginning.match(/\p{L}/gu)?.length ?? 0) < leastLetters) return null;
  return detector.detect(beginning).language || null;
}
