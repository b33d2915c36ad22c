/** The report for spreadsheets (RFC 4180). Pure. */
import type { Report } from '../../model/report.ts';

/**
 * A field, always in quotation marks. Customers write subjects: what a spreadsheet would take for a formula gets an
 * apostrophe before it (OWASP, CSV injection).
 */
export function csvField(value: string | number): string {
  const text = String(value);
  const guarded =
    typeof value === 'string' && /^[\s]*[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]/.test(text) ? `'${text}` : text;
  return `"${guarded.replaceAll('"', '""')}"`;
}

/** Problems, times and departments, one line each, with a column for each month. */
export function reportCsv(
  { problems, volume, firstAnswer, solution }: Report,
  months: readonly string[],
): string {
  const head = [
    'kind',
    'name',
    'tickets',
    ...months,
    'median_hours',
    'ninety_percent_hours',
    'solution',
    'examples',
  ];
  const perMonth = (counts: Readonly<Record<string, number>>) => months.map((month) => counts[month] ?? 0);
  const none = months.map(() => '');
  const lines = [
    head,
    ...problems.map(({ words, tickets, byMonth, solution: known, examples }) => [
      'problem',
      words.join(' '),
      tickets,
      ...perMonth(byMonth),
      '',
      '',
      known?.ticketId ?? '',
      examples.map(({ ticketId, subject }) => `${ticketId} ${subject}`).join('; '),
    ]),
    ...volume.map(({ department, tickets, byMonth }) => [
      'department',
      department,
      tickets,
      ...perMonth(byMonth),
      '',
      '',
      '',
      '',
    ]),
    ...[
      { name: 'first answer', ...firstAnswer },
      { name: 'solution', ...solution },
    ].map(({ name, counted, median, ninety }) => [
      'time',
      name,
      counted,
      ...none,
      hours(median),
      hours(ninety),
      '',
      '',
    ]),
  ];
  return `${lines.map((line) => line.map(csvField).join(',')).join('\r\n')}\r\n`;
}

function hours(ms: number | null): string {
  return ms === null ? '' : (ms / 3_600_000).toFixed(2);
}
