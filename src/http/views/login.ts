/** The pages before the inbox. */
import { html } from 'hono/html';
import type { Agent, Invitation } from '../../people.ts';
import { wordsOf } from '../words/words.ts';
import { type Markup, page } from './page.ts';

export interface LoginState {
  readonly next: string;
  readonly refused: 'credentials' | 'link' | null;
}

/** Address and password. */
export function loginForm(language: string, { next, refused }: LoginState): Markup {
  const words = wordsOf(language).login;
  const trouble =
    refused === null
      ? ''
      : html`<p class="trouble" role="alert">${words[refused === 'link' ? 'linkOver' : 'refused']}</p>`;
  return door(
    language,
    words.title,
    html`${trouble}
<form method="post" action="/login?next=${encodeURIComponent(next)}">
<label for="address">${words.address}</label>
<input id="address" name="address" type="email" autocomplete="username" required autofocus>
<label for="password">${words.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button class="primary">${words.submit}</button>
</form>`,
  );
}

/** The second factor. */
export function codeForm(language: string, ticket: string, next: string): Markup {
  const words = wordsOf(language).login;
  return door(
    language,
    words.title,
    html`<p>${words.codeWanted}</p>
<form method="post" action="/login/code?next=${encodeURIComponent(next)}">
<input type="hidden" name="ticket" value="${ticket}">
<label for="code">${words.code}</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,8}" required autofocus>
<button class="primary">${words.submit}</button>
</form>`,
  );
}

/** What a link that works once leads to. `trouble`: why the password was not taken. */
export function passwordForm(
  language: string,
  purpose: Invitation['purpose'],
  agent: Agent,
  trouble: string | null,
): Markup {
  const words = wordsOf(language).login;
  const password = html`<label for="password">${words.newPassword}</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="12" required autofocus aria-describedby="hint">
<p id="hint" class="hint">${words.passwordHint}</p>`;
  return door(
    language,
    words.title,
    html`${trouble === null ? '' : html`<p class="trouble" role="alert">${trouble}</p>`}
<p>${words.welcome} ${agent.name || agent.address}.</p>
<form method="post">
<input type="hidden" name="username" autocomplete="username" value="${agent.address}">
${purpose === 'login' ? '' : password}
<button class="primary">${words.submit}</button>
</form>`,
  );
}

function door(language: string, title: string, body: Markup): Markup {
  const main = html`<main id="main"><h1>Postern</h1>${body}</main>`;
  return page({ language, title, kind: 'door', body: main });
}
