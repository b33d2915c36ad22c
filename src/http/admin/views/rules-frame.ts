/** What the pages of rules have in common: the bar that tells of a draft, and what went well or wrong. */
import { html } from 'hono/html';
import type { Surroundings } from '../../views/inbox-page.ts';
import type { Markup } from '../../views/page.ts';
import { filled, ruleWords } from '../../words/rules.ts';
import { counted } from '../../words/words.ts';
import type { AtWork } from '../rules-draft.ts';
import { adminPage } from './admin-page.ts';

export interface RulesView extends Surroundings {
  readonly now: Date;
  readonly work: AtWork;
}

export const rulesPath = '/admin/rules';

/** Under the tab of rules. */
export function rulesPage(view: RulesView, title: string, body: Markup, aside: Markup | string = ''): Markup {
  const more = { styles: ['rules.css'], scripts: ['rules.js'] } as const;
  return adminPage(view, 'rules', { title, body, aside }, more);
}

/** Says that there is a draft, and what to do with it; nothing where there is none. */
export function draftBar({ language, work }: RulesView): Markup | string {
  const words = ruleWords(language).draft;
  if (work.draft === null) return '';
  const changes = counted(language, words.changes, work.changes.length);
  return html`<div class="draft-bar" role="status"><p><strong>${changes}</strong> <span class="soft">${words.hint}</span></p>
<a class="button" href="${rulesPath}/draft">${words.see}</a>${discardForm(language)}</div>`;
}

export function discardForm(language: string): Markup {
  return html`<form method="post" action="${rulesPath}/discard"><button class="danger">${ruleWords(language).draft.discard}</button></form>`;
}

/** What is in force, and by whom. */
export function versionLine(language: string, { active }: Pick<AtWork, 'active'>): string {
  const words = ruleWords(language);
  if (active.version === 0) return words.noVersion;
  return filled(words.savedBy, { n: active.version, author: active.author, reason: active.reason });
}

/** Where the page of a rule is. */
export function rulePath(name: string): string {
  return `${rulesPath}/rule?${new URLSearchParams({ name })}`;
}
