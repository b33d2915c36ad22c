/** Tokens of the API, as their owner sees them. */
import { html } from 'hono/html';
import type { ApiToken, Scope } from '../../model/people.ts';
import { wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import type { Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';
import { option, peoplePage, troubleWords } from './people-page.ts';

interface TokenList {
  readonly language: string;
  readonly tokens: readonly ApiToken[];
  readonly now: Date;
}

/** All of his, on the account page. */
export function tokenSection(list: TokenList): Markup {
  const words = wordsOf(list.language).people.tokens;
  const rows = list.tokens.map((token) => tokenRow(list, token));
  const table =
    rows.length === 0
      ? html`<p>${words.none}</p>`
      : html`<div class="scroll"><table><tbody>${rows}</tbody></table></div>`;
  return html`<section aria-labelledby="tokens"><h2 id="tokens">${words.title}</h2><p class="hint">${words.hint}</p>${table}
<p><a class="button" href="/inbox/account/tokens/new">${words.create}</a></p></section>`;
}

function tokenRow({ language, now }: TokenList, { id, name, scopes, usedAt, expiresAt }: ApiToken): Markup {
  const words = wordsOf(language).people.tokens;
  const used = usedAt === null ? words.unused : html`${words.used} ${timeTag(language, usedAt, now)}`;
  const until = expiresAt === null ? words.never : html`${words.until} ${timeTag(language, expiresAt, now)}`;
  return html`<tr><td>${name}</td><td class="mono">${scopes.join(' ')}</td><td>${used}</td><td>${until}</td>
<td><form method="post" action="/inbox/account/tokens/revoke"><input type="hidden" name="token" value="${id}"><button class="danger" aria-label="${words.revoke}: ${name}">${words.revoke}</button></form></td></tr>`;
}

/** The form for a fresh one. */
export function newTokenPage(
  view: Surroundings & { readonly scopes: readonly Scope[]; readonly invalid: boolean },
): Markup {
  const { people } = wordsOf(view.language);
  const words = people.tokens;
  const scopes = view.scopes.map(
    (scope) =>
      html`<label><input type="checkbox" name="scopes" value="${scope}"> <span class="mono">${scope}</span></label>`,
  );
  const days = ['30', '90', '365'].map((count) => option(count, `${count} ${words.dayCount}`, '90'));
  const body = html`${troubleWords(view.invalid ? people.trouble.invalid : null)}<p>${words.hint}</p>
<form method="post" action="/inbox/account/tokens" class="fields">
<label for="name">${words.name}</label><input id="name" name="name" maxlength="100" required autofocus>
<fieldset><legend>${words.scopes}</legend><div class="choices">${scopes}</div></fieldset>
<label for="days">${words.days}</label><select id="days" name="days">${days}${option('', words.never, '90')}</select>
<p class="buttons"><button class="primary">${words.create}</button> <a class="button" href="/inbox/account">${people.cancel}</a></p></form>`;
  return peoplePage(view, words.create, body);
}

/** The token itself, this once. */
export function tokenPage(view: Surroundings & { readonly name: string; readonly token: string }): Markup {
  const words = wordsOf(view.language).people.tokens;
  const body = html`<p>${words.once}</p>
<section><h2>${view.name}</h2><code class="secret">${view.token}</code>
<p><a class="button" href="/inbox/account">${words.back}</a></p></section>`;
  return peoplePage(view, words.created, body);
}
