/** Numbers of several rounds, and how they are written. */

/** The value below which that share (0 to 1) of the values lies; NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (upper + lower) / 2;
}

/** `min/median/max`, whole numbers. */
export function spread(values: readonly number[]): string {
  if (values.length === 0) return '–';
  return [Math.min(...values), median(values), Math.max(...values)].map(whole).join('/');
}

/** A number as tables show it: three significant digits at least, thousands apart. */
export function whole(value: number): string {
  if (Number.isNaN(value)) return '–';
  return Math.abs(value) < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}

/** A ratio with two digits. */
export function ratio(one: number, other: number): string {
  const value = one / other;
  return Number.isFinite(value) ? value.toFixed(2) : '–';
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, at) => (at === 0 ? '---' : '--:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
