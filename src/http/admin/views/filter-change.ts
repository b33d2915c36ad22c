/** /admin/filter/change: one weight or threshold, looked at before it is set. */
import { html } from 'hono/html';
import type { Tunable } from '../../../model/filter.ts';
import type { Surroundings } from '../../views/inbox-page.ts';
import type { Markup } from '../../views/page.ts';
import { troubleWords } from '../../views/people-page.ts';
import { filterWords } from '../../words/filter.ts';
import { filled } from '../../words/rules.ts';
import { adminPage } from './admin-page.ts';
import { filterStyles } from './filter-page.ts';
import { number } from './filter-parts.ts';

export interface ChangeView extends Surroundings {
  readonly what: Tunable;
  readonly current: number;
  /** As it was typed; null where nothing was yet. */
  readonly typed: string | null;
  /** Null where that is no number that can be set. */
  readonly to: number | null;
  readonly trouble: 'invalid' | 'same' | 'conflict' | null;
}

export function changePage(view: ChangeView): Markup {
  const { language, what, current, typed, trouble } = view;
  const words = filterWords(language);
  const title = filled(words.confirmTitle, { name: what.name });
  const body = html`<div class="filter-page">${troubleWords(trouble === null ? null : words[trouble])}
<dl class="facts"><dt>${words.now}</dt><dd>${number(language, current, 3)}</dd></dl>
<form class="filter" action="/admin/filter/change"><input type="hidden" name="kind" value="${what.kind}"><input type="hidden" name="name" value="${what.name}">
<label>${words.newValue} <input name="to" inputmode="decimal" required autocomplete="off" size="10" value="${typed ?? ''}"${trouble === 'invalid' ? html` aria-invalid="true"` : ''}></label> <button>${words.look}</button></form>
${confirming(view)}</div>`;
  const aside = html`<a class="button" href="/admin/filter">${words.back}</a>`;
  return adminPage(view, 'filter', { title, body, aside }, { styles: filterStyles ?? [] });
}

function confirming({ language, what, current, to, trouble }: ChangeView): Markup | string {
  if (to === null || trouble === 'invalid' || trouble === 'same') return '';
  const words = filterWords(language);
  const change = filled(words.undoOf, {
    name: what.name,
    from: number(language, current, 3),
    to: number(language, to, 3),
  });
  return html`<form method="post" action="/admin/filter/change"><p><strong>${change}</strong></p><p class="hint">${words.confirmHint}</p>
<input type="hidden" name="kind" value="${what.kind}"><input type="hidden" name="name" value="${what.name}"><input type="hidden" name="from" value="${current}"><input type="hidden" name="to" value="${to}">
<button class="primary">${words.confirm}</button></form>`;
}
