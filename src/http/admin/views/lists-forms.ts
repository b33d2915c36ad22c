/** Forms that put something on a list. */

import { isIP } from 'node:net';
import { html } from 'hono/html';
import type { LineProblem, ListName } from '../../../model/sender-lists.ts';
import type { Markup } from '../../views/page.ts';
import { option, troubleWords } from '../../views/people-page.ts';
import { listsWords } from '../../words/lists.ts';
import { blockSpans, type Span, spans } from '../lists-shapes.ts';

/** What was typed, and what is wrong with it. */
export interface Typed {
  readonly pattern: string;
  readonly reason: string;
  readonly span: Span;
  readonly problem: LineProblem | null;
}

/** The choice of how long it stands. */
export function spanChoice(language: string, id: string, of: readonly Span[], chosen: Span): Markup {
  const words = listsWords(language).spans;
  return html`<select id="${id}" name="span">${of.map((span) => option(span, words[span], chosen))}</select>`;
}

export function addForm(language: string, list: Exclude<ListName, 'block'>, typed: Typed): Markup {
  const words = listsWords(language);
  return html`<form class="adding" method="post" action="/admin/lists" aria-label="${words.addTo[list]}">
<input type="hidden" name="list" value="${list}">
<div><label for="pattern">${words.pattern}</label><input id="pattern" name="pattern" value="${typed.pattern}" maxlength="300" required autocapitalize="none" autocomplete="off" spellcheck="false" aria-describedby="forms"${wrong(typed)}></div>
<div><label for="reason">${words.reason}</label><input id="reason" name="reason" value="${typed.reason}" maxlength="200"></div>
<div><label for="span">${words.until}</label>${spanChoice(language, 'span', spans, typed.span)}</div>
<button class="primary">${words.add}</button>
<p class="soft" id="forms">${words.forms}</p>${trouble(language, typed)}</form>`;
}

/** `pattern`: an IP address or a network, filled in where a page named one. */
export function blockEntryForm(language: string, typed: Typed, focus: boolean): Markup {
  const words = listsWords(language);
  const scopes = (['narrow', 'wide'] as const).map((scope) => option(scope, words.scopes[scope], 'narrow'));
  return html`<form class="adding" method="post" action="/admin/lists/block" aria-label="${words.addTo.block}">
<div><label for="source">${words.network}</label><input id="source" name="source" value="${typed.pattern}" maxlength="100" required autocapitalize="none" autocomplete="off" spellcheck="false"${wrong(typed)}></div>
<div><label for="scope">${words.scope}</label><select id="scope" name="scope">${scopes}</select></div>
<div><label for="span">${words.for}</label>${spanChoice(language, 'span', blockSpans, typed.span)}</div>
<div><label for="reason">${words.reason}</label><input id="reason" name="reason" value="${typed.reason || (focus ? words.flood : '')}" maxlength="200"></div>
<button class="primary"${focus ? html` autofocus` : ''}>${words.block}</button>${trouble(language, typed)}</form>`;
}

/**
 * Blocks where a mail came from with one click: for pages that show a source. Nothing for what is no IP address. `id` tells
 * the forms of one page apart.
 */
export function blockButton(language: string, source: string, id: string): Markup | string {
  if (isIP(source) === 0) return '';
  const words = listsWords(language);
  const label = words.blockAddress.replace('{address}', source);
  return html`<form class="block" method="post" action="/admin/lists/block"><input type="hidden" name="source" value="${source}"><input type="hidden" name="reason" value="${words.flood}">
<label class="visually-hidden" for="${id}">${words.for}</label>${spanChoice(language, id, blockSpans, '1h')}<button aria-label="${label}">${words.block}</button></form>`;
}

function wrong({ problem }: Typed): Markup | string {
  return problem === null ? '' : html` aria-invalid="true"`;
}

function trouble(language: string, { problem }: Typed): Markup | string {
  return problem === null ? '' : troubleWords(listsWords(language).problems[problem]);
}
