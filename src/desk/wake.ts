/** When a ticket that is put to sleep wakes up. */

/** Times that people choose without a calendar. */
export const wakePresets = ['later', 'tomorrow', 'next-week'] as const;
export type WakePreset = (typeof wakePresets)[number];

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Work begins. */
const morning = 9 * hourMs;
const laterHours = 3;
const monday = 1;

/**
 * In three hours; at nine in the morning of the next day, or of the next Monday, on the reader's clock. `zone`: minutes that
 * this clock is behind UTC (`Date.getTimezoneOffset()`).
 */
export function wakeTime(preset: WakePreset, now: Date, zone: number): Date {
  if (preset === 'later') return new Date(now.getTime() + laterHours * hourMs);
  const here = now.getTime() - zone * minuteMs;
  const today = Math.floor(here / dayMs) * dayMs;
  const weekday = new Date(today).getUTCDay();
  const days = preset === 'tomorrow' ? 1 : ((monday - weekday + 6) % 7) + 1;
  return new Date(today + days * dayMs + morning + zone * minuteMs);
}

/** What a form's field for date and time means there; null where it is none. A time with a zone is taken as it is. */
export function localTime(text: string, zone: number): Date | null {
  const hasZone = /(?:z|[+-]\d\d:?\d\d)$/i.test(text);
  const at = new Date(hasZone ? text : `${text}Z`);
  if (Number.isNaN(at.getTime())) return null;
  return hasZone ? at : new Date(at.getTime() + zone * minuteMs);
}
