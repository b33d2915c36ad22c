/** The list of held mail: filters, what can be done with those that are selected, and one line a mail. */
import { html } from 'hono/html';
import type { Settings } from '../../config/schema.ts';
import type { Reason } from '../../decision.ts';
import type { Page } from '../../model/inbox.ts';
import type { MailEntry } from '../../model/mail-store.ts';
import type { Deed } from '../../model/quarantine.ts';
import { type HeldAsked, heldPath } from '../inbox/quarantine-asked.ts';
import { quarantineWords } from '../words/quarantine.ts';
import { counted, wordsOf } from '../words/words.ts';
import { inboxPage, type Surroundings } from './inbox-page.ts';
import { heldRow } from './mail-held-row.ts';
import type { Markup } from './page.ts';

export interface HeldListView extends Surroundings {
  readonly asked: HeldAsked;
  readonly page: Page<MailEntry>;
  /** For which mail is held now. */
  readonly reasons: readonly Reason[];
  departmentOf(lane: string): string | null;
  readonly screening: Pick<Settings['screening'], 'quarantineAt' | 'quarantineDays'>;
  readonly mayAllow: boolean;
  /** What came of the last deed. */
  readonly told: Markup | string;
  readonly now: Date;
}

export function heldListPage(view: HeldListView): Markup {
  const { asked, language, told } = view;
  const title = wordsOf(language).lists.quarantine;
  const body = html`${told}${filters(view, title)}<form class="listing" method="post" action="/inbox/quarantine">
<input type="hidden" name="back" value="${heldPath(asked)}">
${bar(view)}
${listed(view)}</form>`;
  return inboxPage({
    ...view,
    title,
    kind: 'list',
    current: 'quarantine',
    body,
    styles: ['list.css', 'ticket.css', 'quarantine.css'],
    scripts: ['list.js'],
  });
}

function filters({ asked, language, reasons, departments }: HeldListView, title: string): Markup {
  const words = quarantineWords(language);
  const texts = wordsOf(language).reasons;
  const any = ['', words.filters.all] as const;
  const shown =
    asked.reason !== null && !reasons.includes(asked.reason) ? [asked.reason, ...reasons] : reasons;
  const reason = select('reason', words.filters.reason, asked.reason ?? '', [
    any,
    ...shown.map((one) => [one, texts[one]] as const),
  ]);
  const department =
    departments.length < 2
      ? ''
      : select('department', words.filters.department, asked.department ?? '', [
          any,
          ...departments.map(({ name, title: shownAs }) => [name, shownAs] as const),
        ]);
  const order = select('order', words.filters.order, asked.order, [
    ['date', words.orders.date],
    ['score', words.orders.score],
  ]);
  const isFiltered =
    asked.q !== '' || asked.reason !== null || asked.department !== null || asked.order !== 'date';
  const clear = isFiltered ? html`<a href="/inbox?list=quarantine">${words.clear}</a>` : '';
  return html`<div class="head held-head"><h1>${title}</h1><form class="filters" role="search" aria-label="${words.search}" action="/inbox"><input type="hidden" name="list" value="quarantine">
<input type="search" name="q" value="${asked.q}" placeholder="${words.search}" aria-label="${words.search}" maxlength="200">${reason}${department}${order}<button>${words.find}</button>${clear}</form></div>`;
}

function select(
  name: string,
  label: string,
  chosen: string,
  options: readonly (readonly [value: string, text: string])[],
): Markup {
  const each = options.map(
    ([value, text]) =>
      html`<option value="${value}"${value === chosen ? html` selected` : ''}>${text}</option>`,
  );
  return html`<label><span>${label}</span> <select name="${name}">${each}</select></label>`;
}

/** Shows while a mail is selected (list.css). Enter in its one field deletes, as the field says. */
function bar({ language, mayAllow }: HeldListView): Markup {
  const words = quarantineWords(language);
  const button = (deed: Deed) => {
    const look = deed === 'ham' ? html` class="primary"` : deed === 'spam' ? html` class="danger"` : '';
    const hint = deed === 'allow' ? '' : html` title="${words.hints[deed]}"`;
    return html`<button name="do" value="${deed}"${look}${hint} data-key="${deed}">${words.deeds[deed]}</button>`;
  };
  const shown: readonly Deed[] = ['ham', 'release', ...(mayAllow ? (['allow'] as const) : []), 'spam'];
  return html`<div class="bulk head" role="toolbar" aria-label="${words.actions}"><button name="do" value="delete" class="visually-hidden" tabindex="-1" aria-hidden="true"></button>
<output class="selected" data-one="${counted(language, words.selected, 1)}" data-other="${words.selected.other}"></output>
${shown.map(button)}
<details class="menu" name="bulk"><summary class="button">${words.deeds.delete} …</summary><div class="panel"><label for="bulk-reason">${words.reason}</label><input id="bulk-reason" name="reason" maxlength="200" autocomplete="off"><button name="do" value="delete" class="danger">${words.deeds.delete}</button></div></details>
<button type="reset" class="plain">${words.clearSelection}</button></div>`;
}

/** What is fetched anew when something changed. */
function listed(view: HeldListView): Markup {
  const { asked, language, page } = view;
  const words = quarantineWords(language);
  const rows = page.items.map((mail) => heldRow(view, mail));
  const inside = rows.length === 0 ? empty(view) : html`<ol class="tickets held">${rows}</ol>`;
  return html`<div id="tickets" hx-get="${heldPath(asked)}" hx-trigger="postern-lists from:body" hx-select="#tickets" hx-swap="outerMorph" hx-status:4xx="swap:none" hx-status:5xx="swap:none">
<div class="head"><label class="pick"><input type="checkbox" id="all" aria-label="${words.selectAll}"></label><p class="soft">${words.released}</p>${pager(view)}</div>
${inside}${page.next === null ? '' : html`<div class="foot">${pager(view)}</div>`}</div>`;
}

function empty({ asked, language }: HeldListView): Markup {
  const isFiltered = asked.q !== '' || asked.reason !== null || asked.department !== null;
  const text = isFiltered ? quarantineWords(language).nothingFound : wordsOf(language).empty.quarantine;
  return html`<p class="empty">${text}</p>`;
}

function pager({ asked, language, page }: HeldListView): Markup {
  const words = wordsOf(language).list;
  const to = (after: string | null) => heldPath({ ...asked, after });
  const newest = html`<a class="button" href="${to(null)}">${words.newest}</a>`;
  const older = html`<a class="button" rel="next" href="${to(page.next)}">${words.older}</a>`;
  return html`<span class="pager">${asked.after === null ? '' : newest}${page.next === null ? '' : older}</span>`;
}
