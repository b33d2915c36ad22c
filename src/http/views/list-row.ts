/** A ticket as one line of a list. */
import { html } from 'hono/html';
import type { Query, TicketLine } from '../../model/inbox.ts';
import { counted, wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import { icon } from './icons.ts';
import type { Markup } from './page.ts';
import { marked } from './search-marks.ts';
import { subjectText } from './subject.ts';

export interface RowView {
  readonly language: string;
  /** What was searched for, to mark its words. */
  readonly query: Query | null;
  readonly now: Date;
  /** Whether the list holds several states, and tickets of several owners. */
  readonly mixed: { readonly states: boolean; readonly owners: boolean };
  /** Name of a member of staff. */
  nameOf(address: string): string | null;
}

/** The next word is ours: nobody has answered yet, or the customer wrote last. */
function awaitsUs({ state, last }: Pick<TicketLine, 'state' | 'last'>): boolean {
  return state === 'new' || (state === 'open' && last?.kind === 'inbound');
}

export function ticketRow(view: RowView, line: TicketLine): Markup {
  const { language, now, query } = view;
  const words = wordsOf(language).list;
  const { id, ticketId, subject, requester, messages } = line;
  const many = messages > 1 ? count(language, messages) : '';
  return html`<li id="t-${id}" data-ticket="${ticketId}"${awaitsUs(line) ? html` class="awaits"` : ''}>
<label class="pick"><input type="checkbox" name="ticket" value="${id}" aria-label="${words.select} ${ticketId} ${subject}"></label>
<span class="who" title="${requester.address}"><bdi>${requester.name || requester.address}</bdi>${many}</span>
<span class="what"><a class="subject" href="/inbox/${ticketId}"><bdi>${marked(subjectText(language, subject), query)}</bdi></a> <span class="preview">${preview(view, line)}</span></span>
<span class="marks">${marks(view, line)}</span>
${view.mixed.owners ? html`<span class="owner">${owner(view, line)}</span>\n` : ''}${timeTag(language, line.updatedAt, now)}</li>`;
}

function count(language: string, messages: number): Markup {
  const text = counted(language, wordsOf(language).list.messages, messages);
  return html` <span class="many" title="${text}"><span aria-hidden="true">${messages}</span><span class="visually-hidden">${text}</span></span>`;
}

function preview({ language, query }: RowView, { last, preview: text }: TicketLine): Markup {
  const by = wordsOf(language).list.note;
  const who =
    last === null || last.kind === 'inbound'
      ? ''
      : html`<span class="by">${last.kind === 'note' ? `${by} ` : ''}${last.from}:</span> `;
  return html`${who}<bdi>${marked(text, query)}</bdi>`;
}

function marks(view: RowView, line: TicketLine): Markup {
  const { language, now, mixed } = view;
  const words = wordsOf(language);
  const { priority, state, waitUntil, tags } = line;
  const urgency =
    priority === 'normal'
      ? ''
      : html`<span class="chip ${priority}"><span class="visually-hidden">${words.list.priority} </span>${words.priorities[priority]}</span>`;
  const label = html`<span class="visually-hidden">${words.list.state} </span>${words.states[state]}`;
  const states =
    mixed.states && state !== 'open'
      ? html`<span class="chip state ${state}">${label}</span>`
      : html`<span class="visually-hidden">${label}</span>`;
  const waits =
    waitUntil === null
      ? ''
      : html`<span class="until">${icon('clock', words.list.waitsUntil)} ${timeTag(language, waitUntil, now)}</span>`;
  const clip = line.hasAttachment ? icon('clip', words.list.attachment) : '';
  return html`${tags.map((tag) => html`<span class="tag">${tag}</span>`)}${urgency}${states}${waits}${clip}<span class="mono soft">${line.ticketId}</span>`;
}

function owner({ language, nameOf }: RowView, { owner: address }: TicketLine): Markup {
  const words = wordsOf(language).list;
  if (address === null) return html`<span class="visually-hidden">${words.owner} ${words.nobody}</span>`;
  const name = nameOf(address) ?? address;
  return html`<span title="${name}"><span class="visually-hidden">${words.owner} </span><bdi>${name}</bdi></span>`;
}
