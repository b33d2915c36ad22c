/** The pages of canned replies. */
import { html } from 'hono/html';
import { mayEditCanned, variables } from '../../desk/canned.ts';
import type { CannedReply } from '../../model/inbox.ts';
import { languageCodes, wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import { inboxPage, type Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';

export type CannedFields = Pick<CannedReply, 'name' | 'department' | 'language' | 'text'>;

export interface CannedView extends Surroundings {
  readonly replies: readonly CannedReply[];
  readonly now: Date;
}

/** All that the visitor sees, by name. */
export function cannedPage(view: CannedView): Markup {
  const words = wordsOf(view.language).work.canned;
  const fresh = mayEditCanned(view.actor, { department: null })
    ? html`<a class="button" href="/inbox/canned/new">${words.fresh}</a>`
    : '';
  const rows = view.replies.map((reply) => row(view, reply));
  const list =
    view.replies.length === 0
      ? html`<p class="empty">${words.noneYet}</p>`
      : html`<ul class="canned-replies">${rows}</ul>`;
  const body = html`<div class="head"><h1>${words.title}</h1>${fresh}</div>${list}`;
  return inboxPage({
    ...view,
    title: words.title,
    kind: 'canned',
    current: null,
    body,
    styles: ['composer.css'],
  });
}

function row(view: CannedView, reply: CannedReply): Markup {
  const { language, now, departments, actor } = view;
  const words = wordsOf(language).work.canned;
  const where =
    reply.department === null
      ? words.everywhere
      : (departments.find(({ name }) => name === reply.department)?.title ?? reply.department);
  const name = mayEditCanned(actor, reply)
    ? html`<a href="/inbox/canned/${reply.id}">${reply.name}</a>`
    : reply.name;
  return html`<li><h2>${name}</h2><p class="soft">${where} · ${languageName(language, reply.language)} · ${words.updated} ${reply.updatedBy}, ${timeTag(language, reply.updatedAt, now)}</p><p class="canned-text">${reply.text}</p></li>`;
}

export interface CannedFormView extends Surroundings {
  readonly id: string | null;
  readonly given: CannedFields;
  readonly faults: { readonly required: boolean; readonly unknown: readonly string[] } | null;
  /** Departments that he may write for. */
  readonly choices: readonly { readonly name: string; readonly title: string }[];
}

/** One of them, to be written. */
export function cannedForm(view: CannedFormView): Markup {
  const { id, given, choices, language } = view;
  const words = wordsOf(language).work.canned;
  const title = id === null ? words.fresh : given.name;
  const departments = choices.map((one) => option(one.name, one.title, given.department));
  const languages = [...new Set([...languageCodes, given.language])].map((code) =>
    option(code, languageName(language, code), given.language),
  );
  const drop =
    id === null
      ? ''
      : html`<form method="post" action="/inbox/canned/${id}/delete"><button class="danger">${words.delete}</button></form>`;
  const body = html`<div class="head"><h1>${title}</h1></div><div class="narrow">${faultWords(view)}
<form method="post" action="/inbox/canned/${id ?? 'new'}">
<label for="name">${words.name}</label><input id="name" name="name" value="${given.name}" maxlength="200" required>
<label for="department">${words.department}</label><select id="department" name="department">${option('', words.everywhere, given.department ?? '')}${departments}</select>
<label for="language">${words.language}</label><select id="language" name="language">${languages}</select>
<label for="text">${words.text}</label><textarea id="text" name="text" rows="12" required aria-describedby="variables">${given.text}</textarea>
<p class="hint" id="variables">${words.variables}: ${variables.map((name) => html`<code>{{ ${name} }}</code> `)}<code>{{ customer.first | default: "…" }}</code></p>
<p class="buttons"><button class="primary">${words.save}</button> <a class="button" href="/inbox/canned">${words.cancel}</a></p></form>${drop}</div>`;
  return inboxPage({ ...view, title, kind: 'canned', current: null, body, styles: ['composer.css'] });
}

function faultWords({ faults, language }: CannedFormView): Markup | string {
  if (faults === null) return '';
  const words = wordsOf(language).work.canned;
  const unknown = faults.unknown.map((name) => html` <mark>{{ ${name} }}</mark>`);
  const required = faults.required ? html`<p>${words.required}</p>` : '';
  return html`<div class="trouble" role="alert">${required}${unknown.length > 0 ? html`<p>${words.unknown}${unknown}</p>` : ''}</div>`;
}

function option(value: string, text: string, chosen: string | null): Markup {
  return html`<option value="${value}"${value === chosen ? html` selected` : ''}>${text}</option>`;
}

function languageName(language: string, code: string): string {
  return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code;
}
