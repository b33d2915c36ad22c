/** The draft: what it changes, trying it out, saving it. */
import { html } from 'hono/html';
import type { Thresholds } from '../../../model/rules.ts';
import type { Markup } from '../../views/page.ts';
import { option, toldWords, troubleWords } from '../../views/people-page.ts';
import { filled, ruleWords } from '../../words/rules.ts';
import { counted } from '../../words/words.ts';
import type { SetChange } from '../rules-diff.ts';
import type { RuleDanger, RuleProblem } from '../rules-engine.ts';
import { changesList } from './rules-changes.ts';
import { discardForm, type RulesView, rulesPage, rulesPath, versionLine } from './rules-frame.ts';
import { setProblems } from './rules-text.ts';

/** Days that a try-out looks back. */
export const trySpans = [1, 7, 30, 90] as const;

/** What was typed, and is shown again. */
export interface TypedDraft {
  readonly days: (typeof trySpans)[number];
  readonly quarantineAt: string;
  readonly rejectAt: string;
  readonly reason: string;
  readonly meant: readonly string[];
}

export type DraftTrouble =
  | 'noReason'
  | 'notMeant'
  | 'conflict'
  | 'elsewhere'
  | 'thresholds'
  | 'busy'
  | 'gone';

export interface RulesDraftView extends RulesView {
  readonly typed: TypedDraft;
  readonly dangers: readonly RuleDanger[];
  readonly problems: readonly RuleProblem[];
  /** What others saved since the draft was begun; null where nobody did. */
  readonly theirs: readonly SetChange[] | null;
  /** Rules that both changed, after merging. */
  readonly clashes: readonly string[];
  readonly trouble: DraftTrouble | null;
  readonly told: 'kept' | null;
  /** Of the settings. */
  readonly usual: Thresholds;
  /** Departments whose own thresholds these would cross. */
  readonly crossing: readonly string[];
}

export function rulesDraftPage(view: RulesDraftView): Markup {
  const { language, work, trouble, told } = view;
  const words = ruleWords(language);
  const { noReason, notMeant, conflict, elsewhere } = words.save;
  const { bothOrNone: thresholds, busy, gone } = words.try;
  const troubles = { noReason, notMeant, conflict, elsewhere, thresholds, busy, gone };
  const { draft } = work;
  const title =
    draft === null ? words.draft.title : counted(language, words.draft.changes, work.changes.length);
  const body = html`${toldWords(told === null ? null : words.draft.kept)}${troubleWords(trouble === null ? null : troubles[trouble])}${stale(view)}
<section aria-labelledby="changes"><h2 id="changes">${title}</h2><p class="hint">${versionLine(language, work)}. ${words.draft.hint}</p>
${draft === null ? html`<p>${words.draft.none}</p>` : changesList(language, work.changes)}</section>
${trySection(view)}${draft === null ? '' : saveSection(view)}`;
  const aside = html`${draft === null ? '' : discardForm(language)}<a href="${rulesPath}">${words.title}</a>`;
  return rulesPage(view, words.draft.title, body, aside);
}

/** That somebody else saved in between, and what. */
function stale({ language, work, theirs, clashes }: RulesDraftView): Markup | string {
  const words = ruleWords(language).draft;
  const told =
    clashes.length === 0
      ? ''
      : html`<p class="trouble" role="alert">${filled(words.clashes, { names: clashes.join(', ') })}</p>`;
  if (theirs === null) return told;
  const { version, author, reason } = work.active;
  const act = (how: string, text: string) => html`<button name="how" value="${how}">${text}</button>`;
  return html`${told}<section class="stale" aria-labelledby="theirs"><p role="alert">${filled(words.stale, { n: version, author, reason })}</p><h2 id="theirs">${words.theirs}</h2>
${changesList(language, theirs)}<form class="buttons" method="post" action="${rulesPath}/rebase">${act('merge', filled(words.merge, { n: version }))}${act('replace', words.replace)}</form></section>`;
}

function trySection({ language, typed, usual, crossing, trouble }: RulesDraftView): Markup {
  const words = ruleWords(language).try;
  const spans = trySpans.map((days) => option(String(days), words.days[days], String(typed.days)));
  const number = (name: 'quarantineAt' | 'rejectAt') =>
    html`<label for="${name}">${words[name]}</label><input id="${name}" name="${name}" value="${typed[name]}" inputmode="decimal" size="6" placeholder="${usual[name]}" autocomplete="off" aria-describedby="limits-hint"${trouble === 'thresholds' ? html` aria-invalid="true"` : ''}>`;
  const crossed =
    crossing.length === 0
      ? ''
      : html`<p class="trouble" role="status">${filled(words.crossing, { names: crossing.join(', ') })}</p>`;
  return html`<section aria-labelledby="try"><h2 id="try">${words.title}</h2><p class="hint">${words.hint}</p>${crossed}
<form class="fields" method="post" action="${rulesPath}/try"><label for="days">${words.over}</label><select id="days" name="days">${spans}</select>
${number('quarantineAt')}${number('rejectAt')}<p class="hint" id="limits-hint">${filled(words.thresholdsHint, { ...usual })}</p>
<p class="buttons"><button class="primary">${words.start}</button><button formaction="${rulesPath}/thresholds">${words.keepThresholds}</button></p></form></section>`;
}

function saveSection({ language, work, typed, dangers, problems, theirs, trouble }: RulesDraftView): Markup {
  const words = ruleWords(language).save;
  const version = work.active.version + 1;
  const boxes = [...Map.groupBy(dangers, ({ rule }) => rule)].map(([name, found], at) => {
    const checked = typed.meant.includes(name) ? html` checked` : '';
    return html`<li><p><strong>${name}</strong> ${found.map(({ danger }) => words.kinds[danger]).join(' ')}</p>
<label class="choice"><input type="checkbox" name="meant" value="${name}" id="meant-${at}"${checked}> ${filled(words.meant, { name })}</label></li>`;
  });
  const danger = html`<div class="danger-list"><h3>${words.dangers}</h3><p class="hint">${words.dangersHint}</p><ul>${boxes}</ul></div>`;
  const wrong = problems.length === 0 ? '' : html`<p>${words.problems}</p>${setProblems(language, problems)}`;
  const ready = theirs === null && problems.length === 0;
  return html`<section aria-labelledby="save"><h2 id="save">${words.title}</h2>${wrong}
<form class="fields" method="post" action="${rulesPath}/save"><input type="hidden" name="at" value="${work.draft?.at.getTime()}">
${dangers.length === 0 ? '' : danger}<label for="reason">${words.reason}</label><input id="reason" name="reason" value="${typed.reason}" maxlength="500" autocomplete="off" required aria-describedby="reason-hint"${trouble === 'noReason' ? html` aria-invalid="true"` : ''}><p class="hint" id="reason-hint">${words.reasonHint}</p>
<p class="buttons"><button class="primary"${ready ? '' : html` disabled`}>${filled(words.button, { n: version })}</button></p></form></section>`;
}
