/** One message of a ticket. */
import { html } from 'hono/html';
import { mayAct } from '../../desk/rights.ts';
import { baseSubject } from '../../mail/subject.ts';
import type { Delivery } from '../../model/inbox.ts';
import type { TicketMessage } from '../../model/ticket-store.ts';
import { counted, wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import { identityBadge, identityOf } from './evidence.ts';
import { deliveryLines, isHeld } from './message-delivery.ts';
import { fileList } from './message-files.ts';
import { judgeForm } from './message-judge.ts';
import { linked, restOf } from './message-text.ts';
import type { Markup } from './page.ts';
import { actForm } from './ticket-forms.ts';
import type { MailMode, TicketView } from './ticket-view.ts';

/** Recipients that are named; the others are counted. */
const mostNamed = 4;
/** Texts longer than this are cut by the store. */
const cutAt = 20_000;

export function messageEntry(view: TicketView, message: TicketMessage): Markup {
  const { language } = view;
  const files = fileList(language, message);
  return html`<article class="message ${message.kind}" id="m-${message.id}" tabindex="-1" aria-labelledby="w-${message.id}">
${head(view, message)}
<div class="said">${message.kind === 'receipt' ? folded(view, message) : content(view, message)}</div>
${files}
${deliveryOf(view, message)}
${message.kind === 'inbound' ? foot(view, message) : ''}
</article>`;
}

function head(view: TicketView, message: TicketMessage): Markup {
  const { language, now } = view;
  const words = wordsOf(language).ticket;
  const { kind, from, mark } = message;
  const label = html`<span class="${kind === 'inbound' || kind === 'reply' ? 'visually-hidden' : 'label'}">${words.kinds[kind === 'event' ? 'note' : kind]} </span>`;
  const author =
    kind === 'receipt'
      ? ''
      : html`${kind === 'note' ? html`<span class="soft">${words.kinds.noteBy} </span>` : ''}<bdi>${from.name || from.address}</bdi>`;
  const address =
    kind === 'inbound' && from.name !== ''
      ? html`<span class="address soft"><bdi>${from.address}</bdi></span>`
      : '';
  return html`<header><h3 id="w-${message.id}">${label}${author}</h3>${address}${badge(view, message)}${
    mark === 'forwarded' ? html`<span class="chip">${words.kinds.forwarded}</span>` : ''
  }${kind === 'note' ? html`<span class="soft">${words.kinds.noteHint}</span>` : ''}<a class="when" href="#m-${message.id}">${timeTag(language, message.createdAt, now)}</a>
${recipients(view, message)}</header>`;
}

function badge({ language, mails }: TicketView, message: TicketMessage): Markup | '' {
  if (message.kind !== 'inbound') return '';
  return identityBadge(language, identityOf(message, mailOf(mails, message)));
}

function mailOf(mails: TicketView['mails'], { mail }: TicketMessage) {
  return mail === null ? null : (mails.get(mail) ?? null);
}

function recipients({ language }: TicketView, { to }: TicketMessage): Markup | '' {
  if (to.length === 0) return '';
  const words = wordsOf(language).ticket.message;
  const more = to.length - mostNamed;
  const named = to.slice(0, mostNamed).join(', ');
  const rest = more > 0 ? ` ${counted(language, words.more, more)}` : '';
  return html`<p class="to soft" title="${to.slice(0, 100).join(', ')}">${words.to} <bdi>${named}</bdi>${rest}</p>`;
}

/** The text, or the formatted mail; the other one is a click away. */
function content(view: TicketView, message: TicketMessage): Markup {
  const { language, mode } = view;
  const words = wordsOf(language).ticket.message;
  const text = html`${own(view, message)}${rest(view, message)}`;
  if (message.html === null || message.kind !== 'inbound') return text;
  const name = message.from.name || message.from.address;
  const frame = html`<iframe class="body" id="f-${message.id}" src="/inbox/body/${message.id}" title="${words.frame} ${name}" loading="lazy" sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe>`;
  return readsBetterFormatted(message, mode)
    ? html`${frame}<details class="other"><summary>${words.asText}</summary>${text}</details>`
    : html`${text}<details class="other"><summary>${words.formatted}</summary>${frame}</details>`;
}

/** Pictures within the text and tables of several cells get lost in plain text; all else reads better in our own type. */
function readsBetterFormatted({ html: body, text }: TicketMessage, mode: MailMode): boolean {
  if (mode !== 'auto') return mode === 'formatted';
  if (body === null) return false;
  const cells = body.match(/<t[dh]\b/g)?.length ?? 0;
  return body.includes('src="cid:') || cells >= 4 || text.trim() === '';
}

function own({ language }: TicketView, { id, replyText, text }: TicketMessage): Markup {
  const words = wordsOf(language).ticket.message;
  const said = replyText || text;
  if (said.trim() === '') return html`<p class="soft">${words.empty}</p>`;
  const more =
    said.length >= cutAt ? html`<p><a href="/inbox/message/${id}#text">${words.goesOn}</a></p>` : '';
  return html`<div class="text" dir="auto">${linked(said.trim())}</div>${more}`;
}

function rest({ language }: TicketView, message: TicketMessage): Markup | '' {
  const { kind, text } = restOf({ ...message, replyText: message.replyText || message.text });
  if (kind === 'none') return '';
  const words = wordsOf(language).ticket.message;
  return html`<details class="quoted"><summary>${words[kind]}</summary><div class="text" dir="auto">${linked(text)}</div></details>`;
}

/** A receipt says the same each time. */
function folded(view: TicketView, message: TicketMessage): Markup {
  const words = wordsOf(view.language).ticket.message;
  return html`<details class="other"><summary>${words.whole}</summary>${own(view, message)}</details>`;
}

function deliveryOf(view: TicketView, message: TicketMessage): Markup | '' {
  const { language, deliveries, now } = view;
  if (message.kind !== 'reply' && message.kind !== 'receipt') return '';
  const rows = deliveriesOf([...deliveries.values()], message);
  const held = message.kind === 'reply' && rows.length > 0 && rows.every((row) => isHeld(row, now));
  const words = wordsOf(language).ticket.delivery;
  const undo = held
    ? html`<form method="post" action="/inbox/${view.ticket.ticketId}/undo"><input type="hidden" name="message" value="${message.id}"><button>${words.undo}</button></form>`
    : '';
  return html`${deliveryLines(language, rows, now, rows.length > 1)}${undo}`;
}

function deliveriesOf(all: readonly Delivery[], { messageId, outgoing }: TicketMessage): Delivery[] {
  return all.filter((row) => row.id === outgoing || (messageId !== null && row.messageId === messageId));
}

/** What can be known of a mail and done with it. */
function foot(view: TicketView, message: TicketMessage): Markup {
  const words = wordsOf(view.language).ticket.message;
  const story =
    message.mail === null
      ? ''
      : html`<details class="story" id="s-${message.id}" hx-morph-skip hx-get="/inbox/message/${message.id}" hx-trigger="toggle once" hx-target="#story-${message.id}" hx-select="#story" hx-swap="innerHTML"><summary>${words.story}</summary><div id="story-${message.id}"><p class="soft">${words.loading}</p></div></details>`;
  const original = html`<a href="/inbox/message/${message.id}">${words.originalAndHeaders}</a>`;
  return html`<footer>${judgeForm(view, message)}${story}${original}${newIssue(view, message)}</footer>`;
}

/** One ticket, one issue: the message moves to a ticket of its own. */
function newIssue(view: TicketView, message: TicketMessage): Markup | '' {
  const { actor, ticket } = view;
  const alone = view.history.earlier === 0 && !isConversation(view.history.messages);
  if (alone || !mayAct(actor, 'split', ticket).allowed) return '';
  const words = wordsOf(view.language).ticket.message;
  return html`<details class="doing" id="split-${message.id}"><summary>${words.newIssue}</summary><div class="sheet"><p class="soft">${words.newIssueHint}</p>
${actForm(
  view,
  'split',
  html`<input type="hidden" name="messages" value="${message.id}"><label>${words.subject} <input name="subject" value="${newSubject(message, ticket)}" required maxlength="500"></label> <button class="primary">${words.newIssueSubmit}</button>`,
  { leaves: true, id: message.id },
)}</div></details>`;
}

/** True where more than one thing was said, so that one of them may leave. */
function isConversation(messages: readonly TicketMessage[]): boolean {
  const isSpoken = ({ kind }: TicketMessage) => kind !== 'event' && kind !== 'receipt';
  const first = messages.findIndex(isSpoken);
  return messages.some((message, at) => at > first && isSpoken(message));
}

const ticketTag = /\s*\[[^\]#]{0,60}#\s*\d{1,12}-[0-9A-Z]{4}\]\s*/gi;

/** The subject without marks of replies and without an ID, which would lead back here. */
function newSubject({ subject }: TicketMessage, ticket: TicketView['ticket']): string {
  return (baseSubject(subject.replace(ticketTag, ' ')) || ticket.subject).slice(0, 500).toWellFormed();
}

/** How the formatted mails of a page are shown is a matter of taste, which is kept. */
export function modeLinks(view: TicketView): Markup {
  const { language, mode, ticket, shown } = view;
  const words = wordsOf(language).ticket;
  const link = (one: MailMode) =>
    one === mode
      ? html`<b aria-current="true">${words.modes[one]}</b>`
      : html`<a href="/inbox/${ticket.ticketId}?mode=${one}&show=${shown}" hx-get="/inbox/${ticket.ticketId}?mode=${one}&show=${shown}" hx-target="#history" hx-select="#history" hx-swap="outerHTML">${words.modes[one]}</a>`;
  return html`<p class="modes soft">${words.showMail}: ${link('auto')} · ${link('text')} · ${link('formatted')}</p>`;
}
