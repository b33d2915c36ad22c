/** The page of the report: plain tables, with small bars beside the numbers. */
import { html } from 'hono/html';
import { printQuery } from '../../desk/search-print.ts';
import type { Term } from '../../model/inbox.ts';
import type { Durations, Problem, Report } from '../../model/report.ts';
import { counted, wordsOf } from '../words/words.ts';
import { inboxPage, type Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';
import { bar, columns } from './report-bars.ts';

/** Months that a report can be of. */
export const periods = [1, 3, 6, 12] as const;
export type Period = (typeof periods)[number];

export interface ReportView extends Surroundings {
  readonly count: Period;
  /** `2026-11`, the oldest first. */
  readonly months: readonly string[];
  readonly report: Report;
}

export function reportPage(view: ReportView): Markup {
  const { language, count, report } = view;
  const words = wordsOf(language).finding.report;
  const choices = periods.map(
    (months) =>
      html`<option value="${months}"${months === count ? html` selected` : ''}>${counted(language, words.months, months)}</option>`,
  );
  const capped = words.capped.replace('{n}', new Intl.NumberFormat(language).format(report.tickets));
  const body = html`<div class="head"><h1>${words.title}</h1>
<form class="narrow"><label>${words.period} <select name="months">${choices}</select></label> <button>${words.show}</button></form>
<a class="button" href="/inbox/report.csv?months=${count}" download>${words.csv}</a></div>
<div class="learned">${report.capped ? html`<p class="hint">${capped}</p>` : ''}
<h2 id="problems">${words.problems}</h2>${problems(view)}
<h2 id="times">${words.times}</h2>${times(view)}
<h2 id="volume">${words.volume}</h2>${volume(view)}</div>`;
  return inboxPage({
    ...view,
    title: words.title,
    kind: 'report',
    current: null,
    body,
    styles: ['report.css'],
  });
}

function problems(view: ReportView): Markup {
  const { report, language } = view;
  const words = wordsOf(language).finding.report;
  if (report.problems.length === 0) return html`<p class="soft">${words.noProblems}</p>`;
  const most = Math.max(...report.problems.map(({ tickets }) => tickets));
  const rows = report.problems.map((problem) => problemRow(view, problem, most));
  return html`<table aria-labelledby="problems"><thead><tr><th scope="col">${words.problem}</th><th scope="col">${words.tickets}</th>${view.months.length > 1 ? html`<th scope="col">${words.byMonth}</th>` : ''}<th scope="col">${words.examples}</th><th scope="col">${words.solution}</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function problemRow({ months }: ReportView, problem: Problem, most: number): Markup {
  const { words, tickets, byMonth, examples, solution } = problem;
  const q = new URLSearchParams({ q: printQuery({ terms: words.map(termOf) }) });
  const each = examples.map(
    ({ ticketId, subject }) =>
      html`<li><a href="/inbox/${ticketId}"><bdi>${subject || ticketId}</bdi></a></li>`,
  );
  const known = solution === null ? '–' : html`<a href="/inbox/${solution.ticketId}">${solution.problem}</a>`;
  return html`<tr><th scope="row"><a href="/inbox?${q}">${words.join(', ')}</a></th>
<td class="number">${tickets} ${bar(tickets, most)}</td>${months.length > 1 ? html`<td>${columns(months, byMonth)}</td>` : ''}<td><ul class="examples">${each}</ul></td><td>${known}</td></tr>`;
}

function termOf(word: string): Term {
  return word.startsWith('#')
    ? { field: 'tag', value: word.slice(1), not: false }
    : { field: 'subject', value: word, not: false };
}

function times({ report, language }: ReportView): Markup {
  const words = wordsOf(language).finding.report;
  const row = (name: string, { counted: tickets, median, ninety }: Durations) =>
    html`<tr><th scope="row">${name}</th><td class="number">${duration(language, median)}</td><td class="number">${duration(language, ninety)}</td><td class="number">${tickets}</td></tr>`;
  return html`<table aria-labelledby="times"><thead><tr><th scope="col">${words.what}</th><th scope="col">${words.median}</th><th scope="col">${words.ninety}</th><th scope="col">${words.counted}</th></tr></thead><tbody>${row(words.firstAnswer, report.firstAnswer)}${row(words.solved, report.solution)}</tbody></table>`;
}

/** In the largest unit that leaves no fraction of one alone: `42 min`, `3.5 hr`, `2.1 days`. */
function duration(language: string, ms: number | null): string {
  if (ms === null) return '–';
  const [value, unit] =
    ms < 5_400_000
      ? [Math.round(ms / 60_000), 'minute']
      : ms < 172_800_000
        ? [ms / 3_600_000, 'hour']
        : [ms / 86_400_000, 'day'];
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, options).format(value);
}

function volume({ report, months, language, departments }: ReportView): Markup {
  const titleOf = (name: string) => departments.find((one) => one.name === name)?.title ?? name;
  const words = wordsOf(language).finding.report;
  const most = Math.max(1, ...report.volume.map(({ tickets }) => tickets));
  const heads = months.map((month) => html`<th scope="col">${monthName(language, month)}</th>`);
  const rows = report.volume.map(
    ({ department, tickets, byMonth }) =>
      html`<tr><th scope="row">${titleOf(department)}</th>${months.map((month) => html`<td class="number">${byMonth[month] ?? 0}</td>`)}<td class="number">${tickets} ${bar(tickets, most)}</td></tr>`,
  );
  return html`<table aria-labelledby="volume"><thead><tr><th scope="col">${words.department}</th>${heads}<th scope="col">${words.total}</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function monthName(language: string, month: string): string {
  const at = new Date(`${month}-01T00:00:00Z`);
  return new Intl.DateTimeFormat(language, { month: 'short', year: '2-digit', timeZone: 'UTC' }).format(at);
}
