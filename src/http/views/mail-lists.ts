/** Lists of mails that became no ticket: quarantine and failed. */
import { html } from 'hono/html';
import type { Page } from '../../model/inbox.ts';
import type { MailEntry } from '../../model/mail-store.ts';
import { wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import { inboxPage, type Surroundings } from './inbox-page.ts';
import { listPath } from './list-path.ts';
import { tellingFinding } from './mail-reasons.ts';
import type { Markup } from './page.ts';

export interface MailListView extends Surroundings {
  readonly asked: {
    readonly list: 'quarantine' | 'failed';
    readonly q: string;
    readonly after: string | null;
  };
  readonly page: Page<MailEntry>;
  readonly now: Date;
}

export function mailListPage(view: MailListView): Markup {
  const { asked, language, page } = view;
  const words = wordsOf(language);
  const title = words.lists[asked.list];
  const rows = page.items.map((mail) => row(view, mail));
  const inside = rows.length === 0 ? empty(view) : html`<ol class="tickets plain">${rows}</ol>`;
  const path = listPath({ ...asked, department: null, order: 'date' });
  const body = html`<div id="tickets" hx-get="${path}" hx-trigger="postern-lists from:body" hx-select="#tickets" hx-swap="outerMorph" hx-status:4xx="swap:none" hx-status:5xx="swap:none">
<div class="head"><h1>${title}</h1><form class="search" role="search" aria-label="${words.mails.search}" action="/inbox"><input type="hidden" name="list" value="${asked.list}"><input type="search" name="q" value="${asked.q}" placeholder="${words.mails.search}" aria-label="${words.mails.search}"></form>${pager(view)}</div>
${inside}</div>`;
  return inboxPage({
    ...view,
    title,
    kind: 'list',
    current: asked.list,
    body,
    styles: ['list.css'],
    scripts: ['list.js'],
  });
}

function empty({ asked, language }: MailListView): Markup {
  const words = wordsOf(language);
  return html`<p class="empty">${asked.q === '' ? words.empty[asked.list] : words.mails.nothingFound}</p>`;
}

function row({ language, now }: MailListView, mail: MailEntry): Markup {
  const why = tellingFinding(language, mail);
  return html`<li id="m-${mail.id}" data-ticket="${mail.id}">
<span class="who"><bdi>${mail.from || mail.envelope.sender}</bdi></span>
<span class="what"><a class="subject" href="/inbox/mail/${mail.id}"><bdi>${mail.subject || wordsOf(language).mails.noSubject}</bdi></a> <span class="preview">${why}</span></span>
<span class="marks"><span class="soft">${mail.lane}</span></span>${timeTag(language, mail.acceptedAt, now)}</li>`;
}

function pager({ asked, language, page }: MailListView): Markup {
  const words = wordsOf(language).list;
  const to = (after: string | null) => listPath({ ...asked, department: null, order: 'date', after });
  const newest = html`<a class="button" href="${to(null)}">${words.newest}</a>`;
  const older = html`<a class="button" rel="next" href="${to(page.next)}">${words.older}</a>`;
  return html`<span class="pager">${asked.after === null ? '' : newest}${page.next === null ? '' : older}</span>`;
}
