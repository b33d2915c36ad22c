/** What of an expected reply is missing in what was read. */
import type { Miss } from './corpora-scores.ts';

/** Words; single characters where a script puts no space between words, as the scorer counts them. */
function words(text: string): string[] {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}]|[\p{L}\p{N}]+/gu) ?? []
  );
}

/** Words of `wanted` that `got` does not hold, each as often as it is missing. */
export function lostWords(wanted: string, got: string): number {
  const left = new Map<string, number>();
  for (const word of words(got)) left.set(word, (left.get(word) ?? 0) + 1);
  return words(wanted).filter((word) => {
    const count = left.get(word) ?? 0;
    left.set(word, count - 1);
    return count <= 0;
  }).length;
}

/** Sentences of the writer’s (quoted lines are none) of which more than half of the words are missing. */
export function lostSentences(wanted: string, got: string): string[] {
  const own = wanted.replaceAll(/^[ \t]*[>|].*$/gm, '\n');
  return own
    .split(/\n+|(?<=[.!?。！？])\s+/u)
    .filter((sentence) => lostWords(sentence, got) > words(sentence).length / 2);
}

/** Of the replies that are not exactly right, those with a sentence lost: `corpus/case` and the sentences. */
export function repliesWithLosses(
  misses: readonly Miss[],
): { name: string; sentences: string[]; lost: number }[] {
  return misses
    .filter(({ field }) => field === 'reply.recall')
    .map(({ corpus, case: name, expected, got }) => ({
      name: `${corpus}/${name}`,
      sentences: lostSentences(String(expected), String(got)),
      lost: lostWords(String(expected), String(got)),
    }));
}
