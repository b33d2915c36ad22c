/** The question for the password before something dangerous. */
import { html } from 'hono/html';
import { wordsOf } from '../words/words.ts';
import type { Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';
import { peoplePage, troubleWords } from './people-page.ts';

export interface ProveView extends Surroundings {
  readonly next: string;
  readonly wrong: boolean;
  readonly address: string;
  readonly hasPassword: boolean;
  /** The provider that can be asked instead. */
  readonly provider: string | null;
}

export function provePage(view: ProveView): Markup {
  const { people, login } = wordsOf(view.language);
  const next = encodeURIComponent(view.next);
  const form = html`<form method="post" action="/inbox/account/prove?next=${next}" class="fields">
<input type="hidden" name="username" autocomplete="username" value="${view.address}">
<label for="password">${login.password}</label><input id="password" name="password" type="password" autocomplete="current-password" required autofocus>
<button class="primary">${people.prove.submit}</button></form>`;
  const link =
    view.provider === null
      ? ''
      : html`<p><a class="button" href="/login/oidc?again&next=${next}">${people.provider} ${view.provider}</a></p>`;
  const body = html`${troubleWords(view.wrong ? people.trouble.password : null)}
<p>${people.prove.hint}</p>${view.hasPassword ? form : ''}${link}`;
  return peoplePage(view, people.prove.title, body);
}
