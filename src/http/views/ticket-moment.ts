/** Times that are waited for, to the minute or second. In UTC: assets/ticket.js writes them anew in the reader’s time zone. */
import { html } from 'hono/html';
import type { Markup } from './page.ts';

/** Day and time: `Mon, 23 Nov, 09:00`. */
export function momentTag(language: string, at: Date): Markup {
  return tag(language, at, 'moment', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** Time to the second: an answer waits ten of them. */
export function clockTag(language: string, at: Date): Markup {
  return tag(language, at, 'clock', { timeStyle: 'medium' });
}

function tag(language: string, at: Date, kind: string, format: Intl.DateTimeFormatOptions): Markup {
  const text = new Intl.DateTimeFormat(language, { ...format, timeZone: 'UTC' }).format(at);
  return html`<span data-${kind}="${at.toISOString()}">${text}</span>`;
}
