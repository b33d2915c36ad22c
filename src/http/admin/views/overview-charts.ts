/** The charts of the overview. */
import { html } from 'hono/html';
import { type Fate, fates } from '../../../model/counts.ts';
import { timeTag } from '../../views/dates.ts';
import type { Markup } from '../../views/page.ts';
import { overviewWords } from '../../words/overview.ts';
import type { Overview, ThresholdsOf } from '../overview-data.ts';
import { type Chart, chartFigure, type Mark } from './overview-chart.ts';

export interface ChartsView {
  readonly language: string;
  readonly overview: Overview;
  /** Ends of the histogram, which hold what lies beyond. */
  readonly ends: { readonly least: number; readonly most: number };
  /** Minutes; a receipt is late after them. */
  readonly lateAfter: number;
  readonly now: Date;
}

export function overviewCharts(view: ChartsView): Markup {
  const { language } = view;
  const each = [fateChart(view), ...scoreCharts(view), bypassChart(view), receiptChart(view)];
  return html`<div class="charts">${each.map((chart) => ('kind' in chart ? chartFigure(language, chart) : chart.empty))}</div>`;
}

function fateChart(view: ChartsView): Chart {
  const { fates: of } = view.overview;
  const words = overviewWords(view.language).fate;
  const series = fates.map((fate: Fate) => ({ look: fate, label: words[fate], values: of[fate] }));
  return { ...alongTime(view), id: 'fates', title: words.title, hint: words.hint, series, totals: true };
}

function bypassChart(view: ChartsView): Chart {
  const { fates: of, claims } = view.overview;
  const words = overviewWords(view.language).bypass;
  const series = [
    { look: 'bypass', label: words.used, values: of.bypass },
    { look: 'rejected', label: words.failed, values: claims },
  ];
  return { ...alongTime(view), id: 'bypass', title: words.title, series, totals: true };
}

function receiptChart(view: ChartsView): Chart {
  const { receipts, allReceipts } = view.overview;
  const words = overviewWords(view.language).receipt;
  const told = (seconds: number) => duration(view.language, seconds);
  const seconds = (ms: number | null) => (ms === null ? null : ms / 1000);
  const late = words.late.replace('{n}', String(view.lateAfter));
  const series = [
    { look: 'filed', label: words.half, values: receipts.map(({ half }) => seconds(half)), told },
    { look: 'quarantined', label: words.most, values: receipts.map(({ most }) => seconds(most)), told },
  ];
  const all = [
    [words.half, allReceipts.half === null ? '–' : told(allReceipts.half / 1000)],
    [words.most, allReceipts.most === null ? '–' : told(allReceipts.most / 1000)],
    [words.sent, new Intl.NumberFormat(view.language).format(allReceipts.sent)],
    [late, new Intl.NumberFormat(view.language).format(allReceipts.late)],
  ].map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  const marks = [{ at: view.lateAfter * 60, label: late }];
  const more = html`<dl class="figures">${all}</dl>`;
  return {
    ...alongTime(view),
    id: 'receipts',
    title: words.title,
    hint: words.hint,
    series,
    marks,
    powers: true,
    more,
  };
}

function alongTime({ language, overview, now }: ChartsView): Pick<Chart, 'kind' | 'along' | 'rows' | 'utc'> {
  const utc = overview.span === 'month';
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const rows = overview.steps.map((at) => ({
    at: at.getTime() / 1000,
    told: utc ? day.format(at) : hour(language, at, now),
  }));
  return { kind: 'time', along: overviewWords(language).time, rows, utc };
}

/** Of today the time alone; before that, with its day. */
function hour(language: string, at: Date, now: Date): Markup {
  const tag = timeTag(language, at, now);
  if (at.getUTCDate() === now.getUTCDate()) return tag;
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
  return html`${tag} <span class="soft">${time.format(at)} UTC</span>`;
}

function scoreCharts({ language, overview, ends }: ChartsView): (Chart | { readonly empty: Markup })[] {
  const words = overviewWords(language).score;
  const { scores, thresholds } = overview;
  const more = html`<ul class="limits">${thresholds.map((one) => html`<li>${limits(language, one)}</li>`)}</ul>`;
  if (scores.length === 0)
    return [
      {
        empty: html`<section class="chart" aria-labelledby="scores"><h2 id="scores">${words.title}</h2><p class="soft">${words.none}</p>${more}</section>`,
      },
    ];
  const told = (from: number) => {
    if (from === ends.least) return words.least.replace('{n}', String(from + 1));
    return from === ends.most ? words.most.replace('{n}', String(from)) : `${from} … ${from + 1}`;
  };
  const rows = scores.map(({ from }) => ({ at: from, told: told(from) }));
  const series = [{ look: 'score', label: words.mails, values: scores.map(({ n }) => n) }];
  return [
    {
      id: 'scores',
      title: words.title,
      hint: words.hint,
      kind: 'points',
      along: words.points,
      rows,
      series,
      marks: marksOf(language, thresholds),
      more,
    },
  ];
}

function limits(language: string, { names, quarantineAt, rejectAt }: ThresholdsOf): string {
  const words = overviewWords(language).score;
  const number = new Intl.NumberFormat(language);
  return (names.length === 0 ? words.limits : words.limitsOf)
    .replace('{names}', names.join(', '))
    .replace('{q}', number.format(quarantineAt))
    .replace('{r}', number.format(rejectAt));
}

/** One for each place, with whose it is where it is not everybody’s. */
function marksOf(language: string, thresholds: readonly ThresholdsOf[]): Mark[] {
  const words = overviewWords(language).score;
  return (['quarantineAt', 'rejectAt'] as const).flatMap((which) =>
    [...Map.groupBy(thresholds, (one) => one[which])].map(([at, those]) => {
      const isGeneral = those.some(({ names }) => names.length === 0);
      const of = isGeneral ? '' : ` (${those.flatMap(({ names }) => names).join(', ')})`;
      return { at, label: `${words[which]}${of}` };
    }),
  );
}

/** In the largest unit that leaves no fraction of one alone. */
function duration(language: string, seconds: number): string {
  const [value, unit] =
    seconds < 90 ? [seconds, 'second'] : seconds < 5400 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
  const digits = seconds < 10 ? 1 : 0;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: unit as string,
    unitDisplay: 'short',
    maximumFractionDigits: unit === 'hour' ? 1 : digits,
  }).format(value as number);
}
