/** Lists of senders: one of the three, what can be put on it, and how to find something in it. */
import { html } from 'hono/html';
import { listNames, listOrders } from '../../../model/sender-lists.ts';
import type { Surroundings } from '../../views/inbox-page.ts';
import type { Markup } from '../../views/page.ts';
import { option, toldWords } from '../../views/people-page.ts';
import { listsWords } from '../../words/lists.ts';
import { counted } from '../../words/words.ts';
import type { ListsQuery } from '../lists-shapes.ts';
import { adminPage } from './admin-page.ts';
import { addForm, blockEntryForm, type Typed } from './lists-forms.ts';
import { type ListTable, listTable } from './lists-table.ts';

export interface ListsView extends Surroundings, Omit<ListTable, 'list'> {
  readonly asked: ListsQuery;
  /** How many entries there are for what was asked. */
  readonly total: number;
  readonly perPage: number;
  readonly typed: Typed;
}

export function listsPage(view: ListsView): Markup {
  const { asked, language } = view;
  const { list } = asked;
  const words = listsWords(language);
  const form =
    list === 'block'
      ? blockEntryForm(language, view.typed, asked.block !== '')
      : addForm(language, list, view.typed);
  const body = html`${switcher(view)}${toldWords(toldOf(view))}
<p class="soft">${words.hints[list]}</p>
<section class="put" aria-labelledby="put"><h2 id="put">${words.addTo[list]}</h2>${form}</section>
<section aria-labelledby="there"><h2 id="there">${words.names[list]} <span class="soft">${counted(language, words.entries, view.total + view.fixed.length)}</span></h2>${tools(view)}${entries(view)}</section>`;
  return adminPage(
    view,
    'lists',
    { title: words.title, body },
    { styles: ['lists.css'], scripts: ['lists.js'] },
  );
}

function switcher({ asked, language }: ListsView): Markup {
  const words = listsWords(language);
  const links = listNames.map(
    (name) =>
      html`<li><a class="button" href="/admin/lists?list=${name}"${name === asked.list ? html` aria-current="page"` : ''}>${words.names[name]}</a></li>`,
  );
  return html`<nav class="switch" aria-label="${words.title}"><ul>${links}</ul></nav>`;
}

function toldOf({ asked, language }: ListsView): string | null {
  const { told } = listsWords(language);
  if (asked.told === null) return null;
  const text = told[asked.told];
  return typeof text === 'string' ? text : counted(language, text, asked.n);
}

function tools({ asked, language }: ListsView): Markup {
  const words = listsWords(language);
  const { list, q, order } = asked;
  const orders = listOrders.map((one) => option(one, words.orders[one], order));
  return html`<div class="tools"><form class="filter" role="search" aria-label="${words.search}" action="/admin/lists"><input type="hidden" name="list" value="${list}">
<label>${words.search}<input type="search" name="q" value="${q}" maxlength="200"></label><label>${words.order}<select name="order">${orders}</select></label><button>${words.show}</button></form>
<p class="buttons"><a class="button" href="/admin/lists/import?list=${list}">${words.import}</a><a class="button" href="/admin/lists/export?list=${list}&amp;format=text" download>${words.exportText}</a><a class="button" href="/admin/lists/export?list=${list}&amp;format=json" download>${words.exportJson}</a></p></div>`;
}

function entries(view: ListsView): Markup {
  const { asked, language, fixed } = view;
  const words = listsWords(language);
  if (view.entries.length + fixed.length === 0)
    return html`<p class="empty">${asked.q === '' ? words.none : words.noneFound}</p>`;
  return html`${listTable({ ...view, list: asked.list })}${pager(view)}`;
}

function pager({ asked, language, total, perPage }: ListsView): Markup | string {
  const words = listsWords(language);
  const to = (skip: number) =>
    `/admin/lists?${new URLSearchParams({ list: asked.list, q: asked.q, order: asked.order, skip: String(skip) })}`;
  const newer =
    asked.skip === 0
      ? ''
      : html`<a class="button" rel="prev" href="${to(Math.max(0, asked.skip - perPage))}">${words.newer}</a>`;
  const older =
    asked.skip + perPage >= total
      ? ''
      : html`<a class="button" rel="next" href="${to(asked.skip + perPage)}">${words.older}</a>`;
  return newer === '' && older === '' ? '' : html`<p class="buttons">${newer}${older}</p>`;
}
