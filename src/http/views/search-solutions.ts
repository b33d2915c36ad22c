/** The page of known solutions. */
import { html } from 'hono/html';
import type { Page, Query, TicketLine } from '../../model/inbox.ts';
import { wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import { inboxPage, type Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';
import { marked } from './search-marks.ts';

export interface SolutionsView extends Surroundings {
  readonly q: string;
  readonly query: Query;
  readonly page: Page<TicketLine>;
  readonly now: Date;
  /** The canned reply that was made of it. */
  cannedOf(ticket: TicketLine): string | null;
  mayMake(ticket: TicketLine): boolean;
}

export function solutionsPage(view: SolutionsView): Markup {
  const { q, page, language } = view;
  const words = wordsOf(language).finding.solutions;
  const { items, next } = page;
  const none = q === '' ? words.none : words.notFound;
  const older = `/inbox/solutions?${new URLSearchParams({ q, after: next ?? '' })}`;
  const body = html`<div class="head"><h1>${words.title}</h1>
<form class="narrow" role="search" aria-label="${words.search}"><input type="search" name="q" value="${q}" placeholder="${words.search}" aria-label="${words.search}"> <button>${wordsOf(language).search}</button></form></div>
<div class="learned"><p class="hint">${words.intro}</p>
${items.length === 0 ? html`<p class="empty">${none}</p>` : html`<ul class="known">${items.map((ticket) => entry(view, ticket))}</ul>`}
${next === null ? '' : html`<p><a class="button" rel="next" href="${older}">${words.more}</a></p>`}</div>`;
  return inboxPage({
    ...view,
    title: words.title,
    kind: 'solutions',
    current: null,
    query: '',
    body,
    styles: ['report.css'],
  });
}

function entry(view: SolutionsView, ticket: TicketLine): Markup | string {
  const { solution, ticketId, subject, requester } = ticket;
  if (solution === null) return '';
  const words = wordsOf(view.language).finding.solutions;
  return html`<li><h2>${marked(solution.problem, view.query)}</h2>
${solution.note === '' ? '' : html`<p class="note">${marked(solution.note, view.query)}</p>`}
<p class="soft">${words.ticket} <a href="/inbox/${ticketId}">${ticketId}</a> <bdi>${subject}</bdi> · <bdi>${requester.name || requester.address}</bdi> · ${words.by} ${solution.by}, ${timeTag(view.language, solution.at, view.now)}</p>
${canned(view, ticket)}</li>`;
}

function canned(view: SolutionsView, ticket: TicketLine): Markup | string {
  const words = wordsOf(view.language).finding.solutions;
  const id = view.cannedOf(ticket);
  const problem = ticket.solution?.problem ?? '';
  if (id !== null)
    return html`<p class="soft">${words.canned} <a href="/inbox/canned/${id}">${problem}</a></p>`;
  if (!view.mayMake(ticket)) return '';
  return html`<form method="post" action="/inbox/solutions/${ticket.ticketId}"><button>${words.toCanned}<span class="visually-hidden">: ${problem}</span></button></form>`;
}
