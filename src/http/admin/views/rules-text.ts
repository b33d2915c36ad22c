/** The whole rule set as YAML. */
import { html } from 'hono/html';
import type { Markup } from '../../views/page.ts';
import { filled, ruleWords } from '../../words/rules.ts';
import { counted } from '../../words/words.ts';
import type { RuleProblem } from '../rules-engine.ts';
import { draftBar, type RulesView, rulesPage, rulesPath } from './rules-frame.ts';
import { rulesHelp } from './rules-help.ts';

export interface RulesTextView extends RulesView {
  /** As it was typed. */
  readonly text: string;
  readonly problems: readonly RuleProblem[];
}

export function rulesTextPage(view: RulesTextView): Markup {
  const { language, text, problems } = view;
  const words = ruleWords(language);
  const described = problems.length === 0 ? 'set-hint' : 'set-wrong set-hint';
  const rows = Math.min(40, Math.max(12, text.split('\n').length + 1));
  const body = html`${draftBar(view)}${setProblems(language, problems)}<div class="rule-editor"><form method="post" action="${rulesPath}/text">
<label for="set">${words.text.label}</label><p class="hint" id="set-hint">${words.text.hint}</p>
<textarea id="set" name="text" class="yaml" rows="${rows}" spellcheck="false" autocapitalize="off" autocomplete="off" aria-describedby="${described}"${problems.length === 0 ? '' : html` aria-invalid="true"`}>
${text}</textarea>
<p class="buttons"><button class="primary">${words.text.keep}</button><a class="button" href="${rulesPath}">${words.cancel}</a></p></form>
${rulesHelp(language, { when: 'set', then: 'set' })}</div>`;
  return rulesPage(view, words.text.title, body);
}

/** All of them, each with its line; where scripts run, a click puts the cursor there. */
export function setProblems(language: string, problems: readonly RuleProblem[]): Markup | string {
  if (problems.length === 0) return '';
  const words = ruleWords(language).form;
  const each = problems.map(({ path, problem, line }) => {
    const where =
      line === null ? '' : html`<a href="#set" data-line="${line}">${filled(words.line, { n: line })}</a>: `;
    return html`<li>${where}<span class="mono">${path}</span> ${problem}</li>`;
  });
  return html`<div class="trouble" role="alert" id="set-wrong"><p>${counted(language, words.problems, problems.length)}</p><ul>${each}</ul></div>`;
}
