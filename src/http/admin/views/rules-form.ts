/** One rule as a form. */
import { html } from 'hono/html';
import type { Markup } from '../../views/page.ts';
import { option } from '../../views/people-page.ts';
import { filled, ruleWords } from '../../words/rules.ts';
import { counted } from '../../words/words.ts';
import type { FieldName, FieldProblem, RuleForm } from '../rules-form-fields.ts';
import { shownRule } from '../rules-set.ts';
import { draftBar, type RulesView, rulesPage, rulesPath } from './rules-frame.ts';
import { rulesHelp } from './rules-help.ts';

export interface RuleFormView extends RulesView {
  /** As it was typed. */
  readonly form: RuleForm;
  readonly problems: readonly FieldProblem[];
}

export function ruleFormPage(view: RuleFormView): Markup {
  const { language, form } = view;
  const words = ruleWords(language);
  const { form: labels } = words;
  const body = html`${draftBar(view)}${problemList(view)}<div class="rule-editor"><form class="fields" method="post" action="${rulesPath}/rule">
<input type="hidden" name="old" value="${form.old}">
${field(view, 'name', labels.name, html`<input id="name" name="name" value="${form.name}" maxlength="200" autocomplete="off" required${described(view, 'name', true)}>`, labels.nameHint)}
${field(view, 'reason', labels.reason, html`<input id="reason" name="reason" value="${form.reason}" maxlength="500" autocomplete="off"${described(view, 'reason', true)}>`, labels.reasonHint)}
${field(view, 'when', labels.when, area(view, 'when', 7), labels.whenHint)}
${field(view, 'then', labels.then, area(view, 'then', 4), labels.thenHint)}
<span class="label">${words.state}</span><label class="choice"><input type="checkbox" name="enabled" value="yes"${form.enabled ? html` checked` : ''}> ${labels.enabled}</label>
${field(view, 'expires', labels.expires, html`<input id="expires" name="expires" type="date" value="${form.expires}"${described(view, 'expires', true)}>`, labels.expiresHint)}
<label for="place">${labels.place}</label>${placeChoice(view)}
${field(view, 'comment', labels.comment, commentArea(view))}
${field(view, 'more', labels.more, area(view, 'more', 2), labels.moreHint)}
<p class="buttons"><button class="primary">${labels.keep}</button><a class="button" href="${rulesPath}">${words.cancel}</a></p></form>
${rulesHelp(language, { when: 'when', then: 'then' })}</div>`;
  return rulesPage(view, form.old === '' ? words.add : `${words.changeRule}: ${form.old}`, body);
}

function field(view: RuleFormView, name: FieldName, label: string, control: Markup, hint?: string): Markup {
  const wrong = view.problems.filter((problem) => problem.field === name);
  const told = wrong.map((problem) => html`<p class="wrong">${problemText(view.language, problem)}</p>`);
  const said = wrong.length === 0 ? '' : html`<div class="said" id="${name}-wrong">${told}</div>`;
  return html`<label for="${name}">${label}</label>${control}${said}${hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}`;
}

/** What is said about a control beside its label. */
function described(view: RuleFormView, name: FieldName, hasHint: boolean): Markup | string {
  const isWrong = view.problems.some((problem) => problem.field === name);
  const ids = [...(isWrong ? [`${name}-wrong`] : []), ...(hasHint ? [`${name}-hint`] : [])].join(' ');
  return html`${isWrong ? html` aria-invalid="true"` : ''}${ids === '' ? '' : html` aria-describedby="${ids}"`}`;
}

function area(view: RuleFormView, name: 'when' | 'then' | 'more', rows: number): Markup {
  const text = view.form[name];
  const lines = Math.max(rows, text.split('\n').length + 1);
  return html`<textarea id="${name}" name="${name}" class="yaml" rows="${Math.min(lines, 24)}" spellcheck="false" autocapitalize="off" autocomplete="off"${described(view, name, true)}>
${text}</textarea>`;
}

/** The first line break belongs to the tag, not to the text. */
function commentArea(view: RuleFormView): Markup {
  const { comment } = view.form;
  const rows = Math.min(comment.split('\n').length + 1, 12);
  return html`<textarea id="comment" name="comment" rows="${rows}" maxlength="5000" autocomplete="off"${described(view, 'comment', false)}>
${comment}</textarea>`;
}

function placeChoice({ language, form, work }: RuleFormView): Markup {
  const words = ruleWords(language).form;
  const others = work.set.rules.map((rule) => shownRule(rule).name).filter((name) => name !== form.old);
  const each = others.map((name) => option(`after ${name}`, filled(words.after, { name }), form.place));
  return html`<select id="place" name="place">${option('first', words.first, form.place)}${each}</select>`;
}

/** All at once, each leading to its field. */
function problemList({ language, problems }: RuleFormView): Markup | string {
  if (problems.length === 0) return '';
  const title = counted(language, ruleWords(language).form.problems, problems.length);
  const each = problems.map(
    (problem) => html`<li><a href="#${problem.field}">${problemText(language, problem)}</a></li>`,
  );
  return html`<div class="trouble" role="alert"><p>${title}</p><ul>${each}</ul></div>`;
}

function problemText(language: string, { line, text, path }: FieldProblem): string {
  const where = line === null ? '' : `${filled(ruleWords(language).form.line, { n: line })}: `;
  return `${where}${path === '' ? '' : `${path}: `}${text}`;
}
