/** The list of tickets as a page. */
import { html } from 'hono/html';
import type { Page, TicketLine, TicketList } from '../../model/inbox.ts';
import { wordsOf } from '../words/words.ts';
import { bulkBar, type Staff } from './bulk-bar.ts';
import { inboxPage, type Surroundings } from './inbox-page.ts';
import { type Asked, listPath } from './list-path.ts';
import { type RowView, ticketRow } from './list-row.ts';
import { searchHead, type Understood } from './list-search.ts';
import type { Markup } from './page.ts';

export interface ListView extends Surroundings, Omit<RowView, 'mixed'> {
  readonly asked: Asked & { readonly list: TicketList };
  readonly understood: Understood | null;
  /** The search was longer than what is looked at. */
  readonly cut: boolean;
  readonly page: Page<TicketLine>;
  readonly staff: readonly Staff[];
  /** What came of the last bulk action. */
  readonly told: Markup | string;
}

const mixedStates: readonly TicketList[] = ['mine', 'department', 'all'];
const oneOwner: readonly TicketList[] = ['unassigned', 'mine'];

export function listPage(view: ListView): Markup {
  const { asked, language, told, cut } = view;
  const title = titleOf(view);
  const body = html`${told}${cut ? html`<p class="told" role="status">${wordsOf(language).finding.cut}</p>` : ''}<form id="bulk" class="listing" method="post" action="/inbox/bulk">
<input type="hidden" name="back" value="${listPath(asked)}">
${bulkBar(view)}
${ticketsPart(view, title)}</form>${asked.q === '' ? '' : html`<form id="keep" method="post" action="/inbox/searches"></form>`}`;
  return inboxPage({
    ...view,
    language,
    title,
    kind: 'list',
    current: asked.q === '' || asked.list !== 'all' ? asked.list : null,
    department: asked.department,
    query: asked.q,
    body,
    styles: ['list.css'],
    scripts: ['list.js'],
  });
}

/** What is fetched anew when something changed; the bar with the half-chosen action stays. */
function ticketsPart(view: ListView, title: string): Markup {
  const { asked, language, page } = view;
  const mixed = {
    states: asked.q !== '' || mixedStates.includes(asked.list),
    owners: asked.q !== '' || !oneOwner.includes(asked.list),
  };
  const rows = page.items.map((line) => ticketRow({ ...view, mixed }, line));
  const inside =
    rows.length === 0 ? empty(view) : html`<ol class="tickets${mixed.owners ? ' owned' : ''}">${rows}</ol>`;
  return html`<div id="tickets" hx-get="${listPath(asked)}" hx-trigger="postern-lists from:body" hx-select="#tickets" hx-swap="outerMorph" hx-status:4xx="swap:none" hx-status:5xx="swap:none">
<div class="head"><label class="pick"><input type="checkbox" id="all" aria-label="${wordsOf(language).list.selectAll}"></label><h1>${title}</h1>${pager(view)}</div>
${asked.q === '' ? '' : searchHead(view)}${inside}${page.next === null ? '' : html`<div class="foot">${pager(view)}</div>`}</div>`;
}

function titleOf({ asked, departments, language }: ListView): string {
  const words = wordsOf(language);
  if (asked.q !== '') return words.list.results;
  const one = departments.find(({ name }) => name === asked.department);
  return one?.title ?? words.lists[asked.list];
}

function pager({ asked, language, page }: ListView): Markup {
  const words = wordsOf(language).list;
  const newest = html`<a class="button" href="${listPath({ ...asked, after: null })}">${words.newest}</a>`;
  const older = html`<a class="button" rel="next" href="${listPath({ ...asked, after: page.next })}">${words.older}</a>`;
  return html`<span class="pager">${asked.after === null ? '' : newest}${page.next === null ? '' : older}</span>`;
}

function empty({ asked, language, understood }: ListView): Markup {
  const words = wordsOf(language);
  if (asked.q === '') return html`<p class="empty">${words.empty[asked.list]}</p>`;
  if (understood?.length === 0)
    return html`<p class="empty">${words.finding.nothingAsked.replace('{x}', () => asked.q)}</p>`;
  const all = listPath({ ...asked, list: 'all', department: null, after: null });
  const wider = asked.list === 'all' ? '' : html`<br><a href="${all}">${words.list.searchAll}</a>`;
  return html`<p class="empty">${words.list.nothingFound}${wider}</p>`;
}
