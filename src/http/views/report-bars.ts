/** Small bars beside numbers, as SVG. The numbers stand beside them, or in their label. */
import { html } from 'hono/html';
import type { Markup } from './page.ts';

const width = 80;
const height = 24;

/** How much of the most it is. */
export function bar(value: number, most: number): Markup {
  const length = Math.max(1, Math.round((value / Math.max(1, most)) * width));
  return html`<svg class="bar-of" width="${width}" height="8" aria-hidden="true"><rect width="${length}" height="8" rx="2"></rect></svg>`;
}

/** One column for each month. */
export function columns(months: readonly string[], counts: Readonly<Record<string, number>>): Markup {
  const most = Math.max(1, ...months.map((month) => counts[month] ?? 0));
  const step = Math.floor(width / months.length);
  const label = months.map((month) => `${month}: ${counts[month] ?? 0}`).join(', ');
  const each = months.map((month, at) => {
    const tall = Math.round(((counts[month] ?? 0) / most) * height);
    return html`<rect x="${at * step}" y="${height - tall}" width="${Math.max(2, step - 2)}" height="${tall}"></rect>`;
  });
  return html`<svg class="bar-of" width="${width}" height="${height}" role="img" aria-label="${label}"><title>${label}</title>${each}</svg>`;
}
