/** The versions of the rules: who saved what, when and why; and the way back to one of them. */
import { html } from 'hono/html';
import type { SavedRules } from '../../../model/rules.ts';
import { timeTag } from '../../views/dates.ts';
import type { Markup } from '../../views/page.ts';
import { troubleWords } from '../../views/people-page.ts';
import { filled, ruleWords } from '../../words/rules.ts';
import type { SetChange } from '../rules-diff.ts';
import { changesList } from './rules-changes.ts';
import { draftBar, type RulesView, rulesPage, rulesPath } from './rules-frame.ts';

export interface RulesHistoryView extends RulesView {
  /** The newest first, each with how many changes it made; null: that of its forerunner is not known here. */
  readonly versions: readonly { readonly saved: SavedRules; readonly changes: number | null }[];
}

export function rulesHistoryPage(view: RulesHistoryView): Markup {
  const { language, now, versions, work } = view;
  const words = ruleWords(language);
  const rows = versions.map(({ saved, changes }) => {
    const mark =
      saved.version === work.active.version ? html` <span class="chip on">${words.past.active}</span>` : '';
    return html`<tr><td class="nowrap"><a href="${rulesPath}/history/${saved.version}">${filled(words.version, { n: saved.version })}</a>${mark}</td><td>${timeTag(language, saved.at, now)}</td><td>${saved.author}</td><td>${saved.reason}</td><td class="number">${changes ?? ''}</td></tr>`;
  });
  const heads = [words.past.version, words.past.when, words.past.author, words.past.why, words.past.changes];
  const table = html`<div class="scroll"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
  const body = html`${draftBar(view)}${rows.length === 0 ? html`<p class="empty">${words.past.none}</p>` : table}`;
  return rulesPage(view, words.past.title, body, html`<a href="${rulesPath}">${words.title}</a>`);
}

export interface RulesVersionView extends RulesView {
  readonly saved: SavedRules;
  readonly changes: readonly SetChange[];
  /** Its rules as YAML. */
  readonly text: string;
  /** Why it was not rolled back to. */
  readonly trouble: string | null;
}

export function rulesVersionPage(view: RulesVersionView): Markup {
  const { language, now, saved, work, trouble } = view;
  const words = ruleWords(language);
  const title = filled(words.version, { n: saved.version });
  const body = html`${draftBar(view)}${troubleWords(trouble)}<section><p>${timeTag(language, saved.at, now)} · ${saved.author} · ${saved.reason}</p></section>
<section aria-labelledby="changes"><h2 id="changes">${filled(words.past.against, { n: saved.version - 1 })}</h2>${changesList(language, view.changes)}</section>
${saved.version === work.active.version ? '' : wayBack(view)}
<section aria-labelledby="all"><h2 id="all">${words.past.all}</h2><pre class="yaml" tabindex="0">${view.text}</pre></section>`;
  const older = html`<a href="${rulesPath}/history/${saved.version - 1}">${words.past.older}</a>`;
  const aside = html`${saved.version > 1 ? older : ''}<a href="${rulesPath}/export?version=${saved.version}" download>${words.export}</a><a href="${rulesPath}/history">${words.past.back}</a>`;
  return rulesPage(view, title, body, aside);
}

function wayBack({ language, saved, work }: RulesVersionView): Markup {
  const words = ruleWords(language).past;
  const path = `${rulesPath}/history/${saved.version}`;
  const lost = work.draft === null ? '' : html`<p class="hint">${words.draftIsLost}</p>`;
  return html`<section aria-labelledby="back"><h2 id="back">${words.rollback}</h2><p class="hint">${words.rollbackHint}</p>
<form class="fields" method="post" action="${path}/rollback"><input type="hidden" name="basedOn" value="${work.active.version}"><label for="reason">${words.why}</label><input id="reason" name="reason" value="${filled(words.rollbackReason, { n: saved.version })}" maxlength="500" autocomplete="off" required>
<p class="buttons"><button class="danger">${words.rollback}</button></p></form>
<form class="buttons" method="post" action="${path}/draft"><button>${words.toDraft}</button></form>${lost}</section>`;
}
