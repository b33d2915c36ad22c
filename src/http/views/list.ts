/** The list of tickets as a page. */
import { html } from 'hono/html';
import type { Page, TicketLine, TicketList } from '../../inbox.ts';
import { wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import { type Counts, type InboxFrame, inboxPage } from './inbox-page.ts';
import type { Markup } from './page.ts';

export interface ListView extends Omit<InboxFrame, 'body' | 'title' | 'kind' | 'current'> {
  readonly list: TicketList;
  readonly counts: Counts;
  readonly page: Page<TicketLine>;
  readonly now: Date;
}

export function listPage(view: ListView): Markup {
  const words = wordsOf(view.language);
  const title = words.lists[view.list];
  const { items } = view.page;
  const body = html`<div class="head"><h1>${title}</h1></div>
${items.length === 0 ? html`<p class="empty">${words.empty[view.list]}</p>` : html`<ol class="tickets">${items.map((line) => row(view, line))}</ol>`}
${more(view)}`;
  return inboxPage({ ...view, title, kind: 'list', current: view.list, body });
}

function row({ language, now }: ListView, line: TicketLine): Markup {
  const name = line.requester.name || line.requester.address;
  const tags = line.tags.map((tag) => html`<span class="tag">${tag}</span> `);
  return html`<li class="${line.state}" data-ticket="${line.ticketId}"><input type="checkbox" name="ticket" value="${line.id}" aria-label="${line.ticketId} ${line.subject}">
<a href="/inbox/${line.ticketId}"><span class="who">${name}</span>
<span class="what"><span class="subject">${line.subject}</span> <span class="preview">${line.preview}</span></span>
<span class="tags">${tags}<span class="mono soft">${line.ticketId}</span></span>
${timeTag(language, line.last?.at ?? line.updatedAt, now)}</a></li>`;
}

function more({ language, list, page }: ListView): Markup | string {
  if (page.next === null) return '';
  return html`<p class="head"><a class="button" rel="next" href="/inbox?list=${list}&after=${page.next}">${wordsOf(language).more}</a></p>`;
}
