/** The page that says what is amiss. */
import { html } from 'hono/html';
import { wordsOf } from '../words/words.ts';
import { type Markup, page } from './page.ts';

/** `status`: as HTTP has it; what has no words of its own is a fault of ours. */
export function failureView(language: string, status: number): Markup {
  const words = wordsOf(language).people.failure;
  const [title, text] = textOf(words, status);
  const body = html`<main id="main"><h1>${title}</h1><p>${text}</p><p><a class="button" href="/inbox">${words.back}</a></p></main>`;
  return page({ language, title, kind: 'door', body });
}

function textOf(
  words: ReturnType<typeof wordsOf>['people']['failure'],
  status: number,
): readonly [string, string] {
  if (status === 403) return [words.forbidden, words.forbiddenHint];
  if (status === 404) return [words.notFound, words.notFoundHint];
  if (status === 409) return [words.conflict, words.conflictHint];
  if (status === 422) return [words.invalid, words.invalidHint];
  return status === 503 ? [words.away, words.awayHint] : [words.fault, words.faultHint];
}
