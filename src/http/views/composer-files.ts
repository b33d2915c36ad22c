/** Files of an answer, with what takes them off again. */
import { html } from 'hono/html';
import type { Upload } from '../../model/inbox.ts';
import { wordsOf } from '../words/words.ts';
import { sizeText } from './message-files.ts';
import type { Markup } from './page.ts';

/** Those that are there. */
export function fileList(language: string, files: readonly Upload[]): Markup {
  const label = wordsOf(language).work.attach;
  return html`<ul class="files" aria-label="${label}">${files.map((file) => entry(language, file))}</ul>`;
}

/** Adds more; assets/composer.js takes what is dropped and pasted too. */
export function attachButton(language: string): Markup {
  const words = wordsOf(language).work;
  return html`<span class="attach"><label class="button" for="files" title="${words.attachHint}">${words.attach}</label><input class="visually-hidden" id="files" type="file" name="files" multiple></span>`;
}

/** A kept file. Unchecking it takes it off. */
function entry(language: string, file: Upload): Markup {
  const remove = wordsOf(language).work.remove;
  return html`<li><label class="check"><input type="checkbox" name="attachments" value="${JSON.stringify(file)}" checked> ${file.filename} <span class="soft">${sizeText(language, file.size)}</span></label><button type="button" class="quiet remove" aria-label="${remove}: ${file.filename}" hidden>✕</button></li>`;
}
