/** The menu of who is logged in. */
import { html } from 'hono/html';
import type { Actor } from '../../people.ts';
import { hookWords } from '../words/hooks.ts';
import { wordsOf } from '../words/words.ts';
import type { Markup } from './page.ts';

/** Opens without scripts. */
export function userMenu({ actor, language }: { readonly actor: Actor; readonly language: string }): Markup {
  const words = wordsOf(language);
  const admins = actor.role === 'admin' ? html`<li><a href="/inbox/team">${words.menu.team}</a></li>` : '';
  const hooks =
    actor.role === 'admin' ? html`<li><a href="/inbox/webhooks">${hookWords(language).title}</a></li>` : '';
  return html`<details class="menu"><summary>${actor.name}</summary><ul>
<li><a href="/inbox/account">${words.menu.account}</a></li>${admins}${hooks}
<li><button type="button" data-key="?" hidden>${words.menu.keys}</button></li>
<li><form method="post" action="/logout"><button>${words.logout}</button></form></li></ul></details>`;
}
