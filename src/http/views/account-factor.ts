/** The pages of the second factor. */
import { html } from 'hono/html';
import { qrPicture } from '../../access/qr.ts';
import { wordsOf } from '../words/words.ts';
import type { Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';
import { peoplePage, troubleWords } from './people-page.ts';

export interface FactorView extends Surroundings {
  readonly secret: string;
  readonly uri: string;
  readonly wrong: boolean;
  /** His role needs one. */
  readonly due: boolean;
}

/** The key as a picture and as text, and a field for the first code. */
export function factorPage(view: FactorView): Markup {
  const { people } = wordsOf(view.language);
  const words = people.factor;
  const body = html`${view.due ? html`<p>${words.due}</p>` : ''}${troubleWords(view.wrong ? people.trouble.code : null)}
<p>${words.scan}</p>
<p><img class="qr" src="${qrPicture(view.uri)}" alt="${words.picture}" width="182" height="182"></p>
<form method="post" action="/inbox/account/factor" class="fields">
<span>${words.key}</span><span class="secret">${view.secret.replace(/.{4}(?=.)/g, '$& ')}</span>
<input type="hidden" name="secret" value="${view.secret}">
<label for="code">${words.code}</label><input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="10" required autofocus>
<p class="buttons"><button class="primary">${words.confirm}</button> <a class="button" href="/inbox/account">${people.cancel}</a></p></form>`;
  return peoplePage(view, words.title, body);
}

/** The codes for recovery, this once. */
export function recoveryPage(view: Surroundings & { readonly codes: readonly string[] }): Markup {
  const words = wordsOf(view.language).people.factor;
  const body = html`<p>${words.recovery}</p>
<section><ul class="codes">${view.codes.map((code) => html`<li>${code}</li>`)}</ul>
<p><a class="button" href="/inbox/account">${words.goOn}</a></p></section>`;
  return peoplePage(view, words.done, body);
}
