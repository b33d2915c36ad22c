/** Importing a list: the form, and what would come of it. */
import { html } from 'hono/html';
import {
  type LineFault,
  type ListImport,
  type ListLine,
  listFormats,
  listNames,
} from '../../../model/sender-lists.ts';
import type { Surroundings } from '../../views/inbox-page.ts';
import type { Markup } from '../../views/page.ts';
import { option, troubleWords } from '../../views/people-page.ts';
import { listsWords } from '../../words/lists.ts';
import { counted } from '../../words/words.ts';
import { type ImportForm, spans } from '../lists-shapes.ts';
import { adminPage } from './admin-page.ts';
import { spanChoice } from './lists-forms.ts';

export interface ImportView extends Surroundings {
  readonly form: ImportForm;
  readonly trouble: 'empty' | 'tooLarge' | null;
}

export function importPage(view: ImportView): Markup {
  const { form, language, trouble } = view;
  const words = listsWords(language);
  const lists = listNames.map((name) => option(name, words.names[name], form.list));
  const formats = listFormats.map((name) => option(name, words.formats[name], form.format));
  const body = html`<p class="soft">${words.importHint}</p>${troubleWords(trouble === null ? null : words[trouble])}
<form method="post" action="/admin/lists/import" enctype="multipart/form-data" class="fields">
<label for="list">${words.list}</label><select id="list" name="list">${lists}</select>
<label for="text">${words.text}</label><textarea id="text" name="text" rows="12" spellcheck="false" autocapitalize="none">${form.text}</textarea>
<label for="file">${words.file}</label><input id="file" type="file" name="file">
<label for="format">${words.format}</label><select id="format" name="format">${formats}</select>
<label for="reason">${words.reason}</label><input id="reason" name="reason" value="${form.reason}" maxlength="200">
<label for="span">${words.until}</label>${spanChoice(language, 'span', spans, form.span)}
<p class="buttons"><button class="primary">${words.preview}</button><a class="button" href="/admin/lists?list=${form.list}">${words.back}</a></p></form>`;
  return adminPage(view, 'lists', { title: words.importTitle, body }, { styles: ['lists.css'] });
}

/** Rows of each kind that are shown; the rest is counted. */
const mostShown = 100;

export function previewPage(
  view: Surroundings & { readonly form: ImportForm; readonly read: ListImport },
): Markup {
  const { form, language, read } = view;
  const words = listsWords(language);
  const hidden = Object.entries(form).map(([name, value]) =>
    name === 'text' || name === 'save'
      ? ''
      : html`<input type="hidden" name="${name}" value="${value ?? ''}">`,
  );
  const some = read.fresh.length + read.there.length > 0;
  const save = some
    ? html`<button class="primary" name="save" value="1">${words.save}</button>`
    : html`<p>${words.nothing}</p>`;
  const body = html`<p class="soft">${words.format}: ${words.formats[read.format]}</p>
<form method="post" action="/admin/lists/import">${hidden}<textarea name="text" hidden aria-hidden="true">${form.text}</textarea>
<div class="buttons">${save}<a class="button" href="/admin/lists/import?list=${form.list}">${words.newer}</a></div></form>
${faults(language, read.faults)}${lines(language, 'fresh', read.fresh)}${lines(language, 'there', read.there)}`;
  return adminPage(view, 'lists', { title: words.previewTitle, body }, { styles: ['lists.css'] });
}

function lines(language: string, kind: 'fresh' | 'there', all: readonly ListLine[]): Markup | string {
  if (all.length === 0) return '';
  const words = listsWords(language);
  const rows = all
    .slice(0, mostShown)
    .map(
      ({ line, list, pattern, reason }) =>
        html`<tr><td>${line}</td><td class="mono"><bdi>${pattern}</bdi></td><td>${words.names[list]}</td><td class="detail"><bdi>${reason}</bdi></td></tr>`,
    );
  return part(language, kind, all.length, [words.line, words.pattern, words.list, words.reason], rows);
}

function faults(language: string, all: readonly LineFault[]): Markup | string {
  if (all.length === 0) return '';
  const words = listsWords(language);
  const rows = all
    .slice(0, mostShown)
    .map(
      ({ line, text, problem }) =>
        html`<tr><td>${line}</td><td class="mono"><bdi>${text}</bdi></td><td class="detail">${words.problems[problem]}</td></tr>`,
    );
  return part(language, 'faults', all.length, [words.line, words.text, words.why], rows);
}

function part(
  language: string,
  kind: 'fresh' | 'there' | 'faults',
  count: number,
  heads: readonly string[],
  rows: readonly Markup[],
): Markup {
  const words = listsWords(language);
  const rest = count - rows.length;
  const more =
    rest > 0 ? html`<p>${words.more.replace('{n}', new Intl.NumberFormat(language).format(rest))}</p>` : '';
  return html`<section aria-labelledby="${kind}"><h2 id="${kind}">${counted(language, words[kind], count)}</h2>
<div class="scroll"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>${more}</section>`;
}
