/** Days as people type them into a search: `2026-11-01`, `1.11.2026`, `7d`, `yesterday`, `last week`. Pure; days are UTC. */

const dayMs = 86_400_000;
const named: Readonly<Record<string, number>> = { today: 0, heute: 0, yesterday: 1, gestern: 1 };
/** Letters behind a number: days, weeks, months, years; `t` for Tage, `j` for Jahre. */
const units = { d: 'day', t: 'day', w: 'week', m: 'month', y: 'year', j: 'year' } as const;
type Unit = (typeof units)[keyof typeof units];

const words: Readonly<Record<string, Unit>> = {
  week: 'week',
  woche: 'week',
  month: 'month',
  monat: 'month',
  year: 'year',
  jahr: 'year',
};

/** True for the first word of `last week`. */
export function isLast(word: string): boolean {
  return /^(?:last|letzte[nrs]?)$/i.test(word);
}

/** The unit of `last week`; null for any other word. */
export function unitOf(word: string): Unit | null {
  return words[word.toLowerCase()] ?? null;
}

/** The beginning of the day that is meant; null where none is. */
export function dayOf(text: string, now: Date): Date | null {
  const typed = text.trim().toLowerCase();
  const ago = named[typed];
  if (ago !== undefined) return before(now, ago, 'day');
  const [, count, letter] = /^(\d{1,4})\s?([dtwmyj])$/.exec(typed) ?? [];
  if (letter !== undefined) return before(now, Number(count), units[letter as keyof typeof units]);
  const [first = '', second = '', more] = typed.split(/\s+/);
  const unit = unitOf(second);
  if (more === undefined && isLast(first) && unit !== null) return lastOf(now, unit);
  return calendarDay(typed);
}

function calendarDay(typed: string): Date | null {
  const iso = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(typed);
  if (iso !== null) return day(Number(iso[1]), Number(iso[2] ?? 1), Number(iso[3] ?? 1));
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(typed);
  return german === null ? null : day(Number(german[3]), Number(german[2]), Number(german[1]));
}

/** Null for days that no calendar has. */
function day(year: number, month: number, date: number): Date | null {
  const at = new Date(Date.UTC(year, month - 1, date));
  const same = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === date;
  return same && year >= 1970 ? at : null;
}

function startOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / dayMs) * dayMs);
}

/** So many of them ago; never before 1970. */
function before(now: Date, count: number, unit: Unit): Date {
  const at = startOf(now);
  if (unit === 'day' || unit === 'week') at.setTime(at.getTime() - count * (unit === 'week' ? 7 : 1) * dayMs);
  else if (unit === 'month') at.setUTCMonth(at.getUTCMonth() - count);
  else at.setUTCFullYear(at.getUTCFullYear() - count);
  return at.getTime() < 0 ? new Date(0) : at;
}

/** The first day of the last whole week (from Monday), month or year. */
function lastOf(now: Date, unit: Unit): Date {
  const today = startOf(now);
  if (unit === 'week') return new Date(today.getTime() - (((today.getUTCDay() + 6) % 7) + 7) * dayMs);
  return unit === 'month'
    ? new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, 1))
    : new Date(Date.UTC(today.getUTCFullYear() - 1, 0, 1));
}
