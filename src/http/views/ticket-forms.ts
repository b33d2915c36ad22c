/** The forms that change a ticket: small, plain, one for each action. */
import { html } from 'hono/html';
import type { ActionName } from '../../desk/action.ts';
import { mayAct } from '../../desk/rights.ts';
import { wakePresets } from '../../desk/wake.ts';
import { isOpen, priorities, ticketStates } from '../../model/ticket.ts';
import type { TicketMessage } from '../../model/ticket-store.ts';
import { fieldOf } from '../inbox/ticket-form.ts';
import { wordsOf } from '../words/words.ts';
import type { Markup } from './page.ts';
import { momentTag } from './ticket-moment.ts';
import { swapAttributes, type TicketView } from './ticket-view.ts';

interface FormOptions {
  /** The page that follows is another ticket’s. */
  readonly leaves?: boolean;
  /** Tells forms of the same action apart, by the value of one of its fields. */
  readonly id?: string;
}

/** A form that does one thing to the ticket, with what went wrong the last time beside it. */
export function actForm(
  view: TicketView,
  name: ActionName,
  fields: Markup,
  options: FormOptions = {},
): Markup {
  const { ticketId } = view.ticket;
  const swap =
    options.leaves === true
      ? ''
      : html` hx-post="/inbox/${ticketId}/act" hx-target="${swapAttributes.target}" hx-select="${swapAttributes.target}" hx-swap="outerMorph" hx-select-oob="${swapAttributes.oob}"`;
  return html`<form class="act ${name}" method="post" action="/inbox/${ticketId}/act"${swap}><input type="hidden" name="do" value="${name}">${fields}${troubleOf(view, name, options.id)}</form>`;
}

/** True where the last form that was sent was this one. */
function isPosted({ posted }: TicketView, name: ActionName, id?: string): boolean {
  if (posted === null || fieldOf(posted.form, 'do') !== name) return false;
  return id === undefined || [...posted.form.values()].some((values) => values.includes(id));
}

function troubleOf(view: TicketView, name: ActionName, id?: string): Markup | '' {
  if (!isPosted(view, name, id)) return '';
  return html`<p class="trouble" role="alert">${troubleText(view)}</p>`;
}

/** What went wrong, by its kind in the reader’s language, and in the words of the desk. */
export function troubleText({ language, posted }: TicketView): Markup | '' {
  if (posted === null) return '';
  const words = wordsOf(language);
  const kinds: Readonly<Record<string, string>> = words.failures;
  const { code, message } = posted.failure;
  const kind = kinds[code] ?? words.failures.other;
  return html`${words.ticket.act.refused} ${language.startsWith('en') ? message : html`${kind} (<span lang="en">${message}</span>)`}`;
}

/** Owner, state, department, priority: a choice and a button, which a script makes needless. */
export function propertyForms(view: TicketView): Markup {
  const { language, ticket, people, actor, departments } = view;
  const words = wordsOf(language);
  const { act, nobody, formerOwner } = words.ticket;
  const known = people.some(({ address }) => address === ticket.owner);
  const owners = [
    option('', nobody, ticket.owner === null),
    ...(ticket.owner === null || known
      ? []
      : [option(ticket.owner, `${ticket.owner} (${formerOwner})`, true)]),
    ...people.map(({ address, name }) => option(address, name, address === ticket.owner)),
  ];
  const mine =
    actor.kind === 'agent' &&
    ticket.owner !== actor.address &&
    people.some(({ address }) => address === actor.address);
  const take = mine
    ? actForm(
        view,
        'assign',
        html`<input type="hidden" name="owner" value="${actor.address}"><button class="quiet" id="take">${act.takeIt}</button>`,
      )
    : '';
  return html`${property(view, 'assign', 'owner', words.ticket.owner, owners)}${take}
${property(
  view,
  'state',
  'state',
  words.ticket.state,
  ticketStates.map((state) => option(state, words.states[state], state === ticket.state)),
)}
${property(
  view,
  'priority',
  'priority',
  words.ticket.priority,
  priorities.map((priority) => option(priority, words.priorities[priority], priority === ticket.priority)),
)}
${property(view, 'department', 'department', words.ticket.department, departmentOptions(view, departments))}`;
}

function departmentOptions({ ticket }: TicketView, departments: TicketView['departments']): Markup[] {
  const known = departments.some(({ name }) => name === ticket.department);
  const here = known ? [] : [option(ticket.department, ticket.department, true)];
  return [...here, ...departments.map(({ name, title }) => option(name, title, name === ticket.department))];
}

function option(value: string, text: string, chosen: boolean): Markup {
  return html`<option value="${value}"${chosen ? html` selected` : ''}>${text}</option>`;
}

function property(
  view: TicketView,
  action: ActionName,
  field: string,
  label: string,
  options: Markup[],
): Markup {
  const allowed = mayAct(view.actor, action, view.ticket).allowed;
  const { act } = wordsOf(view.language).ticket;
  return actForm(
    view,
    action,
    html`<label for="p-${field}">${label}</label><select id="p-${field}" name="${field}" data-autosubmit${allowed ? '' : html` disabled`}>${options}</select><button class="set">${act.set}</button>`,
  );
}

