/** Thresholds: ours, by department, and rspamd’s own actions. */
import { html } from 'hono/html';
import type { ActionThreshold, FilterStatus } from '../../../model/filter.ts';
import type { Thresholds } from '../../../model/rules.ts';
import type { Markup } from '../../views/page.ts';
import { filterWords } from '../../words/filter.ts';
import { filled } from '../../words/rules.ts';
import { changeLink, coded, number } from './filter-parts.ts';

/** Thresholds of ours. `of`: a department’s title; `rules` and `settings` hold for the others. */
export interface Limits extends Thresholds {
  readonly of: { readonly department: string } | 'rules' | 'settings';
}

export function thresholdsSection(
  language: string,
  { controller, tunable }: FilterStatus,
  limits: readonly Limits[],
): Markup {
  const words = filterWords(language);
  const actions = controller === null || 'trouble' in controller ? null : controller.actions;
  return html`<section aria-labelledby="thresholds"><h2 id="thresholds">${words.thresholds}</h2>
<p class="hint">${words.ours}</p>${ownTable(language, limits)}
${actions === null ? '' : actionsTable(language, actions, tunable)}</section>`;
}

function ownTable(language: string, limits: readonly Limits[]): Markup {
  const words = filterWords(language);
  const named = ({ of }: Limits) =>
    of === 'rules' ? words.byRules : of === 'settings' ? words.standard : of.department;
  const rows = limits.map(
    (one) =>
      html`<tr><th scope="row">${named(one)}</th><td class="number">${number(language, one.quarantineAt)}</td><td class="number">${number(language, one.rejectAt)}</td></tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="group" aria-labelledby="thresholds"><table aria-labelledby="thresholds"><thead><tr><th scope="col">${words.whose}</th><th scope="col" class="number">${words.hold}</th><th scope="col" class="number">${words.refuse}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function actionsTable(language: string, actions: readonly ActionThreshold[], tunable: boolean): Markup {
  const words = filterWords(language);
  const greylist = actions.find(({ action }) => action === 'greylist')?.threshold ?? null;
  const shown = actions.filter(({ action }) => action !== 'no action' && action !== 'soft reject');
  const rows = shown.map(({ action, threshold }) => {
    const at =
      threshold === null ? html`<span class="soft">${words.never}</span>` : number(language, threshold);
    const change = tunable
      ? html`<td>${threshold === null ? '' : changeLink(language, { kind: 'threshold', name: action })}</td>`
      : '';
    return html`<tr><th scope="row"><code>${action}</code></th><td class="number">${at}</td>${change}</tr>`;
  });
  const warning =
    greylist === null
      ? ''
      : html`<p class="trouble">${filled(words.puts, { at: number(language, greylist) })}</p>`;
  return html`<h3 id="actions">${words.actions}</h3><p class="hint">${coded(words.actionsHint)}</p>${warning}
<div class="scroll" tabindex="0" role="group" aria-labelledby="actions"><table aria-labelledby="actions"><thead><tr><th scope="col">${words.action}</th><th scope="col" class="number">${words.from}</th>${tunable ? html`<th scope="col"><span class="hidden">${words.change}</span></th>` : ''}</tr></thead><tbody>${rows}</tbody></table></div>`;
}
