/** The list of drafts. */
import { html } from 'hono/html';
import type { Draft } from '../../model/draft.ts';
import type { TicketLine } from '../../model/inbox.ts';
import { wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import { inboxPage, type Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';

export interface DraftsView extends Surroundings {
  readonly lines: readonly { readonly draft: Draft; readonly ticket: TicketLine }[];
  readonly now: Date;
}

export function draftsPage(view: DraftsView): Markup {
  const words = wordsOf(view.language);
  const title = words.lists.drafts;
  const rows = view.lines.map((line) => row(view, line));
  const body = html`<div class="head"><h1>${title}</h1></div>
${rows.length === 0 ? html`<p class="empty">${words.empty.drafts}</p>` : html`<ol class="tickets plain">${rows}</ol>`}`;
  return inboxPage({
    ...view,
    title,
    kind: 'list',
    current: 'drafts',
    body,
    styles: ['list.css'],
    scripts: ['list.js'],
  });
}

function row({ language, now }: DraftsView, { draft, ticket }: DraftsView['lines'][number]): Markup {
  const words = wordsOf(language).list;
  const { kind, text, updatedAt } = draft;
  return html`<li data-ticket="${ticket.ticketId}">
<span class="who"><bdi>${ticket.requester.name || ticket.requester.address}</bdi></span>
<span class="what"><span class="soft">${words.draftOf[kind]}</span> <a class="subject" href="/inbox/${ticket.ticketId}#composer"><bdi>${ticket.subject}</bdi></a> <span class="preview"><bdi>${text.slice(0, 160)}</bdi></span></span>
<span class="marks"><span class="mono soft">${ticket.ticketId}</span></span>${timeTag(language, updatedAt, now)}</li>`;
}
