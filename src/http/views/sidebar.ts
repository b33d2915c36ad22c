/** The lists with their counts, at the left of every page of the inbox. */
import { html } from 'hono/html';
import { mostCounted } from '../../model/inbox.ts';
import { wordsOf } from '../words/words.ts';
import type { Open, Place, Surroundings } from './inbox-page.ts';
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

/** What the sidebar shows. */
export type SidebarView = Surroundings & Open;

export function sidebar(frame: SidebarView): Markup {
  const words = wordsOf(frame.language);
  return html`<nav class="lists" id="lists" aria-label="${words.listsLabel}" hx-get="${self(frame)}" hx-trigger="postern-lists from:body" hx-swap="outerMorph" hx-status:4xx="swap:none" hx-status:5xx="swap:none"><ul>${tickets.map(
    (place) => (place === 'department' ? departments(frame) : entry(frame, place)),
  )}</ul><ul>${others.map((place) => (frame.counts[place] === undefined ? '' : entry(frame, place)))}</ul><ul>${learned(frame)}</ul>${searches(frame)}</nav>`;
}

/** Where it is asked for anew, without the page. */
function self({ current, department, query = '' }: SidebarView): string {
  const parts = new URLSearchParams({ q: query });
  if (current !== null) parts.set('current', current);
  if (department) parts.set('department', department);
  return `/inbox/lists?${parts}`;
}

function entry(frame: SidebarView, place: Place): Markup {
  const current = place === frame.current && !frame.department;
  const text = wordsOf(frame.language).lists[place];
  return html`<li>${link(frame, `/inbox?list=${place}`, text, frame.counts[place] ?? 0, current)}</li>`;
}

/** What past tickets teach. */
function learned(frame: SidebarView): Markup {
  const { finding, work } = wordsOf(frame.language);
  const each = [
    ['/inbox/canned', work.canned.title],
    ['/inbox/solutions', finding.solutions.title],
    ['/inbox/report', finding.report.title],
  ] as const;
  return html`${each.map(([path, text]) => html`<li>${link(frame, path, text, null, false)}</li>`)}`;
}

/** One department needs no list of departments. */
function departments(frame: SidebarView): Markup {
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
  { language }: SidebarView,
  path: string,
  text: string,
  count: number | null,
  current: boolean,
): Markup {
  const counted = count === null ? '' : html` <span class="count">${countText(language, count)}</span>`;
  return html`<a href="${path}"${current ? html` aria-current="page"` : ''}><span>${text}</span>${counted}</a>`;
}

function searches(frame: SidebarView): Markup | string {
  if (frame.searches.length === 0) return '';
  const words = wordsOf(frame.language);
  const each = frame.searches.map(({ name, query }) => {
    const current = frame.query === query;
    return html`<li>${link(frame, `/inbox?q=${encodeURIComponent(query)}`, name, null, current)}</li>`;
  });
  return html`<h2>${words.searches.title}</h2><ul>${each}</ul>`;
}

function countText(language: string, count: number): string {
  const text = new Intl.NumberFormat(language).format(count);
  return count >= mostCounted ? `${text}+` : text;
}
