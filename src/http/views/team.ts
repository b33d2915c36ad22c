/** The pages of the team. */
import { html } from 'hono/html';
import type { Invited } from '../../access/team.ts';
import { type Agent, type Departments, roles, tiers } from '../../model/people.ts';
import { wordsOf } from '../words/words.ts';
import { timeTag } from './dates.ts';
import type { Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';
import { option, peoplePage, toldWords, troubleWords } from './people-page.ts';

export type TeamTold = 'saved' | 'loggedOut' | 'factorDropped' | 'disabled' | 'enabled';
export type TeamTrouble = 'invalid' | 'taken' | 'conflict';

export interface Member {
  readonly agent: Agent;
  /** All that he sees, also by the settings. */
  readonly departments: Departments;
  readonly state: 'active' | 'invited' | 'disabled';
  readonly hasFactor: boolean;
}

/** All, by name. */
export function teamPage(
  view: Surroundings & { readonly members: readonly Member[]; readonly now: Date },
): Markup {
  const words = wordsOf(view.language).people.team;
  const titles = [
    words.name,
    words.address,
    words.role,
    words.tier,
    words.departments,
    words.factor,
    words.state,
    words.seen,
  ];
  const rows = view.members.map((member) => memberRow(view, member));
  const body = html`<div class="scroll"><table><thead><tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
  const aside = html`<a class="button" href="/inbox/team/new">${words.add}</a><a href="/inbox/audit">${wordsOf(view.language).people.audit.title}</a>`;
  return peoplePage(view, words.title, body, aside);
}

function memberRow(
  { language, now, departments: all }: Surroundings & { readonly now: Date },
  { agent, departments, state, hasFactor }: Member,
): Markup {
  const words = wordsOf(language).people.team;
  const seen = agent.lastSeenAt === null ? words.never : timeTag(language, agent.lastSeenAt, now);
  return html`<tr class="${state}"><td><a href="/inbox/team/${agent.id}">${agent.name || agent.address}</a></td><td>${agent.address}</td>
<td>${words.roles[agent.role]}</td><td>L${agent.tier}</td><td>${departmentWords(language, departments, all)}</td>
<td>${hasFactor ? words.yes : words.no}</td><td>${words.states[state]}</td><td>${seen}</td></tr>`;
}

function departmentWords(
  language: string,
  departments: Departments,
  all: Surroundings['departments'],
): string {
  const words = wordsOf(language).people.team;
  if (departments === 'all') return words.all;
  const titles = departments.map((seen) => all.find(({ name }) => name === seen)?.title ?? seen);
  return titles.length === 0 ? words.none : titles.join(', ');
}

/** The form for somebody new. */
export function newMemberPage(view: Surroundings & { readonly trouble: TeamTrouble | null }): Markup {
  const { people } = wordsOf(view.language);
  const words = people.team;
  const body = html`${troubleWords(view.trouble === null ? null : people.trouble[view.trouble])}
<form method="post" action="/inbox/team" class="fields">
<label for="address">${words.address}</label><input id="address" name="address" type="email" maxlength="254" autocomplete="off" required autofocus>
<label for="name">${words.name}</label><input id="name" name="name" maxlength="100" autocomplete="off">
${rights(view, { role: 'agent', tier: 1, departments: [] })}
<p class="buttons"><button class="primary">${words.invite}</button> <a class="button" href="/inbox/team">${people.cancel}</a></p></form>`;
  return peoplePage(view, words.add, body);
}

/** Role, tier and departments. */
function rights(
  { language, departments }: Surroundings,
  given: Pick<Agent, 'role' | 'tier' | 'departments'>,
  bySettings: readonly string[] = [],
): Markup {
  const words = wordsOf(language).people.team;
  const choices = departments.map(({ name, title }) => {
    const chosen = given.departments.includes(name) ? html` checked` : '';
    const note = bySettings.includes(name) ? html` <span class="soft">(${words.bySettings})</span>` : '';
    return html`<label><input type="checkbox" name="departments" value="${name}"${chosen}> ${title}${note}</label>`;
  });
  return html`<label for="role">${words.role}</label><select id="role" name="role" aria-describedby="role-hint">${roles.map((role) => option(role, words.roles[role], given.role))}</select>
<p class="hint" id="role-hint">${words.roleHint}</p>
<label for="tier">${words.tier}</label><select id="tier" name="tier">${tiers.map((tier) => option(String(tier), words.tiers[tier], String(given.tier)))}</select>
<fieldset><legend>${words.departments}</legend><div class="choices">${choices}</div></fieldset>`;
}

export interface MemberView extends Surroundings {
  readonly member: Member;
  readonly told: TeamTold | null;
  readonly trouble: TeamTrouble | null;
}

/** One of them, and all that can be done about him. */
export function memberPage(view: MemberView): Markup {
  const { people } = wordsOf(view.language);
  const words = people.team;
  const { agent, departments, state } = view.member;
  const bySettings =
    departments === 'all' ? [] : departments.filter((name) => !agent.departments.includes(name));
  const body = html`${toldWords(view.told === null ? null : people.told[view.told])}${troubleWords(view.trouble === null ? null : people.trouble[view.trouble])}
<form method="post" action="/inbox/team/${agent.id}" class="fields">
<label for="name">${words.name}</label><input id="name" name="name" value="${agent.name}" maxlength="100" autocomplete="off">
${rights(view, agent, bySettings)}
<button class="primary">${people.save}</button></form>
${accessSection(view)}
<p><a href="/inbox/audit?subject=${encodeURIComponent(agent.address)}">${words.history} ${agent.name || agent.address}</a></p>`;
  const aside = html`<span class="soft">${agent.address} · ${words.states[state]}</span><a href="/inbox/team">${words.back}</a>`;
  return peoplePage(view, agent.name || agent.address, body, aside);
}

function accessSection({ language, member: { agent, hasFactor } }: MemberView): Markup {
  const words = wordsOf(language).people.team;
  const act = (name: string, text: string) =>
    html`<form method="post" action="/inbox/team/${agent.id}/${name}"><button>${text}</button></form>`;
  const enable = agent.enabled
    ? html`<form method="post" action="/inbox/team/${agent.id}/enabled"><input type="hidden" name="enabled" value="no"><button class="danger">${words.disable}</button></form>`
    : html`<form method="post" action="/inbox/team/${agent.id}/enabled"><input type="hidden" name="enabled" value="yes"><button>${words.enable}</button></form>`;
  const open = agent.enabled
    ? html`${act('reset', words.reset)}${act('log-out', words.logOut)}${hasFactor ? act('drop-factor', words.dropFactor) : ''}`
    : '';
  return html`<section aria-labelledby="access"><h2 id="access">${words.access}</h2><div class="buttons">${open}${enable}</div>
<p class="hint">${words.disableHint}</p></section>`;
}

/** What becomes of the link that works once. */
export function invitedPage(view: Surroundings & { readonly invited: Invited; readonly now: Date }): Markup {
  const words = wordsOf(view.language).people.team;
  const { agent, link, expiresAt, mailed } = view.invited;
  const how = mailed
    ? html`<p>${words.mailed} ${agent.address}.</p>`
    : html`<p>${words.passOn}</p><section><code class="secret">${link}</code></section>`;
  const body = html`${how}<p>${words.until} ${timeTag(view.language, expiresAt, view.now)}.</p>
<p><a class="button" href="/inbox/team">${words.back}</a></p>`;
  return peoplePage(view, mailed ? words.invited : agent.name || agent.address, body);
}
