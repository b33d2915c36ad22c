/** The page of traces: one box, what it found, and the way of one mail. */
import { html } from 'hono/html';
import type { Page } from '../../../model/inbox.ts';
import { refusalsKept, type Story } from '../../../model/trace.ts';
import { timeTag } from '../../views/dates.ts';
import type { Surroundings } from '../../views/inbox-page.ts';
import type { Markup } from '../../views/page.ts';
import { traceWords } from '../../words/trace.ts';
import { stateOf } from '../../words/trace-story.ts';
import { adminPage } from './admin-page.ts';
import { storyView, subjectOf } from './trace-story.ts';

export interface TraceView extends Surroundings {
  readonly q: string;
  readonly before: string | null;
  readonly from: string;
  /** Null where nothing was asked. */
  readonly page: Page<Story> | null;
  readonly quarantineDays: number;
  /** When staff last wrote to the author of the one mail that was found. */
  readonly wroteAt: Date | null;
  readonly now: Date;
}

export function tracePage(view: TraceView): Markup {
  const { language, q, from } = view;
  const words = traceWords(language);
  const back = html`<p><a href="/admin/trace?${new URLSearchParams({ q: from })}" rel="up">← ${from}</a></p>`;
  const body = html`<div class="trace"><form class="search" role="search" action="/admin/trace" aria-label="${words.search}"><label for="word">${words.word}</label>
<span class="line"><input type="search" id="word" name="q" value="${q}" maxlength="998" autocomplete="off" spellcheck="false" required aria-describedby="word-hint"><button class="primary">${words.search}</button></span>
<span class="soft" id="word-hint">${words.hint}</span></form>${from === '' ? '' : back}${answer(view)}</div>`;
  return adminPage(view, 'trace', { title: words.title, body }, { styles: ['trace.css'] });
}

function answer(view: TraceView): Markup | string {
  const { page, before } = view;
  if (page === null) return '';
  const [first, second] = page.items;
  if (first === undefined) return nothing(view);
  return second === undefined && before === null && page.next === null
    ? storyView(view.language, first, view.now, view.wroteAt)
    : hits(view, page);
}

function nothing({ language, q, quarantineDays }: TraceView): Markup {
  const { none, kept } = traceWords(language);
  const days = (text: string, n: number) => text.replace('{n}', String(n));
  return html`<section class="empty-trace"><p role="status">${none.replace('{q}', q)}</p>
<ul><li>${days(kept.mails, quarantineDays)}</li><li>${days(kept.refusals, refusalsKept)}</li><li>${kept.other}</li></ul></section>`;
}

function hits(view: TraceView, { items, next }: Page<Story>): Markup {
  const { language, q, before } = view;
  const words = traceWords(language);
  const to = (cursor: string | null) =>
    `/admin/trace?${new URLSearchParams({ q, ...(cursor === null ? {} : { before: cursor }) })}`;
  const newest = before === null ? '' : html`<a class="button" href="${to(null)}">${words.newest}</a>`;
  const older = next === null ? '' : html`<a class="button" rel="next" href="${to(next)}">${words.older}</a>`;
  return html`<h2 id="hits">${words.found.replace('{q}', q)}</h2><ol class="hits" aria-labelledby="hits">${items.map((story) => hit(view, story))}</ol><p class="pager">${newest} ${older}</p>`;
}

function hit({ language, q, now }: TraceView, story: Story): Markup {
  const words = traceWords(language);
  const { who, subject, at } = subjectOf(language, story);
  const query = new URLSearchParams({ q: story.mail?.id ?? story.found.id, from: q });
  const state = stateOf(story);
  return html`<li><span class="who"><bdi>${who}</bdi></span><a href="/admin/trace?${query}"><bdi>${subject}</bdi></a><span class="state" data-state="${state}">${words.states[state]}</span>${timeTag(language, at, now)}</li>`;
}
