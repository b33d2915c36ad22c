/** The pages before the inbox. */
import { html } from 'hono/html';
import type { Link } from '../../access/access.ts';
import type { Weakness } from '../../access/passwords.ts';
import { wordsOf } from '../words/words.ts';
import { type Markup, page } from './page.ts';

/** What went wrong before. */
export type Trouble = 'refused' | 'wait' | 'linkOver' | 'provider' | 'providerAway';

export interface Door {
  readonly language: string;
  /** Where to go afterwards. */
  readonly next: string;
  /** Name of the provider of log-ins; null where there is none. */
  readonly provider: string | null;
  /** There is log-in by password. */
  readonly passwords: boolean;
  /** Mail leaves this machine. */
  readonly hasMail: boolean;
}

/** Address and password, or the provider. */
export function loginForm(door: Door, trouble: Trouble | null): Markup {
  const { people } = wordsOf(door.language);
  const told = trouble === null ? '' : html`<p class="trouble" role="alert">${people.trouble[trouble]}</p>`;
  return doorPage(door, html`${told}${door.passwords ? passwordLogIn(door) : ''}${provider(door)}`);
}

function passwordLogIn({ language, next }: Door): Markup {
  const { login, people } = wordsOf(language);
  return html`<form method="post" action="/login?next=${encodeURIComponent(next)}">
<label for="address">${login.address}</label>
<input id="address" name="address" type="email" autocomplete="username" required autofocus>
<label for="password">${login.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button class="primary">${login.submit}</button>
</form>
<p class="beside"><a href="/login/forgot">${people.forgot.link}</a></p>`;
}

/** A link and no form: the policy of our pages lets forms go nowhere else. */
function provider({ language, next, provider: name }: Door): Markup | string {
  if (name === null) return '';
  const path = `/login/oidc?next=${encodeURIComponent(next)}`;
  return html`<p class="provider"><a class="button" href="${path}">${wordsOf(language).people.provider} ${name}</a></p>`;
}

/** The second factor. */
export function codeForm(door: Door, ticket: string, wrong: boolean): Markup {
  const { login, people } = wordsOf(door.language);
  const told = wrong ? html`<p class="trouble" role="alert">${people.trouble.code}</p>` : '';
  return doorPage(
    door,
    html`${told}<p>${login.codeWanted}</p>
<form method="post" action="/login/code?next=${encodeURIComponent(door.next)}">
<input type="hidden" name="ticket" value="${ticket}">
<label for="code">${login.code}</label>
<input id="code" name="code" autocomplete="one-time-code" maxlength="40" required autofocus aria-describedby="hint">
<p id="hint" class="hint">${people.recoveryHint}</p>
<button class="primary">${login.submit}</button>
</form>`,
  );
}

/** What a link that works once leads to. `weakness`: why the password was not taken. */
export function passwordForm(door: Door, { agent, wantsPassword }: Link, weakness: Weakness | null): Markup {
  const { login, people } = wordsOf(door.language);
  const told =
    weakness === null ? '' : html`<p class="trouble" role="alert">${people.weakness[weakness]}</p>`;
  const password = html`<label for="password">${login.newPassword}</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="12" required autofocus aria-describedby="hint">
<p id="hint" class="hint">${login.passwordHint}</p>`;
  return doorPage(
    door,
    html`${told}
<p>${login.welcome} ${agent.name || agent.address}.</p>
<form method="post">
<input type="hidden" name="username" autocomplete="username" value="${agent.address}">
${wantsPassword ? password : ''}
<button class="primary">${login.submit}</button>
</form>`,
  );
}

/** Asks for the address; afterwards it says the same to everybody. */
export function forgotForm(door: Door, sent: boolean): Markup {
  const { login, people } = wordsOf(door.language);
  const back = html`<p class="beside"><a href="/login">${people.forgot.back}</a></p>`;
  if (!door.hasMail || !door.passwords) return doorPage(door, html`<p>${people.forgot.askAdmin}</p>${back}`);
  if (sent) return doorPage(door, html`<p role="status">${people.forgot.sent}</p>${back}`);
  return doorPage(
    door,
    html`<p>${people.forgot.hint}</p>
<form method="post" action="/login/forgot">
<label for="address">${login.address}</label>
<input id="address" name="address" type="email" autocomplete="username" required autofocus>
<button class="primary">${people.forgot.submit}</button>
</form>${back}`,
  );
}

function doorPage({ language }: Door, body: Markup): Markup {
  const main = html`<main id="main"><h1>Postern</h1>${body}</main>`;
  const { title } = wordsOf(language).login;
  return page({ language, title, kind: 'door', body: main, styles: ['people.css'] });
}
