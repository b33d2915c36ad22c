/** The history of a ticket in one column, the oldest first; what merely happened is folded into lines. */
import { html } from 'hono/html';
import type { TicketMessage } from '../../model/ticket-store.ts';
import { eventText } from '../words/events.ts';
import { counted, wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import { messageEntry, modeLinks } from './message.ts';
import { withTickets } from './message-text.ts';
import type { Markup } from './page.ts';
import { momentTag } from './ticket-moment.ts';
import { firstShown, type TicketView } from './ticket-view.ts';

/** Events that staff must not overlook stand open. */
const urgent = new Set(['delivery-failed', 'unreadable', 'another-issue', 'merged', 'split', 'not-taken']);

export function historySection(view: TicketView): Markup {
  const words = wordsOf(view.language).ticket;
  const withHtml = view.history.messages.some(({ html: body, kind }) => body !== null && kind === 'inbound');
  return html`<section id="history" aria-labelledby="history-title"><h2 id="history-title" class="visually-hidden">${words.history}</h2>
${earlier(view)}
${runs(view.history.messages).map((run) => entries(view, run))}
${withHtml ? modeLinks(view) : ''}
</section>`;
}

/** The page anew with more of them, at the place where the reader is. */
function earlier({ language, ticket, history, shown }: TicketView): Markup | '' {
  if (history.earlier === 0) return '';
  const more = Math.min(history.earlier, firstShown * 2);
  const here = history.messages[0]?.id ?? '';
  const path = `/inbox/${ticket.ticketId}?show=${shown + more}#m-${here}`;
  return html`<p class="earlier"><a class="button" href="${path}">${counted(language, wordsOf(language).ticket.earlier, more)}</a></p>`;
}

/** Events that follow each other are one run; each message stands alone. */
function runs(messages: readonly TicketMessage[]): TicketMessage[][] {
  const found: TicketMessage[][] = [];
  for (const message of messages) {
    const last = found.at(-1);
    if (message.kind === 'event' && last?.[0]?.kind === 'event') last.push(message);
    else found.push([message]);
  }
  return found;
}

function entries(view: TicketView, run: readonly TicketMessage[]): Markup {
  const [first] = run;
  if (first === undefined) return html``;
  return first.kind === 'event' ? events(view, run) : messageEntry(view, first);
}

/** One or two events are lines; more are folded behind the last one. */
function events(view: TicketView, run: readonly TicketMessage[]): Markup {
  const { language } = view;
  const words = wordsOf(language).ticket.events;
  const quiet = run.length > 2 ? run.slice(0, -1).filter(({ mark }) => !urgent.has(mark ?? '')) : [];
  const open = run.filter((one) => !quiet.includes(one));
  const fold =
    quiet.length === 0
      ? ''
      : html`<details class="events" id="e-${quiet[0]?.id ?? ''}"><summary>${counted(language, words.show, quiet.length)}</summary><ul>${quiet.map((one) => eventLine(view, one))}</ul></details>`;
  return html`<div class="happened">${fold}<ul>${open.map((one) => eventLine(view, one))}</ul></div>`;
}

function eventLine(view: TicketView, { id, from, text, mark, createdAt }: TicketMessage): Markup {
  const who = from.name === '' || from.name === 'Postern' ? '' : html`<bdi>${from.name}</bdi>: `;
  const alarming = mark === 'delivery-failed' || mark === 'unreadable';
  return html`<li id="m-${id}" class="${alarming ? 'event alarming' : 'event'}">${alarming ? html`<span class="sign" aria-hidden="true">!</span> ` : ''}${who}${told(view, eventText(view.language, mark, text))} ${timeTag(view.language, createdAt, view.now)}</li>`;
}

const isoTime = /\d{4}-\d\d-\d\dT[\d:.]+Z/;

/** A sentence with links to the tickets that it names, and its time as people write it. */
function told({ language }: TicketView, text: string): Markup {
  const [before = '', after = ''] = text.split(isoTime);
  const at = isoTime.exec(text)?.[0];
  if (at === undefined) return withTickets(text);
  return html`${withTickets(before)}${momentTag(language, new Date(at))}${withTickets(after)}`;
}
