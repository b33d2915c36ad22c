/** The list of rules in their order, with what is done to each of them. */
import { html } from 'hono/html';
import { isoTime } from '../../../model/iso-time.ts';
import { timeTag } from '../../views/dates.ts';
import type { Markup } from '../../views/page.ts';
import { toldWords } from '../../views/people-page.ts';
import { filled, ruleWords } from '../../words/rules.ts';
import { toldThen, toldWhen } from '../../words/rules-told.ts';
import { type RuleChange, type ShownRule, shownRule } from '../rules-set.ts';
import { draftBar, type RulesView, rulePath, rulesPage, rulesPath, versionLine } from './rules-frame.ts';

export interface RulesListView extends RulesView {
  readonly told: 'saved' | 'rolledBack' | 'discarded' | null;
  /** How often rules acted lately, by name. */
  readonly acted: ReadonlyMap<string, { readonly week: number; readonly month: number }>;
}

export function rulesListPage(view: RulesListView): Markup {
  const { language, work, told } = view;
  const words = ruleWords(language);
  const rules = work.set.rules.map((rule) => shownRule(rule));
  const rows = rules.map((rule, at) => row(view, rule, at, rules.length));
  const saved = {
    saved: words.save.saved,
    rolledBack: words.past.rolledBack,
    discarded: words.draft.dropped,
  };
  const list =
    rows.length === 0 ? html`<p class="empty">${words.none}</p>` : html`<ol class="rules">${rows}</ol>`;
  const body = html`${toldWords(told === null ? null : saved[told])}<div id="rules">${draftBar(view)}
<section class="fixed" aria-labelledby="house"><h2 id="house">${words.house}</h2><ul>${words.houseRules.map((line) => html`<li>${line}</li>`)}</ul></section>
<section aria-labelledby="in-order"><h2 id="in-order">${words.title}</h2><p class="hint">${words.intro} ${versionLine(language, work)}.</p>${list}</section>
<section class="fixed" aria-labelledby="after"><h2 id="after">${words.afterRules}</h2><p>${words.afterRulesText}</p></section></div>
${importForm(language)}`;
  const aside = html`<a class="button" href="${rulesPath}/rule">${words.add}</a><a class="button" href="${rulesPath}/draft">${words.try.title}</a>
<a href="${rulesPath}/text">${words.whole}</a><a href="${rulesPath}/history">${words.history}</a><a href="${rulesPath}/export" download>${words.export}</a>`;
  return rulesPage(view, words.title, body, aside);
}

function row(view: RulesListView, rule: ShownRule, at: number, all: number): Markup {
  const { language } = view;
  const words = ruleWords(language);
  const { name, reason, when, then } = rule;
  const state = stateOf(rule, view.now);
  return html`<li class="${state}" id="rule-${idOf(name)}"><div class="what"><p><a class="name" href="${rulePath(name)}">${name}</a>${marks(view, name)} <span class="soft">${reason}</span></p>
<dl><dt>${words.when}</dt><dd>${toldWhen(language, when)}</dd><dt>${words.then}</dt><dd>${toldThen(language, then)}</dd></dl></div>
<div class="state"><span class="chip ${state}">${words[state]}</span>${expiry(view, rule)}${rule.author === '' ? '' : html` <span class="soft">${words.by} ${rule.author}</span>`}${actedLine(view, rule)}</div>
${controls(view, rule, at, all)}</li>`;
}

/** Mail that it holds is one click away: the search of quarantine looks at the names of rules. */
function actedLine({ language, acted }: RulesListView, { name, then }: ShownRule): Markup {
  const words = ruleWords(language);
  const found = acted.get(name);
  if (found === undefined) return html` <span class="soft">${words.idle}</span>`;
  const number = new Intl.NumberFormat(language);
  const text = filled(words.acted, { week: number.format(found.week), month: number.format(found.month) });
  const held = `/inbox?${new URLSearchParams({ list: 'quarantine', q: name })}`;
  return Object(then).quarantine === true
    ? html` <a href="${held}">${text}</a>`
    : html` <span>${text}</span>`;
}

/** A day counts to its end, in UTC, as the engine has it. */
function stateOf({ enabled, expires }: ShownRule, now: Date): 'on' | 'off' | 'expired' {
  if (!enabled) return 'off';
  if (expires === null) return 'on';
  const end = isoTime(expires, 'end');
  return end !== null && end < now ? 'expired' : 'on';
}

function expiry({ language, now }: RulesListView, { expires }: ShownRule): Markup | string {
  const at = isoTime(expires ?? '');
  if (at === null) return '';
  return html` <span class="soft">${ruleWords(language).expires}: ${timeTag(language, at, now)}</span>`;
}

/** That the draft has it otherwise than what is saved. */
function marks({ language, work }: RulesListView, name: string): Markup | string {
  const kinds = work.changes.filter((change) => 'rule' in change && change.rule.name === name);
  if (kinds.length === 0) return '';
  const words = ruleWords(language).draft;
  const fresh = kinds.some(({ kind }) => kind === 'added');
  return html` <span class="chip mark">${fresh ? words.markNew : words.markChanged}</span>`;
}

/** By its name, so that the keyboard stays with a rule that moves. */
function idOf(name: string): string {
  return encodeURIComponent(name);
}

function controls({ language }: RulesListView, rule: ShownRule, at: number, all: number): Markup {
  const words = ruleWords(language);
  const button = (change: RuleChange, text: string, ready = true) =>
    html`<button id="${change}-${idOf(rule.name)}" name="do" value="${change}" aria-label="${text}: ${rule.name}"${ready ? '' : html` disabled`}${change === 'delete' ? html` class="danger"` : ''}>${text}</button>`;
  const toggle = rule.enabled ? button('off', words.turnOff) : button('on', words.turnOn);
  return html`<form class="buttons" method="post" action="${rulesPath}/change" hx-post="${rulesPath}/change" hx-target="#rules" hx-select="#rules" hx-swap="outerMorph"><input type="hidden" name="name" value="${rule.name}">
${toggle}${button('up', words.up, at > 0)}${button('down', words.down, at < all - 1)}${button('delete', words.remove)}</form>`;
}

function importForm(language: string): Markup {
  const words = ruleWords(language);
  return html`<section aria-labelledby="import"><h2 id="import">${words.import}</h2>
<form class="buttons" method="post" action="${rulesPath}/import" enctype="multipart/form-data"><label for="file">${words.file}</label><input id="file" name="file" type="file" accept=".yaml,.yml,text/plain" aria-describedby="import-hint" required><button>${words.toDraft}</button></form>
<p class="hint" id="import-hint">${words.importHint}</p></section>`;
}
