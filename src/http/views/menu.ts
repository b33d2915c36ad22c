/** The menu of who is logged in. */
import { html } from 'hono/html';
import type { Actor } from '../../model/people.ts';
import { adminWords } from '../words/admin.ts';
import { hookWords } from '../words/hooks.ts';
import { wordsOf } from '../words/words.ts';
import type { Markup } from './page.ts';

/** Opens without scripts. */
export function userMenu({ actor, language }: { readonly actor: Actor; readonly language: string }): Markup {
  const { menu, logout } = wordsOf(language);
  const admins = [
    entry('/admin', adminWords(language).title),
    entry('/inbox/team', menu.team),
    entry('/inbox/webhooks', hookWords(language).title),
    entry('/inbox/audit', menu.audit),
  ];
  return html`<details class="menu"><summary>${actor.name}</summary><ul>
${entry('/inbox/account', menu.account)}${actor.role === 'admin' ? admins : ''}
<li><button type="button" data-key="?" hidden>${menu.keys}</button></li>
<li><form method="post" action="/logout"><button>${logout}</button></form></li></ul></details>`;
}

function entry(path: string, text: string): Markup {
  return html`<li><a href="${path}">${text}</a></li>`;
}
