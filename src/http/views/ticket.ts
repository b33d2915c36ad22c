/** The page of a ticket: head, history, composer, and what stands beside. */
import { html } from 'hono/html';
import { isOpen } from '../../model/ticket.ts';
import { fieldOf } from '../inbox/ticket-form.ts';
import { wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import { historySection } from './history.ts';
import { inboxPage, type Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';
import { actForm, troubleText } from './ticket-forms.ts';
import { momentTag } from './ticket-moment.ts';
import { sidePanel } from './ticket-side.ts';
import { swapAttributes, type TicketView, ticketPath } from './ticket-view.ts';

export function ticketPage(view: TicketView): Markup {
  const { ticket } = view;
  const path = ticketPath(view);
  const body = html`<div id="ticket" class="ticket-page" data-ticket="${ticket.ticketId}" data-live-ticket="${ticket.id}" hx-get="${path}" hx-trigger="postern-ticket-${ticket.id} from:body delay:250ms" hx-target="${swapAttributes.target}" hx-select="${swapAttributes.target}" hx-swap="outerMorph" hx-select-oob="${swapAttributes.oob}">
<div class="column">${head(view)}
${historySection(view)}
${view.composer}
</div>
${sidePanel(view)}
</div>`;
  const title = `${ticket.ticketId} ${ticket.subject.slice(0, 100)}`;
  return inboxPage({
    ...view,
    title,
    kind: 'ticket',
    current: null,
    styles: ['ticket.css', 'composer.css'],
    scripts: ['ticket.js', 'composer.js'],
    body,
  });
}

/** No form of the side shows what went wrong with these. */
const elsewhere = new Set([
  'assign',
  'state',
  'priority',
  'department',
  'tags',
  'snooze',
  'merge',
  'link',
  'subject',
  'solution',
  'split',
  'undo',
]);

function head(view: TicketView): Markup {
  const { language, ticket, now, people, posted } = view;
  const words = wordsOf(language);
  const { ticketId, subject, state, department, owner, priority, tags, waitUntil } = ticket;
  const ownerName = people.find(({ address }) => address === owner)?.name ?? owner;
  const title = view.departments.find(({ name }) => name === department)?.title ?? department;
  const trouble =
    posted !== null && !elsewhere.has(fieldOf(posted.form, 'do'))
      ? html`<p class="trouble" role="alert">${troubleText(view)}</p>`
      : '';
  return html`<header id="ticket-head" class="ticket-head">
<div class="title"><a class="up" href="/inbox" aria-label="${words.ticket.back}">←</a><h1 dir="auto">${subject === '' ? ticketId : subject}</h1>${closeForm(view)}<span class="jumps"><button type="button" id="previous-message" aria-keyshortcuts="P" title="${words.ticket.previousMessage} (P)" aria-label="${words.ticket.previousMessage}">↑</button><button type="button" id="next-message" aria-keyshortcuts="N" title="${words.ticket.nextMessage} (N)" aria-label="${words.ticket.nextMessage}">↓</button><a class="button newest" href="#composer">${words.ticket.newest}</a></span></div>
<p class="facts-line"><span class="mono">${ticketId}</span> <span class="chip state ${state}"><span class="visually-hidden">${words.ticket.state}: </span>${words.states[state]}</span>
${priority === 'normal' ? '' : html`<span class="chip ${priority}"><span class="visually-hidden">${words.ticket.priority}: </span>${words.priorities[priority]}</span>`}
<span><span class="soft">${words.ticket.department}:</span> ${title}</span>
<span><span class="soft">${words.ticket.owner}:</span> <bdi>${ownerName ?? words.ticket.nobody}</bdi></span>
${tags.map((tag) => html`<span class="tag">${tag}</span> `)}
${waitUntil === null ? '' : html`<span class="until"><span class="soft">${words.ticket.waitsUntil}</span> ${momentTag(language, waitUntil)}</span>`}
${ticket.solution === null ? '' : html`<span class="chip solved">✓ ${words.ticket.solution}</span>`}
<span class="soft">${words.ticket.side.created} ${timeTag(language, ticket.createdAt, now)}</span></p>
${trouble}
</header>`;
}

/** What most tickets end with, and its opposite. */
function closeForm(view: TicketView): Markup {
  const { act } = wordsOf(view.language).ticket;
  const open = isOpen(view.ticket);
  return actForm(
    view,
    'state',
    html`<button id="${open ? 'close-ticket' : 'reopen-ticket'}" name="state" value="${open ? 'closed' : 'open'}">${open ? act.close : act.reopen}</button>`,
    { id: '-' },
  );
}

/** In place of a ticket or message that is not there for the visitor. */
export function missingPage(surroundings: Surroundings, what: 'ticket' | 'message'): Markup {
  const { missing, back } = wordsOf(surroundings.language).ticket;
  const title = what === 'ticket' ? missing.title : missing.mail;
  const body = html`<div class="empty"><h1>${title}</h1><p>${missing.text}</p><p><a class="button" href="/inbox">${back}</a></p></div>`;
  return inboxPage({ ...surroundings, title, kind: 'missing', current: null, body });
}
