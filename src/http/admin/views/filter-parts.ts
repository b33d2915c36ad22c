/** What the pages of the filter have in common. */
import { html } from 'hono/html';
import type { Tunable } from '../../../model/filter.ts';
import type { Markup } from '../../views/page.ts';
import { filterWords } from '../../words/filter.ts';
import { filled } from '../../words/rules.ts';

/** A number as the reader writes it. */
export function number(language: string, value: number, digits = 2): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

/** A text in which names of settings and actions stand between backticks. */
export function coded(text: string): Markup {
  const parts = text.split('`').map((part, at) => (at % 2 === 0 ? part : html`<code>${part}</code>`));
  return html`${parts}`;
}

/** Where the change of one thing is looked at; `to`: the value to begin with. */
export function changePath({ kind, name }: Tunable, to?: number): string {
  const query = new URLSearchParams({ kind, name, ...(to === undefined ? {} : { to: String(to) }) });
  return `/admin/filter/change?${query.toString()}`;
}

/** A link that leads there, named for who hears it. */
export function changeLink(language: string, what: Tunable): Markup {
  const words = filterWords(language);
  const label = filled(words.changeOf, { name: what.name });
  return html`<a href="${changePath(what)}" aria-label="${label}">${words.change}</a>`;
}

/** Seconds as days, hours or minutes. */
export function lasting(language: string, seconds: number): string {
  const [unit, length] =
    seconds >= 172_800
      ? (['day', 86_400] as const)
      : seconds >= 7200
        ? (['hour', 3600] as const)
        : (['minute', 60] as const);
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.floor(seconds / length),
  );
}
