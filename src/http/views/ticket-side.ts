/** What stands beside a ticket: its properties, who asks, what was there before, and what solved the like. */
import { html } from 'hono/html';
import { mayAct } from '../../desk/rights.ts';
import type { Delivery, SimilarTicket, TicketLine } from '../../model/inbox.ts';
import { wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import { whoIsThis, whyIsThisHere } from './evidence.ts';
import { deliveryLines } from './message-delivery.ts';
import type { Markup } from './page.ts';
import { subjectText } from './subject.ts';
import { actForm, joinForms, propertyForms, snoozeForm, tagForms } from './ticket-forms.ts';
import type { TicketView } from './ticket-view.ts';

/** Characters of a past answer that are shown. */
const longestAnswer = 400;

export function sidePanel(view: TicketView): Markup {
  const words = wordsOf(view.language).ticket;
  return html`<aside id="side" aria-label="${words.side.label}">
${section('properties', words.side.properties, html`${propertyForms(view)}${tagForms(view)}${snoozeForm(view)}${joinForms(view)}`)}
${here(view)}
${requester(view)}
${links(view)}
${earlier(view)}
${similar(view)}
${notices(view)}
</aside>`;
}

function section(name: string, title: string, body: Markup): Markup {
  return html`<section class="${name}" aria-labelledby="side-${name}"><h2 id="side-${name}">${title}</h2>${body}</section>`;
}

function here({ language, present, actor }: TicketView): Markup | '' {
  const others = present.filter(({ agent }) => agent !== actor.id);
  if (others.length === 0) return '';
  const words = wordsOf(language).ticket.side;
  const lines = others.map(
    ({ name, doing }) => html`<li class="${doing}"><bdi>${name}</bdi> ${words[doing]}</li>`,
  );
  return section('here', words.here, html`<ul>${lines}</ul>`);
}

/** Of the newest mail: who wrote it, how sure that is, and why it came here. */
function requester(view: TicketView): Markup {
  const { language, ticket, history, mails, now } = view;
  const words = wordsOf(language).ticket;
  const message = history.messages.findLast(({ kind, mail }) => kind === 'inbound' && mail !== null);
  const asking = html`<p class="person"><span class="soft">${words.side.requester}</span> <bdi>${ticket.requester.name || ticket.requester.address}</bdi> <span class="soft"><bdi>${ticket.requester.name === '' ? '' : ticket.requester.address}</bdi></span></p>`;
  if (message === undefined)
    return section(
      'identity-of',
      words.identity.title,
      html`${asking}<p class="soft">${words.identity.handOpened}</p>`,
    );
  const mail = message.mail === null ? null : (mails.get(message.mail) ?? null);
  const same = message.from.address.toLowerCase() === ticket.requester.address.toLowerCase();
  return html`${section('identity-of', words.identity.title, html`${same ? '' : asking}${whoIsThis(language, message, mail, true)}${participants(view)}`)}
<section class="why"><details id="why-newest"><summary><h2>${words.why.title}</h2></summary>${whyIsThisHere(language, mail, now)}</details></section>`;
}

function participants({ language, ticket }: TicketView): Markup | '' {
  const others = ticket.participants.filter((address) => address !== ticket.requester.address.toLowerCase());
  if (others.length === 0) return '';
  const words = wordsOf(language).ticket.side;
  return html`<p class="soft">${words.participants}: <bdi>${others.slice(0, 20).join(', ')}</bdi></p>`;
}

function links(view: TicketView): Markup | '' {
  if (view.linked.length === 0) return '';
  const words = wordsOf(view.language).ticket;
  const may = mayAct(view.actor, 'link', view.ticket).allowed;
  const lines = view.linked.map((line) =>
    line === null
      ? html`<li class="soft">${words.unseen.title}</li>`
      : html`<li>${ticketLink(view, line)}${may ? actForm(view, 'link', html`<input type="hidden" name="drop" value="true"><button class="quiet" name="to" value="${line.ticketId}" aria-label="${words.act.unlink} ${line.ticketId}">×</button>`, { id: line.ticketId }) : ''}</li>`,
  );
  return section('links', words.linked, html`<ul class="tickets-brief">${lines}</ul>`);
}

function earlier(view: TicketView): Markup {
  const words = wordsOf(view.language).ticket.side;
  const lines = view.ofRequester.map((line) => html`<li>${ticketLink(view, line)}</li>`);
  const body =
    lines.length === 0
      ? html`<p class="soft">${words.noEarlier}</p>`
      : html`<ul class="tickets-brief">${lines}</ul>`;
  return section('earlier-tickets', words.earlier, body);
}

function similar(view: TicketView): Markup {
  const words = wordsOf(view.language).ticket.side;
  const lines = view.similar.map((one) => solved(view, one));
  const body =
    lines.length === 0
      ? html`<p class="soft">${words.noSimilar}</p>`
      : html`<ul class="tickets-brief">${lines}</ul>`;
  return section('similar', words.similar, body);
}

/** A past ticket with what was answered; the composer takes the text from the button. */
function solved(view: TicketView, { ticket, answer }: SimilarTicket): Markup {
  const words = wordsOf(view.language).ticket.side;
  const text = answer.trim();
  const problem =
    ticket.solution === null
      ? ''
      : html`<p class="solved">✓ ${words.solvedBy} ${ticket.solution.problem}</p>`;
  const shown = text.length > longestAnswer ? `${text.slice(0, longestAnswer).toWellFormed()} …` : text;
  const more =
    text === ''
      ? ''
      : html`<details><summary>${words.answer}</summary><div class="text" dir="auto">${shown}</div><button type="button" class="insert" data-insert="${text}" hidden>${words.insert}</button></details>`;
  return html`<li>${ticketLink(view, ticket)}${problem}${more}</li>`;
}

function ticketLink({ language, now }: TicketView, line: TicketLine): Markup {
  const words = wordsOf(language);
  return html`<a href="/inbox/${line.ticketId}" title="${line.ticketId}"><bdi>${subjectText(language, line.subject)}</bdi></a> <span class="soft">${words.states[line.state]}, ${timeTag(language, line.updatedAt, now)}</span>`;
}

/** Mail to members of staff belongs to no message of the history. */
function notices({ language, deliveries, now }: TicketView): Markup | '' {
  const rows: Delivery[] = [...deliveries.values()].filter(({ kind }) => kind === 'notice');
  if (rows.length === 0) return '';
  const { toStaff } = wordsOf(language).ticket.delivery;
  return html`<section class="notices"><details id="notices"><summary><h2>${toStaff}</h2></summary>${deliveryLines(language, rows.slice(-20), now, true)}</details></section>`;
}
