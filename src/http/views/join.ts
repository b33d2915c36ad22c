/** Finding the ticket that another one is merged into or linked to. */
import { html } from 'hono/html';
import type { TicketLine } from '../../model/inbox.ts';
import { wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import { inboxPage, type Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';

export interface JoinView extends Surroundings {
  readonly ticket: TicketLine;
  readonly what: 'merge' | 'link';
  readonly words: string;
  readonly others: readonly TicketLine[];
  readonly now: Date;
}

export function joinPage(view: JoinView): Markup {
  const { ticket, what, words: query, language } = view;
  const words = wordsOf(language).work.join;
  const path = `/inbox/${ticket.ticketId}`;
  const body = html`<div class="head"><h1>${words[what]}</h1><a href="${path}">${ticket.ticketId} ${ticket.subject}</a></div>
<div class="narrow"><form action="${path}/${what}" role="search" aria-label="${words[what]}"><input type="search" name="q" value="${query}" aria-label="${words.search}" placeholder="${words.search}" autofocus hx-get="${path}/${what}?part=1" hx-trigger="input changed delay:200ms" hx-target="#targets" hx-swap="outerHTML"> <button>${words.find}</button></form>
${what === 'merge' ? html`<p class="hint">${words.hint}</p>` : ''}${joinTargets(view)}</div>`;
  return inboxPage({
    ...view,
    title: words[what],
    kind: 'join',
    current: null,
    body,
    styles: ['composer.css'],
  });
}

/** The tickets that were found, each with a button. */
export function joinTargets(view: JoinView): Markup {
  const { ticket, what, words: query, others, language } = view;
  const words = wordsOf(language).work.join;
  const path = `/inbox/${ticket.ticketId}/act`;
  const title = query === '' && others.length > 0 ? html`<h2>${words.of}</h2>` : '';
  const list =
    others.length === 0
      ? html`<p class="soft">${words.none}</p>`
      : others.map((other) => target(view, other));
  return html`<form id="targets" method="post" action="${path}" aria-live="polite"><input type="hidden" name="do" value="${what}">${title}${list}</form>`;
}

function target({ language, now, what }: JoinView, other: TicketLine): Markup {
  const words = wordsOf(language).work.join;
  const name = other.requester.name || other.requester.address;
  return html`<div class="target"><p><a class="mono" href="/inbox/${other.ticketId}">${other.ticketId}</a> <b>${other.subject}</b><br><span class="soft">${name} · ${timeTag(language, other.updatedAt, now)} · ${other.preview}</span></p>
<button name="${what === 'merge' ? 'into' : 'to'}" value="${other.ticketId}" aria-label="${what === 'merge' ? words.mergeInto : words.linkTo}: ${other.ticketId}">${what === 'merge' ? words.mergeInto : words.linkTo}</button></div>`;
}
