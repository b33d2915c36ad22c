/** The difference between two rule sets, in plain words. */
import { html } from 'hono/html';
import type { Thresholds } from '../../../model/rules.ts';
import type { Markup } from '../../views/page.ts';
import { filled, ruleTerms, ruleWords } from '../../words/rules.ts';
import { toldThen, toldWhen } from '../../words/rules-told.ts';
import type { SetChange } from '../rules-diff.ts';

/** One line for each change. */
export function changesList(language: string, changes: readonly SetChange[]): Markup {
  if (changes.length === 0) return html`<p>${ruleWords(language).changed.nothing}</p>`;
  return html`<ul class="changes">${changes.map((change) => html`<li class="${change.kind}">${line(language, change)}</li>`)}</ul>`;
}

function line(language: string, change: SetChange): Markup {
  const words = ruleWords(language).changed;
  if (change.kind === 'thresholds') {
    const [before, now] = [limits(language, change.before), limits(language, change.now)];
    return html`<strong>${words.thresholds}</strong> ${beforeAndNow(language, before, now)}`;
  }
  if (change.kind === 'comments') return html`${words.comments}`;
  const { rule } = change;
  const named = (text: string) => html`<span class="kind">${text}:</span> <strong>${rule.name}</strong>`;
  switch (change.kind) {
    case 'added':
    case 'removed':
      return html`${named(words[change.kind])} ${sentence(language, rule.when, rule.then)}`;
    case 'switched':
      return named(change.on ? words.on : words.off);
    case 'moved':
      return html`${named(words.move)} ${change.after === null ? words.first : filled(words.moved, { name: change.after })}`;
    case 'changed': {
      const field = ruleTerms(language).keys[change.field] ?? change.field;
      const [before, now] = [change.before, change.now].map((value) => told(language, change.field, value));
      return html`${named(filled(words.field, { field }))} ${beforeAndNow(language, before ?? '', now ?? '')}`;
    }
  }
}

function sentence(language: string, when: unknown, then: unknown): Markup {
  const words = ruleWords(language);
  return html`<span class="soft">${words.when} ${toldWhen(language, when)}: ${toldThen(language, then)}</span>`;
}

function beforeAndNow(language: string, before: string, now: string): Markup {
  const words = ruleWords(language).changed;
  return html`<dl><dt>${words.before}</dt><dd><del>${before}</del></dd><dt>${words.now}</dt><dd><ins>${now}</ins></dd></dl>`;
}

/** Conditions and actions as sentences, the rest as it is written. */
function told(language: string, field: string, value: unknown): string {
  const terms = ruleTerms(language);
  if (field === 'when') return toldWhen(language, value);
  if (field === 'then') return toldThen(language, value);
  if (value === undefined || value === null || value === '') return terms.nothing;
  if (typeof value === 'boolean') return value ? terms.yes : terms.no;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function limits(language: string, thresholds: Thresholds | null): string {
  const words = ruleWords(language).changed;
  return thresholds === null ? words.bySettings : filled(words.limits, { ...thresholds });
}
