/** The account page. */
import { html } from 'hono/html';
import type { Weakness } from '../../access/passwords.ts';
import type { Agent, ApiToken, Session } from '../../model/people.ts';
import type { Words } from '../words/en.ts';
import { languageCodes, wordsOf } from '../words/words.ts';
import { tokenSection } from './account-tokens.ts';
import { timeTag } from './dates.ts';
import type { Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';
import { option, peoplePage, toldWords, troubleWords } from './people-page.ts';

export type AccountTold = 'saved' | 'password' | 'loggedOut' | 'factorDropped' | 'revoked';
export type AccountTrouble = 'invalid' | 'password' | Weakness;

export interface AccountView extends Surroundings {
  readonly agent: Agent;
  readonly sessions: readonly Session[];
  readonly tokens: readonly ApiToken[];
  /** The one in use. */
  readonly session: Session | null;
  readonly hasPassword: boolean;
  readonly hasFactor: boolean;
  readonly told: AccountTold | null;
  readonly trouble: AccountTrouble | null;
  readonly now: Date;
}

export function accountPage(view: AccountView): Markup {
  const { people } = wordsOf(view.language);
  const { told, trouble, agent } = view;
  const body = html`${toldWords(told === null ? null : people.told[told])}${troubleWords(troubleOf(people, trouble))}
${profile(view)}${password(view)}${factor(view)}${sessions(view)}${tokenSection(view)}`;
  return peoplePage(
    view,
    people.account.title,
    body,
    html`<span class="soft">${agent.address} · ${people.team.roles[agent.role]} · L${agent.tier}</span>`,
  );
}

function troubleOf(people: Words['people'], trouble: AccountTrouble | null): string | null {
  if (trouble === null) return null;
  return trouble === 'invalid' || trouble === 'password' ? people.trouble[trouble] : people.weakness[trouble];
}

function profile({ language, agent }: AccountView): Markup {
  const { people } = wordsOf(language);
  const words = people.account;
  const languages = languageCodes.map((code) => option(code, wordsOf(code).language, agent.language));
  return html`<section aria-labelledby="profile"><h2 id="profile">${words.profile}</h2>
<form method="post" action="/inbox/account" class="fields">
<label for="name">${words.name}</label><input id="name" name="name" value="${agent.name}" maxlength="100" autocomplete="name" aria-describedby="name-hint">
<p class="hint" id="name-hint">${words.nameHint}</p>
<label for="language">${words.language}</label><select id="language" name="language">${option('', words.browserLanguage, agent.language)}${languages}</select>
<button class="primary">${people.save}</button></form></section>`;
}

function password({ language, agent, hasPassword }: AccountView): Markup {
  const { people, login } = wordsOf(language);
  const words = people.account;
  const form = html`<form method="post" action="/inbox/account/password" class="fields">
<input type="hidden" name="username" autocomplete="username" value="${agent.address}">
<label for="old">${words.oldPassword}</label><input id="old" name="old" type="password" autocomplete="current-password" required>
<label for="new">${login.newPassword}</label><input id="new" name="password" type="password" autocomplete="new-password" minlength="12" required aria-describedby="new-hint">
<p class="hint" id="new-hint">${login.passwordHint}</p>
<button>${words.change}</button></form>`;
  return html`<section aria-labelledby="password"><h2 id="password">${words.password}</h2>
${hasPassword ? form : html`<p class="soft">${words.noPassword}</p>`}</section>`;
}

function factor({ language, hasFactor }: AccountView): Markup {
  const words = wordsOf(language).people.account;
  const drop = hasFactor
    ? html`<form method="post" action="/inbox/account/factor/drop"><button class="danger">${words.factorDrop}</button></form>`
    : '';
  return html`<section aria-labelledby="factor"><h2 id="factor">${words.factor}</h2>
<p>${hasFactor ? words.factorOn : words.factorOff}</p>
<div class="buttons"><a class="button" href="/inbox/account/factor">${hasFactor ? words.factorAnew : words.factorSetUp}</a>${drop}</div></section>`;
}

function sessions(view: AccountView): Markup {
  const words = wordsOf(view.language).people.account;
  const rows = view.sessions.map((session) => sessionRow(view, session));
  const others =
    view.sessions.length > 1
      ? html`<form method="post" action="/inbox/account/sessions/end-others"><button>${words.endOthers}</button></form>`
      : '';
  return html`<section aria-labelledby="sessions"><h2 id="sessions">${words.sessions}</h2>
<div class="scroll"><table><tbody>${rows}</tbody></table></div>${others}</section>`;
}

function sessionRow({ language, session: current, now }: AccountView, session: Session): Markup {
  const words = wordsOf(language).people.account;
  const isThis = session.hash === current?.hash;
  const program = programOf(session.userAgent);
  const end = isThis
    ? html`<strong>${words.thisSession}</strong>`
    : html`<form method="post" action="/inbox/account/sessions/end"><input type="hidden" name="session" value="${session.hash}"><button aria-label="${words.end}: ${program}, ${session.source}">${words.end}</button></form>`;
  return html`<tr><td>${program}</td><td class="mono">${session.source}</td><td>${words.lastUsed} ${timeTag(language, session.seenAt, now)}</td><td>${end}</td></tr>`;
}

/** Browser and system, as people call them; the head of what the program says where it is none of these. */
function programOf(userAgent: string): string {
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)(?:iOS)?\/(\d+)/.exec(
    userAgent.includes('Edg/') ? userAgent.slice(userAgent.indexOf('Edg/')) : userAgent,
  );
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent);
  if (browser === null) return userAgent.slice(0, 40) || '–';
  const name = browser[1] === 'Edg' ? 'Edge' : browser[1] === 'OPR' ? 'Opera' : browser[1];
  return [`${name} ${browser[2]}`, system?.[1]].filter(Boolean).join(', ');
}
