/** Times as people write them, by ISO 8601. Pure. */

const form = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s?(Z|[+-]\d\d:?\d\d)?)?$/i;
const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;

/**
 * The time that `2027-01-31` or `2027-01-31T08:00` says, with seconds and a zone or without; UTC where it names no zone. A
 * day alone is its start, or its end. Null for all else, `2027-02-31` and `25:00` among it.
 */
export function isoTime(text: string, day: 'start' | 'end' = 'start'): Date | null {
  const [, date, hour, minute, second = '00', fraction = '', zone = 'Z'] = form.exec(text.trim()) ?? [];
  if (date === undefined) return null;
  const clock =
    hour === undefined
      ? '00:00:00.000'
      : `${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}`;
  const written = `${date}T${clock}Z`;
  const at = new Date(written);
  // JavaScript takes the 31st of February for the 3rd of March.
  if (Number.isNaN(at.getTime()) || at.toISOString() !== written) return null;
  if (hour === undefined) return day === 'start' ? at : new Date(at.getTime() + dayMs - 1);
  const offset = offsetOf(zone);
  return offset === null ? null : new Date(at.getTime() - offset * minuteMs);
}

/** Minutes east of Greenwich. */
function offsetOf(zone: string): number | null {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  if (Number(hours) > 14 || Number(minutes) > 59) return null;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
