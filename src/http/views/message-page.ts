/** One mail as it came: who wrote it, why it is here, its header, and its original. */
import { html } from 'hono/html';
import type { TicketLine } from '../../model/inbox.ts';
import type { MailEntry } from '../../model/mail-store.ts';
import type { TicketMessage } from '../../model/ticket-store.ts';
import { wordsOf } from '../words/words.ts';
import { whoIsThis, whyIsThisHere } from './evidence.ts';
import { inboxPage, type Surroundings } from './inbox-page.ts';
import { fileList } from './message-files.ts';
import type { Markup } from './page.ts';

export interface MessagePage extends Surroundings {
  readonly ticket: TicketLine;
  readonly message: TicketMessage;
  readonly mail: MailEntry | null;
  /** Header fields as they came; null where there is no mail. */
  readonly header: string | null;
  readonly now: Date;
}

export function messagePage(view: MessagePage): Markup {
  const { ticket, message, language } = view;
  const words = wordsOf(language).ticket;
  const title = message.subject || ticket.subject || ticket.ticketId;
  const body = html`<div class="message-page"><header class="ticket-head"><div class="title"><a class="up" href="/inbox/${ticket.ticketId}#m-${message.id}" aria-label="${ticket.ticketId}">←</a><h1 dir="auto">${title}</h1></div></header>
${story(view)}
${message.mail === null ? '' : html`<p><a class="button" href="/inbox/message/${message.id}/original" download>${words.message.original}</a></p>`}
${fileList(language, message)}
${view.header === null ? '' : html`<section><h2>${words.message.headers}</h2><pre tabindex="0" class="raw">${view.header}</pre></section>`}
<section><h2 id="text">${words.message.text}</h2><div class="text" dir="auto">${message.text}</div></section></div>`;
  return inboxPage({ ...view, title, kind: 'ticket', current: null, styles: ['ticket.css'], body });
}

/** The part that the page of the ticket fetches. */
function story({ language, message, mail, now }: MessagePage): Markup {
  const words = wordsOf(language).ticket;
  return html`<div id="story" class="story-parts"><section><h2>${words.identity.title}</h2>${whoIsThis(language, message, mail, false)}</section>
<section><h2>${words.why.title}</h2>${whyIsThisHere(language, mail, now)}</section></div>`;
}
