/** What a soak shows. Pure. */
import { median, table, whole } from '../bench/statistics.ts';
import type { Finding } from './findings.ts';
import { slopePerHour } from './line.ts';

/** Of the gateway's process: MiB, at so many seconds from the start. */
export interface MemorySample {
  readonly at: number;
  readonly rss: number;
  /** Heap in use, what is garbage already included. */
  readonly heap: number;
  /** SMTP connections that are open and idle. */
  readonly idle: number;
}

export interface SoakResult {
  readonly minutes: number;
  readonly samples: readonly MemorySample[];
  readonly mails: number;
  readonly outgoing: number;
  readonly reconnected: number;
  readonly findings: readonly Finding[];
}

/** The first quarter, ten minutes at the most: until then caches and pools fill. */
export function warmUpSeconds(minutes: number): number {
  return Math.min(minutes / 4, 10) * 60;
}

/** The table, and a line about the load. */
export function soakReport(result: SoakResult): string {
  const { samples, minutes, mails, outgoing, reconnected, findings } = result;
  const warm = samples.filter(({ at }) => at >= warmUpSeconds(minutes));
  const row = (name: string, of: (sample: MemorySample) => number) => {
    const values = warm.map(of);
    const slope = slopePerHour(warm.map((sample) => ({ at: sample.at, value: of(sample) })));
    return [
      name,
      whole(Math.min(...values)),
      whole(median(values)),
      whole(Math.max(...values)),
      signed(slope),
    ];
  };
  const harmed = findings.filter(({ harm }) => harm !== 'unknown-outcome').length;
  const idle = Math.min(...warm.map((sample) => sample.idle));
  return [
    table(
      ['after the warm-up, MiB', 'least', 'median', 'most', 'slope per hour'],
      [row('resident set', ({ rss }) => rss), row('heap in use', ({ heap }) => heap)],
    ),
    '',
    `${minutes} minutes, ${mails.toLocaleString('en')} mails in, ${outgoing.toLocaleString('en')} mails out; never fewer than ${idle} idle connections open, ${reconnected} opened again; ${warm.length} samples after ${whole(warmUpSeconds(minutes) / 60)} minutes of warm-up; ${harmed} mails lost, doubled or otherwise wrong.`,
  ].join('\n');
}

const signed = (value: number) => `${value > 0 ? '+' : ''}${value.toFixed(1)}`;
