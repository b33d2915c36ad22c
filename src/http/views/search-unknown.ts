/** Above the results of a search: operators that mean nothing with the value that they were given. */
import { html } from 'hono/html';
import { fieldNamed } from '../../desk/search-operators.ts';
import type { Query } from '../../model/inbox.ts';
import { wordsOf } from '../words/words.ts';
import type { Markup } from './page.ts';

/** Those that are told one by one. */
const mostTold = 3;

/** Which they are, what they take, and where it is explained. */
export function notUnderstood(language: string, query: Query | null): Markup | '' {
  if (query === null || query.notUnderstood.length === 0) return '';
  const { help } = wordsOf(language).finding;
  const each = query.notUnderstood
    .slice(0, mostTold)
    .map((typed) => html`<p>${unknown(language, typed)}</p>`);
  return html`<div class="told unknown" role="note">${each}<a href="/inbox/search-help">${help.link}</a></div>`;
}

function unknown(language: string, typed: string): Markup {
  const words = wordsOf(language).finding;
  const [name = ''] = typed.split(':');
  const values = valuesOf(language, name);
  const takes = values === null ? '' : html` <code>${name}:</code> ${words.takes} ${values}.`;
  return html`<code>${typed}</code> ${words.unknown}${takes}`;
}

/** Null where an operator takes any words. */
function valuesOf(language: string, name: string): string | null {
  const field = fieldNamed(name);
  const { values } = wordsOf(language).finding;
  if (field === 'before' || field === 'after') return values.day;
  return field !== null && Object.hasOwn(values, field) ? values[field as keyof typeof values] : null;
}
