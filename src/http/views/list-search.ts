/** Above the results of a search: what was understood, their order, and a way to keep the search. */
import { html } from 'hono/html';
import type { Query, SavedSearch } from '../../model/inbox.ts';
import type { Actor } from '../../model/people.ts';
import { wordsOf } from '../words/words.ts';
import { type Asked, listPath } from './list-path.ts';
import type { Markup } from './page.ts';
import { notUnderstood } from './search-unknown.ts';

/** The parts of a search in words, each with the search that is left without it. */
export type Understood = readonly { readonly text: string; readonly without: string }[];

export interface SearchView {
  readonly language: string;
  readonly actor: Actor;
  readonly asked: Asked;
  readonly understood: Understood | null;
  readonly query: Query | null;
  readonly searches: readonly SavedSearch[];
}

export function searchHead(view: SearchView): Markup {
  const { language, understood, query } = view;
  const found = understood?.length === 0 ? '' : html`${chips(view)}${order(view)}${keep(view)}`;
  return html`<div class="head found">${found}<a class="help" href="/inbox/search-help">${wordsOf(language).finding.help.link}</a></div>${notUnderstood(language, query)}`;
}

function chips({ language, asked, understood }: SearchView): Markup | string {
  if (understood === null || understood.length === 0) return '';
  const words = wordsOf(language).list;
  const each = understood.map(({ text, without }) => {
    const rest = listPath({ ...asked, q: without, after: null });
    return html`<a class="tag" href="${rest}" title="${words.without} ${text}">${text} <span aria-hidden="true">×</span></a>`;
  });
  return html`<span class="chips"><span class="soft">${words.understood}</span> ${each}</span>`;
}

function order({ language, asked }: SearchView): Markup {
  const words = wordsOf(language).list;
  const to = (which: Asked['order'], text: string) =>
    html`<a href="${listPath({ ...asked, order: which, after: null })}"${asked.order === which ? html` aria-current="true"` : ''}>${text}</a>`;
  return html`<span class="order" role="group" aria-label="${words.order}">${to('date', words.byDate)}${to('relevance', words.byRelevance)}</span>`;
}

function keep({ language, actor, asked, searches }: SearchView): Markup {
  const words = wordsOf(language).searches;
  const kept = searches.find(({ query }) => query === asked.q);
  const back = html`<input type="hidden" form="keep" name="q" value="${asked.q}">`;
  if (kept !== undefined)
    return html`${back}<button form="keep" formaction="/inbox/searches/${kept.id}/drop">${words.drop}</button>`;
  const all =
    actor.role === 'agent'
      ? ''
      : html`<label><input type="checkbox" form="keep" name="all" value="1"> ${words.forAll}</label>`;
  return html`${back}<details class="menu"><summary class="button">${words.save}</summary><div class="panel">
<label for="search-name">${words.name}</label><input id="search-name" form="keep" name="name" maxlength="60" required>${all}
<button form="keep" class="primary">${words.submit}</button></div></details>`;
}
