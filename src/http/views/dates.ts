/** Dates as people read them, and as machines do. */
import { html } from 'hono/html';
import type { Markup } from './page.ts';

const dayMs = 86_400_000;

/**
 * Today the time, this year the day, else the date; the whole of it in the title. In UTC: assets/dates.js writes it anew in
 * the time zone of the reader, by the same rule.
 */
export function timeTag(language: string, at: Date, now: Date): Markup {
  const whole = written(language, at, 'whole');
  return html`<time datetime="${at.toISOString()}" title="${whole} UTC">${short(language, at, now)}</time>`;
}

function short(language: string, at: Date, now: Date): string {
  const age = Math.abs(now.getTime() - at.getTime());
  if (age < dayMs && at.getUTCDate() === now.getUTCDate()) return written(language, at, 'time');
  return written(language, at, age < 300 * dayMs ? 'day' : 'date');
}

const forms = {
  whole: { dateStyle: 'full', timeStyle: 'short' },
  time: { hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Making a format takes far longer than using it (most of the time of a page). Browsers ask for few languages; beyond that none is kept. */
const formats = new Map<string, Intl.DateTimeFormat>();
const mostFormats = 1000;

function written(language: string, at: Date, form: keyof typeof forms): string {
  const key = `${form} ${language}`;
  const kept = formats.get(key);
  const format = kept ?? new Intl.DateTimeFormat(language, { ...forms[form], timeZone: 'UTC' });
  if (kept === undefined && formats.size < mostFormats) formats.set(key, format);
  return format.format(at);
}
