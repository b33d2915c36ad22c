/** The symbols that fired most in mail of the last days. */
import { html } from 'hono/html';
import type { FilterStatus, RecentScores } from '../../../model/filter.ts';
import type { Markup } from '../../views/page.ts';
import { bar } from '../../views/report-bars.ts';
import { filterWords } from '../../words/filter.ts';
import { filled } from '../../words/rules.ts';
import { number } from './filter-parts.ts';

const mostShown = 25;

interface FiringView {
  readonly language: string;
  readonly scores: RecentScores;
  readonly status: Pick<FilterStatus, 'controller'>;
}

export function firingTable({ language, scores, status: { controller } }: FiringView): Markup {
  const words = filterWords(language);
  const heading = html`<h2 id="firing">${words.fire}</h2>`;
  if (scores.mails === 0) return html`<section>${heading}<p class="soft">${words.nothingFired}</p></section>`;
  const known = controller !== null && !('trouble' in controller);
  const hint = filled(words.fireHint, {
    mails: number(language, scores.mails),
    held: number(language, scores.held),
  });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const rows = scores.symbols.slice(0, mostShown).map(({ name, mails, mean, held }) => {
    const label = known
      ? html`<a href="/admin/filter/weights?words=${encodeURIComponent(name)}">${name}</a>`
      : name;
    return html`<tr><th scope="row"><span class="mono">${label}</span></th><td class="number">${number(language, mails)} ${bar(mails, scores.mails)}</td><td class="number">${number(language, mean)}</td><td class="number">${percent.format(held / mails)}</td></tr>`;
  });
  return html`<section>${heading}<p class="hint">${hint}</p>
<div class="scroll" tabindex="0" role="region" aria-labelledby="firing"><table aria-labelledby="firing"><thead><tr><th scope="col">${words.symbol}</th><th scope="col" class="number">${words.mails}</th><th scope="col" class="number">${words.mean}</th><th scope="col" class="number">${words.share}</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}
