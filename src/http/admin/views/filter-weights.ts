/** /admin/filter/weights: what each symbol of rspamd weighs. */
import { html } from 'hono/html';
import type { SymbolWeight } from '../../../model/filter.ts';
import type { Surroundings } from '../../views/inbox-page.ts';
import type { Markup } from '../../views/page.ts';
import { filterWords } from '../../words/filter.ts';
import { filled } from '../../words/rules.ts';
import { adminPage } from './admin-page.ts';
import { filterStyles } from './filter-page.ts';
import { changeLink, coded, number } from './filter-parts.ts';

/** So many are shown; who wants another one searches. */
const mostWeights = 200;

export interface WeightsView extends Surroundings {
  readonly query: string;
  /** Those that match, all of them. */
  readonly weights: readonly SymbolWeight[];
  readonly all: number;
  readonly fired: ReadonlyMap<string, number>;
  readonly tunable: boolean;
}

export function weightsPage(view: WeightsView): Markup {
  const { language, query, weights, all, tunable } = view;
  const words = filterWords(language);
  const shown = Math.min(weights.length, mostWeights);
  const rows = weights.slice(0, mostWeights).map((weight) => weightRow(view, weight));
  const table =
    rows.length === 0
      ? html`<p class="soft">${words.noMatch}</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="${words.weights}"><table aria-label="${words.weights}"><thead><tr><th scope="col">${words.symbol}</th><th scope="col" class="number">${words.weight}</th>${tunable ? html`<th scope="col"><span class="hidden">${words.change}</span></th>` : ''}<th scope="col" class="number">${words.mails}</th><th scope="col">${words.group}</th><th scope="col">${words.description}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  const body = html`<div class="filter-page"><form class="filter" action="/admin/filter/weights" role="search"><label>${words.searchFor} <input type="search" name="words" value="${query}" size="40"></label> <button>${words.search}</button></form>
<p class="hint" role="status">${filled(words.shown, { shown: number(language, shown), all: number(language, all) })}</p>
${tunable ? '' : html`<p class="hint">${coded(words.notTunable)}</p>`}${table}</div>`;
  const aside = html`<a class="button" href="/admin/filter">${words.back}</a>`;
  return adminPage(view, 'filter', { title: words.weights, body, aside }, { styles: filterStyles ?? [] });
}

function weightRow(view: WeightsView, { name, weight, group, description }: SymbolWeight): Markup {
  const { language, tunable, fired } = view;
  const change = tunable ? html`<td>${changeLink(language, { kind: 'weight', name })}</td>` : '';
  return html`<tr><th scope="row"><span class="mono">${name}</span></th><td class="number">${number(language, weight, 3)}</td>${change}<td class="number">${fired.get(name) ?? ''}</td><td>${group}</td><td>${description}</td></tr>`;
}
