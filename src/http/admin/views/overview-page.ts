/** /admin: what is going on. */
import { html } from 'hono/html';
import type { Surroundings } from '../../views/inbox-page.ts';
import type { Markup } from '../../views/page.ts';
import { overviewWords } from '../../words/overview.ts';
import { type Span, spans } from '../overview-data.ts';
import { adminPage } from './admin-page.ts';
import { type ChartsView, overviewCharts } from './overview-charts.ts';
import { topTables } from './overview-tops.ts';

export interface OverviewView extends Surroundings, ChartsView {
  readonly language: string;
}

export function overviewPage(view: OverviewView): Markup {
  const { language, overview } = view;
  const words = overviewWords(language);
  const hint = overview.span === 'month' ? `${words.fresh} ${words.utc}` : words.fresh;
  const body = html`<div class="overview"><p class="soft">${hint}</p>${overviewCharts(view)}${topTables(view)}</div>`;
  return adminPage(
    view,
    'overview',
    { title: words.title, body, aside: spanLinks(language, overview.span) },
    { styles: ['uplot.css', 'charts.css'], scripts: ['uplot.js', 'charts.js'] },
  );
}

function spanLinks(language: string, current: Span): Markup {
  const words = overviewWords(language);
  const links = (Object.keys(spans) as Span[]).map(
    (span) =>
      html`<li><a class="button" href="/admin?span=${span}"${span === current ? html` aria-current="true"` : ''}>${words.spans[span]}</a></li>`,
  );
  return html`<nav class="spans" aria-label="${words.span}"><ul>${links}</ul></nav>`;
}
