/** What can be done with all tickets that are selected. It shows while one is (list.css), also without scripts. */
import { html } from 'hono/html';
import type { Actor } from '../../model/people.ts';
import { priorities, ticketStates } from '../../model/ticket.ts';
import { counted, wordsOf } from '../words/words.ts';
import type { Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';

export interface Staff {
  readonly address: string;
  readonly name: string;
}

export interface BulkView extends Pick<Surroundings, 'departments'> {
  readonly language: string;
  readonly actor: Actor;
  readonly staff: readonly Staff[];
}

export function bulkBar(view: BulkView): Markup {
  const { language, departments } = view;
  const { bulk, states, priorities: levels } = wordsOf(language);
  const settable = ticketStates.filter((state) => state !== 'new');
  // Enter in a field presses the first button of a form: it must be one that asks what the field says.
  return html`<div class="bulk head" role="toolbar" aria-label="${bulk.label}"><button name="typed" value="1" class="visually-hidden" tabindex="-1" aria-hidden="true"></button>
<output class="selected" data-one="${counted(language, bulk.selected, 1)}" data-other="${bulk.selected.other}"></output>
${people(view)}
${menu(
  bulk.state,
  options('state', settable, (state) => states[state]),
)}
${menu(
  bulk.priority,
  options('priority', priorities, (level) => levels[level]),
)}
${menu(bulk.tag, typed('tag', bulk.tag, 50, html`<button name="do" value="tag">${bulk.addTag}</button><button name="do" value="untag">${bulk.removeTag}</button>`))}
${
  departments.length < 2
    ? ''
    : menu(
        bulk.department,
        departments.map(({ name, title }) => option('department', name, title)),
      )
}
${menu(bulk.merge, typed('into', bulk.mergeTarget, 30, html`<button name="do" value="merge">${bulk.mergeSubmit}</button>`))}
<button type="reset" class="plain">${bulk.clear}</button></div>`;
}

function people({ language, actor, staff }: BulkView): Markup {
  const { bulk } = wordsOf(language);
  const others = staff.filter(({ address }) => address !== actor.address);
  return menu(bulk.assign, [
    option('assign', actor.address, bulk.me),
    option('assign', '', bulk.nobody),
    ...others.map(({ address, name }) => option('assign', address, name)),
  ]);
}

function menu(title: string, inside: Markup | readonly Markup[]): Markup {
  return html`<details class="menu" name="bulk"><summary class="button">${title}</summary><div class="panel">${inside}</div></details>`;
}

function options<Value extends string>(
  name: string,
  values: readonly Value[],
  text: (value: Value) => string,
): Markup[] {
  return values.map((value) => option(name, value, text(value)));
}

function option(name: string, value: string, text: string): Markup {
  return html`<button class="plain" name="${name}" value="${value}">${text}</button>`;
}

function typed(name: string, label: string, longest: number, buttons: Markup): Markup {
  return html`<label for="bulk-${name}">${label}</label><input id="bulk-${name}" name="${name}" maxlength="${longest}" autocomplete="off">${buttons}`;
}
