/** What stands beside the editor: conditions and actions with an example of each. */
import { html } from 'hono/html';
import type { Markup } from '../../views/page.ts';
import { ruleTerms, ruleWords } from '../../words/rules.ts';
import { actionSnippets, combinedSnippets, conditionSnippets } from '../rules-snippets.ts';

/** `into`: where the buttons put an example (without scripts there are none). */
export function rulesHelp(language: string, into: { readonly when: string; readonly then: string }): Markup {
  const words = ruleWords(language).help;
  const terms = ruleTerms(language);
  const conditions = Object.entries(conditionSnippets).map(([field, snippet]) =>
    example(language, terms.fields[field] ?? field, snippet, into.when),
  );
  const combined = combinedSnippets.map((snippet) => example(language, '', snippet, into.when));
  const actions = Object.entries(actionSnippets).map(([name, snippet]) =>
    example(language, terms.acts[name] ?? name, snippet, into.then),
  );
  const operators = Object.entries(terms.operators).map(
    ([name, form]) =>
      html`<dt class="mono">${name}</dt><dd>${form.replace('{field}', '…').replace('{value}', '…')}</dd>`,
  );
  return html`<aside class="rule-help" aria-labelledby="help"><h2 id="help">${words.title}</h2>
<details open><summary>${words.conditions}</summary><ul>${conditions}</ul></details>
<details><summary>${words.combined}</summary><ul>${combined}</ul></details>
<details><summary>${words.operators}</summary><dl>${operators}</dl><p class="hint">${words.operatorsHint}</p></details>
<details open><summary>${words.actions}</summary><ul>${actions}</ul></details>
<p class="hint">${words.captures} ${words.more}</p></aside>`;
}

function example(language: string, what: string, snippet: string, into: string): Markup {
  const { insert } = ruleWords(language).help;
  return html`<li>${what === '' ? '' : html`<span>${what}</span>`}<code>${snippet}</code><button type="button" data-insert="${snippet}" data-into="${into}" aria-label="${insert}: ${snippet}" hidden>${insert}</button></li>`;
}
