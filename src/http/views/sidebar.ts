/** The lists with their counts, at the left of every page of the inbox. */
import { html } from 'hono/html';
import { wordsOf } from '../words/words.ts';
import type { InboxFrame, Place } from './inbox-page.ts';
import type { Markup } from './page.ts';

const tickets = [
  'unassigned',
  'mine',
  'department',
  'waiting',
  'held',
  'solved',
  'closed',
  'all',
] as const satisfies Place[];
const others = ['drafts', 'quarantine', 'failed'] as const satisfies Place[];

export function sidebar(frame: InboxFrame): Markup {
  const words = wordsOf(frame.language);
  return html`<nav class="lists" id="lists" aria-label="${words.listsLabel}"><ul>${tickets.map((place) =>
    place === 'department' ? departments(frame) : entry(frame, place),
  )}</ul><ul>${others.map((place) => (frame.counts[place] === undefined ? '' : entry(frame, place)))}</ul>${searches(frame)}</nav>`;
}

function entry(frame: InboxFrame, place: Place): Markup {
  const current = place === frame.current && !frame.department;
  const text = wordsOf(frame.language).lists[place];
  return html`<li>${link(frame, `/inbox?list=${place}`, text, frame.counts[place] ?? 0, current)}</li>`;
}

/** One department needs no list of departments. */
function departments(frame: InboxFrame): Markup {
  const whole = entry(frame, 'department');
  if (frame.departments.length < 2) return whole;
  const each = frame.departments.map(({ name, title, count }) => {
    const current = frame.current === 'department' && frame.department === name;
    const path = `/inbox?list=department&department=${encodeURIComponent(name)}`;
    return html`<li class="sub">${link(frame, path, title, count, current)}</li>`;
  });
  return html`${whole}${each}`;
}

function link(
  { language }: InboxFrame,
  path: string,
  text: string,
  count: number | null,
  current: boolean,
): Markup {
  const counted = count === null ? '' : html` <span class="count">${countText(language, count)}</span>`;
  return html`<a href="${path}"${current ? html` aria-current="page"` : ''}><span>${text}</span>${counted}</a>`;
}

function searches(frame: InboxFrame): Markup | string {
  if (frame.searches.length === 0) return '';
  const words = wordsOf(frame.language);
  const each = frame.searches.map(({ name, query }) => {
    const current = frame.query === query;
    return html`<li>${link(frame, `/inbox?q=${encodeURIComponent(query)}`, name, null, current)}</li>`;
  });
  return html`<h2>${words.searches.title}</h2><ul>${each}</ul>`;
}

/** Counting stops at 10,000. */
function countText(language: string, count: number): string {
  const text = new Intl.NumberFormat(language).format(count);
  return count >= 10_000 ? `${text}+` : text;
}
