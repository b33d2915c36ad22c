/** What a writer must know before he sends: crossing messages, drafts of others, what went wrong, what can be undone. */
import { html } from 'hono/html';
import { newerThan } from '../../desk/crossing.ts';
import { wordsOf } from '../words/words.ts';
import type { ComposerView } from './composer.ts';
import { timeTag } from './dates.ts';
import type { Markup } from './page.ts';

/** So much of a message is shown; the whole stands in the history. */
const shown = 400;

/** What came after the answer was begun. The desk refuses it once; `anyway` says that this was read. */
export function crossing({ language, history, letter, now, kind }: ComposerView): Markup | string {
  if (letter.seen === null || letter.text === '' || kind === 'note') return '';
  const newer = newerThan(history, letter.seen);
  const last = newer.at(-1);
  if (last === undefined) return '';
  const words = wordsOf(language).work;
  const entries = newer.map(
    ({ from, createdAt, replyText, text }) =>
      html`<li><b>${from.name || from.address}</b> ${timeTag(language, createdAt, now)}<p>${(replyText || text).slice(0, shown)}</p></li>`,
  );
  return html`<div class="warning crossing" role="alert"><p>${words.crossing}</p><ul>${entries}</ul>
<p><button form="letter" name="anyway" value="${last.id}">${words.sendAnyway}</button></p></div>`;
}

/** What others have begun to write here. */
export function othersDrafts({ language, others, now }: ComposerView): Markup | string {
  if (others.length === 0) return '';
  const words = wordsOf(language).work;
  return html`${others.map(
    ({ name, draft }) =>
      html`<details class="other-draft"><summary>${words.draftBy} ${name} (${words.kinds[draft.kind]}), ${timeTag(language, draft.updatedAt, now)}</summary><p>${draft.text}</p></details>`,
  )}`;
}

/** Why the last try did not work, and what to do. */
export function troubleBar({ language, trouble, missing }: ComposerView): Markup | string {
  if (trouble === null) return '';
  const words = wordsOf(language).work;
  if (trouble !== 'variables') return html`<p class="trouble" role="alert">${words.trouble[trouble]}</p>`;
  const names = missing.map((name) => html` <mark>{{ ${name} }}</mark>`);
  return html`<div class="trouble" role="alert"><p>${words.trouble.variables}${names}</p>
<p><button form="letter" name="asis" value="1">${words.asIs}</button></p></div>`;
}

/** An answer that waits to be sent. assets/composer.js counts the seconds down. */
export function undoBar(
  language: string,
  base: string,
  { message, until }: { readonly message: string; readonly until: Date },
  now: Date,
): Markup {
  const words = wordsOf(language).work;
  const seconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
  return html`<form class="undo" method="post" action="${base}/undo" aria-label="${words.undo}" data-left="${seconds}"><input type="hidden" name="message" value="${message}"><span>${words.sent} <b class="left">${seconds}</b> ${words.seconds}</span> <button data-key="z" aria-keyshortcuts="z" title="${words.undoHint}">${words.undo}</button></form>`;
}
