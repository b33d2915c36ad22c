/** A chart is a table: charts.js draws what stands in it, and without scripts the table itself is there. */
import { html } from 'hono/html';
import type { Markup } from '../../views/page.ts';
import { overviewWords } from '../../words/overview.ts';

export interface Series {
  /** Style of its line or bars, in charts.css. */
  readonly look: string;
  readonly label: string;
  /** Null: nothing was measured. */
  readonly values: readonly (number | null)[];
  /** How a value is told; as a plain number where it is not told. */
  readonly told?: (value: number) => string;
}

/** A line drawn across, with its words. */
export interface Mark {
  readonly at: number;
  readonly label: string;
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly hint?: string;
  readonly kind: 'time' | 'points';
  /** What the first column tells. */
  readonly along: string;
  /** For each row: where it stands (seconds since 1970, or points), and how that is told. */
  readonly rows: readonly { readonly at: number; readonly told: Markup | string }[];
  readonly series: readonly Series[];
  /** Days are those of UTC; else times are those of the reader. */
  readonly utc?: boolean;
  readonly marks?: readonly Mark[];
  /** Of durations: a scale by powers of ten. */
  readonly powers?: boolean;
  /** Below the title, beside the hint. */
  readonly more?: Markup | string;
  /** The sums stand below. */
  readonly totals?: boolean;
}

export function chartFigure(language: string, chart: Chart): Markup {
  const { id, title, hint, more = '' } = chart;
  const words = overviewWords(language);
  return html`<section class="chart" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${hint === undefined ? '' : html`<p class="soft">${hint}</p>`}${more}
<details open><summary>${words.numbers}</summary><div class="scroll" tabindex="0" role="group" aria-labelledby="${id}">${table(language, chart)}</div></details></section>`;
}

function table(language: string, chart: Chart): Markup {
  const { id, kind, along, rows, series, marks = [], utc = false, powers = false } = chart;
  const words = overviewWords(language);
  const number = new Intl.NumberFormat(language);
  const told = ({ told: tell }: Series, value: number | null) =>
    value === null ? '–' : (tell?.(value) ?? number.format(value));
  const heads = series.map(({ look, label }) => html`<th scope="col" data-look="${look}">${label}</th>`);
  const lines = rows.map(
    ({ at, told: where }, n) =>
      html`<tr data-at="${at}"><th scope="row">${where}</th>${series.map((one) => html`<td data-value="${one.values[n] ?? ''}">${told(one, one.values[n] ?? null)}</td>`)}</tr>`,
  );
  const sums = series.map(
    ({ values }) => html`<td>${number.format(values.reduce<number>((all, n) => all + (n ?? 0), 0))}</td>`,
  );
  const foot = html`<tfoot><tr><th scope="row">${words.total}</th>${sums}</tr></tfoot>`;
  return html`<table aria-labelledby="${id}" data-chart="${kind}" data-marks="${JSON.stringify(marks)}" data-utc="${String(utc)}" data-powers="${String(powers)}" data-keys="${words.keys}"><thead><tr><th scope="col">${along}</th>${heads}</tr></thead><tbody>${lines}</tbody>${chart.totals === true ? foot : ''}</table>`;
}
