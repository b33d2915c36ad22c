/** Choosing a canned reply while writing: a filter, and each reply as it would stand in the mail. */
import { html } from 'hono/html';
import { type Filled, mayEditCanned } from '../../desk/canned.ts';
import type { ComposeKind } from '../../desk/recipients.ts';
import type { CannedReply, TicketLine } from '../../model/inbox.ts';
import type { Actor } from '../../model/people.ts';
import { wordsOf } from '../words/words.ts';
import { type Letter, plainKind } from './composer.ts';
import { type InboxFrame, inboxPage } from './inbox-page.ts';
import type { Markup } from './page.ts';

export interface PickerView {
  readonly language: string;
  readonly actor: Actor;
  readonly ticket: TicketLine;
  readonly kind: ComposeKind;
  /** What it is filtered by. */
  readonly words: string;
  readonly entries: readonly { readonly reply: CannedReply; readonly filled: Filled }[];
  /** Whether there are any at all. */
  readonly any: boolean;
}

/** A part of the composer’s form: a button of an entry adds its text (assets/composer.js). */
export function picker(view: PickerView): Markup {
  const { language, ticket, kind, words, any } = view;
  const texts = wordsOf(language).work.canned;
  if (!any) return html`<p class="soft">${texts.noneYet}</p>${manage(view)}`;
  return html`<input type="search" value="${words}" placeholder="${texts.filter}" aria-label="${texts.filter}" autocomplete="off" data-filter="/inbox/${ticket.ticketId}/canned?part=1&kind=${kind}">
<div class="canned-list" role="group" aria-label="${texts.title}">${entries(view)}</div>${manage(view)}`;
}

/** The same as a page of its own, without scripts: the draft goes along in the form. */
export function pickerPage(
  frame: Omit<InboxFrame, 'body' | 'title' | 'kind' | 'current'>,
  view: PickerView,
  letter: Letter,
): Markup {
  const { ticket, kind, words, any } = view;
  const texts = wordsOf(view.language).work.canned;
  const path = `/inbox/${ticket.ticketId}`;
  const field = (name: string, value: string) => html`<input type="hidden" name="${name}" value="${value}">`;
  const files = letter.attachments.map((file) => field('attachments', JSON.stringify(file)));
  const form = html`<form class="canned-list" method="post" action="${path}/draft">${field('kind', kind)}${field('seen', letter.seen ?? '')}${field('message', letter.message ?? '')}${field('to', letter.to.join(', '))}${field('cc', letter.cc.join(', '))}${files}
<textarea name="text" hidden>${letter.text}</textarea>${entries(view)}</form>`;
  const body = html`<div class="head"><h1>${texts.title}</h1><a href="${path}?compose=${kind}#composer">${ticket.ticketId}</a></div>
<div class="narrow"><form action="${path}/canned"><input type="hidden" name="kind" value="${kind}"><input type="search" name="q" value="${words}" aria-label="${texts.filter}" placeholder="${texts.filter}"></form>
${any ? form : html`<p class="empty">${texts.noneYet}</p>`}${manage(view)}</div>`;
  const of = { title: texts.title, kind: plainKind(kind), current: null, body } as const;
  return inboxPage({ ...frame, ...of, styles: ['composer.css'] });
}

function manage({ actor, language }: PickerView): Markup | string {
  if (!mayEditCanned(actor, { department: null })) return '';
  return html`<p><a href="/inbox/canned">${wordsOf(language).work.canned.manage}</a></p>`;
}

function entries(view: PickerView): Markup {
  const texts = wordsOf(view.language).work.canned;
  if (view.entries.length === 0) return html`<p class="soft">${texts.none}</p>`;
  const path = `/inbox/${view.ticket.ticketId}/draft`;
  return html`${view.entries.map(
    ({ reply, filled }) =>
      html`<button class="canned" name="insert" value="${reply.id}" formaction="${path}" data-text="${filled.text}"><b>${reply.name}</b> <span class="soft">${reply.language}</span><span class="canned-text">${marked(filled, texts.missing)}</span></button>`,
  )}`;
}

/** The text with what is missing in it marked, for eyes and for screen readers. */
function marked({ text, missing }: Filled, words: string): Markup {
  if (missing.length === 0) return html`${text}`;
  const parts = text.split(/(\{\{[^{}]*\}\})/);
  return html`${parts.map((part, at) => (at % 2 === 0 ? part : html`<mark>${part}<span class="visually-hidden"> (${words})</span></mark>`))}`;
}