export function tagForms(view: TicketView): Markup {
  const { language, ticket, allTags } = view;
  const words = wordsOf(language).ticket;
  const tags = ticket.tags.map((tag) =>
    actForm(
      view,
      'tags',
      html`<span class="tag">${tag} <button class="quiet" name="drop" value="${tag}" aria-label="${words.act.removeTag} ${tag}">×</button></span>`,
      { id: tag },
    ),
  );
  const known = allTags.filter((tag) => !ticket.tags.includes(tag)).slice(0, 50);
  return html`<div class="tags">${tags}${actForm(
    view,
    'tags',
    html`<input name="add" id="p-tag" list="tags" maxlength="200" required placeholder="${words.act.newTag}" aria-label="${words.act.addTag}" title="${words.act.tagHint}"><datalist id="tags">${known.map((tag) => html`<option value="${tag}"></option>`)}</datalist><button class="set">${words.act.add}</button>`,
    { id: fieldOf(view.posted?.form ?? new Map(), 'add') || '-' },
  )}</div>`;
}

export function snoozeForm(view: TicketView): Markup | '' {
  const { language, ticket } = view;
  const { act, waitsUntil } = wordsOf(language).ticket;
  if (ticket.waitUntil !== null) {
    const wake = html`${waitsUntil} ${momentTag(language, ticket.waitUntil)} <button name="until" value="">${act.wake}</button>`;
    return html`<div class="sleeping">${actForm(view, 'snooze', wake)}</div>`;
  }
  if (!isOpen(ticket)) return '';
  const presets = wakePresets.map(
    (preset) => html`<button name="preset" value="${preset}">${act.presets[preset]}</button>`,
  );
  const zone = html`<input type="hidden" name="zone" value="0">`;
  return menu(
    view,
    'snooze',
    act.snooze,
    html`<p class="soft">${act.snoozeHint}</p>${actForm(view, 'snooze', html`${zone}<span class="row">${presets}</span>`, { id: '-' })}
${actForm(view, 'snooze', html`${zone}<label>${act.snoozeUntil} <input type="datetime-local" name="until" required></label> <button>${act.set}</button>`)}`,
  );
}

export function joinForms(view: TicketView): Markup {
  const { ticket, language, history } = view;
  const { act } = wordsOf(language).ticket;
  const find = (what: 'merge' | 'link') =>
    html`<p><a href="/inbox/${ticket.ticketId}/${what}">${wordsOf(language).work.join.byWords}</a></p>`;
  const merge = menu(
    view,
    'merge',
    act.merge,
    html`<p class="soft">${act.mergeHint}</p>${actForm(view, 'merge', html`<label>${act.mergeInto} <input name="into" required maxlength="20" autocomplete="off"></label> <button class="primary">${act.mergeSubmit}</button>`, { leaves: true })}${find('merge')}`,
  );
  const link = menu(
    view,
    'link',
    act.link,
    html`${actForm(
      view,
      'link',
      html`<label>${act.linkTo} <input name="to" required maxlength="20" autocomplete="off"></label> <button>${act.linkSubmit}</button>`,
      { id: fieldOf(view.posted?.form ?? new Map(), 'to') || '-' },
    )}${find('link')}`,
  );
  const rename = menu(
    view,
    'subject',
    act.rename,
    actForm(
      view,
      'subject',
      html`<input name="subject" value="${ticket.subject.slice(0, 500)}" required maxlength="500" aria-label="${wordsOf(language).ticket.message.subject}"> <button>${act.renameSubmit}</button>`,
    ),
  );
  return html`${rename}${link}${merge}${solution(view, history.messages)}`;
}

function solution(view: TicketView, messages: readonly TicketMessage[]): Markup {
  const { ticket, language } = view;
  const { act } = wordsOf(language).ticket;
  const known = ticket.solution;
  const last = messages.findLast(({ kind }) => kind === 'reply');
  const note = known?.note ?? last?.replyText.slice(0, 20_000) ?? '';
  const drop =
    known === null
      ? ''
      : actForm(
          view,
          'solution',
          html`<button class="quiet" name="problem" value="">${act.noSolution}</button>`,
          { id: '-' },
        );
  return menu(
    view,
    'solution',
    act.solution,
    html`${actForm(view, 'solution', html`<label>${act.problem} <input name="problem" value="${known?.problem ?? ticket.subject.slice(0, 200)}" required maxlength="200"></label><label>${act.howSolved} <textarea name="note" rows="5" maxlength="20000">${note}</textarea></label> <button class="primary">${act.solutionSubmit}</button>`)}${drop}`,
  );
}

/** A form that is folded until it is wanted, or until something is wrong with it. Nothing where he may not. */
function menu(view: TicketView, action: ActionName, title: string, body: Markup): Markup {
  if (!mayAct(view.actor, action, view.ticket).allowed) return html``;
  return html`<details class="doing" id="do-${action}"${isPosted(view, action) ? html` open` : ''}><summary>${title}</summary><div class="sheet">${body}</div></details>`;
}
