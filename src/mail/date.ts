/** Dates of mail (RFC 5322, 3.3), with the obsolete and the odd forms. */

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Zones by name (RFC 5322, 4.3), in minutes; the military letters say nothing certain and count as UTC. */
const zones: Readonly<Record<string, number>> = {
  edt: -240,
  est: -300,
  cdt: -300,
  cst: -360,
  mdt: -360,
  mst: -420,
  pdt: -420,
  pst: -480,
  bst: 60,
  cet: 60,
  met: 60,
  cest: 120,
  mest: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  ist: 330,
  jst: 540,
  kst: 540,
};

const dayFirst =
  /(\d{1,2})[ -]+([a-z]{3})[a-z]*[ -]+(\d{2,4})[ ,]+(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?(?:[.,]\d+)?\s*([ap]m)?\s*([+-]\s?\d{1,2}:?\d{2}|[a-z]{1,4})?/i;
/** `Tue Mar  3 10:00:00 2026` (asctime, and with a zone before or after the year). */
const monthFirst =
  /([a-z]{3})[a-z]*\.? +(\d{1,2}),? +(?:(\d{4}),? +)?(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]m)?\s*([+-]\d{4}|[a-z]{2,4})?(?:\s*(\d{4}))?(?:\s*([+-]\d{4}))?/i;

/** A field that goes on behind the minutes with what is no time was broken off. */
const broken = /\d:\d{1,2}:(?!\d)/;

/** The instant that the first good one of several Date fields names; null where none does. */
export function firstDate(values: readonly string[]): Date | null {
  const whole = values.filter((value) => !broken.test(value.slice(0, 200)));
  for (const value of [...whole, ...values]) {
    const date = parseDate(value);
    if (date !== null) return date;
  }
  return null;
}

/** The instant that a Date field names; null where it names none. */
export function parseDate(value: string): Date | null {
  const text = value
    .slice(0, 200)
    .replace(/\([^()]*\)?/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const day = dayFirst.exec(text);
  if (day !== null) {
    const [, date, month, year, hour, minute, second, half, zone] = day;
    return instant(year, month, date, [hour, minute, second], half, zone);
  }
  const american = monthFirst.exec(text);
  if (american !== null) {
    const [, month, date, early, hour, minute, second, half, zone, late, after] = american;
    return instant(late ?? early, month, date, [hour, minute, second], half, after ?? zone);
  }
  const other = new Date(
    /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?$/.test(text) ? `${text.replace(' ', 'T')}Z` : text,
  );
  return sane(other);
}

function instant(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  [hour, minute, second]: readonly (string | undefined)[],
  half: string | undefined,
  zone: string | undefined,
): Date | null {
  const monthIndex = months.indexOf((month ?? '').toLowerCase());
  if (monthIndex < 0 || year === undefined) return null;
  const short = Number(year);
  const full = year.length > 3 ? short : short < 50 && year.length === 2 ? 2000 + short : 1900 + short;
  const hours = (Number(hour) % (half === undefined ? 100 : 12)) + (/pm/i.test(half ?? '') ? 12 : 0);
  const local = Date.UTC(full, monthIndex, Number(day), hours, Number(minute), Number(second ?? 0));
  return sane(new Date(local - offsetMinutes(zone) * 60_000));
}

function offsetMinutes(zone: string | undefined): number {
  const digits = /^([+-])\s?(\d{1,2}):?(\d{2})$/.exec(zone ?? '');
  if (digits === null) return zones[(zone ?? '').toLowerCase()] ?? 0;
  const minutes = Number(digits[2]) * 60 + Number(digits[3]);
  return digits[1] === '-' ? -minutes : minutes;
}

function sane(date: Date): Date | null {
  const year = date.getUTCFullYear();
  return Number.isNaN(date.getTime()) || year < 1900 || year > 9999 ? null : date;
}
