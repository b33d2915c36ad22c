/** Small pictures beside text that says the same. */
import { html } from 'hono/html';
import type { Markup } from './page.ts';

const shapes = {
  clip: 'M10.5 4.5 5.6 9.4a1.6 1.6 0 0 0 2.3 2.3l5-5a3 3 0 0 0-4.3-4.2l-5 5a4.5 4.5 0 0 0 6.4 6.3l3.9-3.9',
  clock: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm0 2.8V8l2.3 1.6',
} as const;

/** A picture with words for those who do not see it. */
export function icon(name: keyof typeof shapes, words: string): Markup {
  return html`<span class="icon" title="${words}"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="${shapes[name]}"/></svg><span class="visually-hidden">${words}</span></span>`;
}
