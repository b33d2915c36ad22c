/** The page that explains the search box. */
import { html } from 'hono/html';
import { wordsOf } from '../words/words.ts';
import { inboxPage, type Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';

export function searchHelpPage(view: Surroundings): Markup {
  const words = wordsOf(view.language).finding.help;
  const rows = Object.values(words.examples).map(
    ([typed, means]) => html`<tr><th scope="row" class="mono">${typed}</th><td>${means}</td></tr>`,
  );
  const body = html`<div class="head"><h1>${words.title}</h1></div>
<div class="learned"><p>${words.intro}</p>
<table><thead><tr><th scope="col">${words.what}</th><th scope="col">${words.means}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  return inboxPage({
    ...view,
    title: words.title,
    kind: 'help',
    current: null,
    body,
    styles: ['report.css'],
  });
}
