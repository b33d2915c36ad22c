/** The form of a ticket that is opened by hand. */
import { html } from 'hono/html';
import { wordsOf } from '../words/words.ts';
import { inboxPage, type Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';

export interface NewTicketFields {
  readonly department: string;
  readonly address: string;
  readonly name: string;
  readonly subject: string;
  readonly text: string;
  readonly as: 'mail' | 'note';
}

export interface NewTicketView extends Surroundings {
  readonly fields: NewTicketFields;
  /** Those that are not right yet. */
  readonly faults: readonly (keyof NewTicketFields)[];
}

export function newTicketPage(view: NewTicketView): Markup {
  const { fields, faults, departments, language } = view;
  const words = wordsOf(language).work.fresh;
  const options = departments.map(
    ({ name, title }) =>
      html`<option value="${name}"${name === fields.department ? html` selected` : ''}>${title}</option>`,
  );
  const as = (value: NewTicketFields['as']) =>
    html`<label class="check"><input type="radio" name="as" value="${value}"${fields.as === value ? html` checked` : ''}> ${words[value]}</label>`;
  const body = html`<div class="head"><h1>${words.title}</h1></div>
<form class="narrow" method="post" action="/inbox/new" novalidate>${faults.length === 0 ? '' : html`<p class="trouble" role="alert">${words.wrong}</p>`}
<label for="department">${words.department}</label><select id="department" name="department">${options}</select>
${field(view, 'address', words.requester, html` type="email" autocomplete="off"`)}
${field(view, 'name', words.name, html` autocomplete="off"`)}
${field(view, 'subject', words.subject, html``)}
<label for="text">${words.text}</label><textarea id="text" name="text" rows="10"${invalid(view, 'text')}>${fields.text}</textarea>${faultWords(view, 'text')}
<fieldset class="plain"><legend>${words.as}</legend>${as('mail')}${as('note')}</fieldset>
<p class="buttons"><button class="primary">${words.open}</button></p></form>`;
  return inboxPage({
    ...view,
    title: words.title,
    kind: 'new',
    current: null,
    body,
    styles: ['composer.css'],
  });
}

type TextField = 'address' | 'name' | 'subject' | 'text';

function field(view: NewTicketView, name: TextField, label: string, more: Markup): Markup {
  return html`<label for="${name}">${label}</label><input id="${name}" name="${name}" value="${view.fields[name]}"${more}${invalid(view, name)}>${faultWords(view, name)}`;
}

function invalid({ faults }: NewTicketView, name: TextField): Markup | string {
  return faults.includes(name) ? html` aria-invalid="true" aria-describedby="${name}-fault"` : '';
}

function faultWords({ faults, language }: NewTicketView, name: TextField): Markup | string {
  if (!faults.includes(name)) return '';
  const words = wordsOf(language).work.fresh;
  return html`<p class="fault" id="${name}-fault">${name === 'address' ? words.address : words.empty}</p>`;
}
