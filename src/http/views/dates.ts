/** Dates as people read them, and as machines do. */
import { html } from 'hono/html';
import type { Markup } from './page.ts';

const dayMs = 86_400_000;

/**
 * Today the time, this year the day, else the date; the whole of it in the title. In UTC: assets/dates.js writes it anew in
 * the time zone of the reader, by the same rule.
 */
export function timeTag(language: string, at: Date, now: Date): Markup {
  const whole = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' });
  return html`<time datetime="${at.toISOString()}" title="${whole.format(at)} UTC">${short(language, at, now)}</time>`;
}

function short(language: string, at: Date, now: Date): string {
  const age = Math.abs(now.getTime() - at.getTime());
  const options: Intl.DateTimeFormatOptions =
    age < dayMs && at.getUTCDate() === now.getUTCDate()
      ? { hour: '2-digit', minute: '2-digit' }
      : age < 300 * dayMs
        ? { day: 'numeric', month: 'short' }
        : { day: 'numeric', month: 'short', year: 'numeric' };
  return new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' }).format(at);
}
