/** /admin/filter: how the spam filter is, what it goes by, what fires, and what became of mail day by day. */
import { html } from 'hono/html';
import type { FilterStatus, RecentScores, Tuning } from '../../../model/filter.ts';
import type { InboxFrame, Surroundings } from '../../views/inbox-page.ts';
import type { Markup } from '../../views/page.ts';
import { toldWords } from '../../views/people-page.ts';
import { filterWords } from '../../words/filter.ts';
import { filled } from '../../words/rules.ts';
import { adminPage } from './admin-page.ts';
import { type Day, daysTable } from './filter-days.ts';
import { firingTable } from './filter-firing.ts';
import { changePath, coded, lasting, number } from './filter-parts.ts';
import { type Limits, thresholdsSection } from './filter-thresholds.ts';

export interface FilterView extends Surroundings {
  readonly status: FilterStatus;
  readonly scores: RecentScores;
  /** Milliseconds; null where nothing was scored. */
  readonly times: { readonly half: number; readonly most: number } | null;
  readonly limits: readonly Limits[];
  readonly days: readonly Day[];
  readonly undo: Tuning | null;
  readonly told: 'changed' | null;
}

/** Styles of the filter’s pages. */
export const filterStyles: InboxFrame['styles'] = ['filter.css'];

export function filterPage(view: FilterView): Markup {
  const { language, told, days, status } = view;
  const words = filterWords(language);
  const body = html`<div class="filter-page">${toldWords(told === null ? null : words.told[told])}${undoBar(view)}
<section aria-labelledby="state"><h2 id="state">${words.state}</h2>${stateList(view)}</section>
${thresholdsSection(language, status, view.limits)}
${firingTable(view)}
<section><h2 id="days">${words.days}</h2>${daysTable(language, days)}</section></div>`;
  const aside =
    status.controller === null || 'trouble' in status.controller
      ? ''
      : html`<a class="button" href="/admin/filter/weights">${words.allWeights}</a>`;
  return adminPage(view, 'filter', { title: words.title, body, aside }, { styles: filterStyles ?? [] });
}

function undoBar({ language, undo }: FilterView): Markup | string {
  if (undo === null) return '';
  const words = filterWords(language);
  const { name, from, to } = undo;
  const what = filled(words.undoOf, { name, from: number(language, from), to: number(language, to) });
  return html`<p><a class="button" href="${changePath(undo, to)}">${words.undo}</a> <span class="soft">${what}</span></p>`;
}

function stateList(view: FilterView): Markup {
  const { language, status, times, scores } = view;
  const words = filterWords(language);
  const { answer, place, engine } = status;
  const known = answer !== null && !('trouble' in answer) ? answer : null;
  const row = (name: string, value: Markup | string) => html`<dt>${name}</dt><dd>${value}</dd>`;
  const took =
    times === null
      ? words.noTimes
      : filled(words.times, {
          half: number(language, times.half, 0),
          most: number(language, times.most, 0),
          mails: number(language, scores.mails),
        });
  return html`<dl class="facts">${row(words.engine, words.engines[engine])}
${place === '' ? '' : row(words.place, html`<code>${place}</code>`)}
${answer === null ? '' : row(words.answers, answering(language, answer))}
${known === null ? '' : row(words.version, known.version)}
${row(words.ourTimes, took)}${controllerRows(view)}</dl>
${engine === 'none' ? html`<p class="hint">${coded(words.howToSet)}</p>` : ''}${controllerHint(view)}`;
}

function answering(language: string, answer: NonNullable<FilterStatus['answer']>): Markup | string {
  const words = filterWords(language);
  if ('trouble' in answer)
    return html`<strong class="bad">${filled(words.away, { why: answer.trouble })}</strong>`;
  return filled(words.answersIn, { ms: number(language, Math.ceil(answer.ms), 0) });
}

function controllerRows({ language, status: { controller } }: FilterView): Markup | string {
  if (controller === null || 'trouble' in controller) return '';
  const words = filterWords(language);
  const { uptime, scanned, statfiles } = controller.state;
  const learned = statfiles.map(
    ({ symbol, mails }) =>
      html`<li>${filled(words.learned, { symbol, mails: number(language, mails) })}</li>`,
  );
  const young = statfiles.some(({ mails }) => mails < 200);
  const bayes =
    learned.length === 0
      ? words.noBayes
      : html`<ul class="plain">${learned}</ul>${young ? html`<span class="soft">${words.needsMore}</span>` : ''}`;
  return html`<dt>${words.uptime}</dt><dd>${lasting(language, uptime)}</dd>
<dt>${words.scanned}</dt><dd>${number(language, scanned)}</dd>
<dt>${words.bayes}</dt><dd>${bayes}</dd>`;
}

function controllerHint({ language, status: { engine, controller, tunable } }: FilterView): Markup | string {
  if (engine !== 'rspamd') return '';
  const words = filterWords(language);
  if (controller === null) return html`<p class="hint">${coded(words.noController)}</p>`;
  if ('trouble' in controller)
    return html`<p class="trouble">${coded(filled(words.controllerAway, { why: controller.trouble }))}</p>`;
  return tunable ? '' : html`<p class="hint">${coded(words.notTunable)}</p>`;
}
