/** When an entry of a list ends, as people write it. */
import { Failure } from '../failure.ts';
import { isoTime } from '../model/iso-time.ts';

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

export interface EndOptions {
  readonly for?: string;
  readonly until?: string;
}

/** `--for 90m|12h|7d|2w` or `--until 2026-12-24`; null without either. Throws Failure `bad-usage`. */
export function endOf({ for: span, until }: EndOptions, now: Date): Date | null {
  if (span !== undefined && until !== undefined)
    throw new Failure('bad-usage', '--for and --until exclude each other');
  if (span !== undefined) {
    const [, number, unit] = /^([1-9]\d{0,4})([mhdw])$/.exec(span) ?? [];
    if (number === undefined) throw new Failure('bad-usage', `--for ${span}: 90m, 12h, 7d or 2w is expected`);
    return new Date(now.getTime() + Number(number) * unitMs[unit as keyof typeof unitMs]);
  }
  if (until === undefined) return null;
  const end = isoTime(until);
  if (end === null)
    throw new Failure(
      'bad-usage',
      `--until ${until}: a date such as 2026-12-24 or 2026-12-24T18:00 is expected`,
    );
  return end;
}
