/** What was measured as Markdown: rates, ratios, waits, memory, and whether the goals are met. */
import type { Latency } from './latency.ts';
import type { MemoryRow } from './memory.ts';
import { median, ratio, spread, table, whole } from './statistics.ts';
import type { Series } from './throughput.ts';

export interface LatencyRow extends Latency {
  readonly name: string;
  readonly connections: number;
}

export interface Results {
  readonly machine: string;
  readonly rounds: number;
  readonly series: readonly Series[];
  readonly latencies: readonly LatencyRow[];
  readonly memory: readonly MemoryRow[];
}

export const names = {
  plain: 'Postern',
  screened: 'Postern with rspamd',
  postfix: 'Postfix, durable queue',
  inserts: 'insertOne, majority and journal',
  rspamd: 'rspamd alone',
} as const;

type Kind = 'accepted' | 'filed' | 'cpu';

export function report(results: Results): string {
  return [
    results.machine,
    `### Mails a second (min/median/max of ${results.rounds} rounds)`,
    ratesTable(results.series),
    '### Ratios (of medians)',
    ratiosTable(results.series),
    '### Processor time for one mail, milliseconds (all processes of the server; medians)',
    cpuTable(results.series),
    '### From the end of DATA to 250, milliseconds (medians of the rounds)',
    latencyTable(results.latencies),
    '### Resident memory of the gateway, MiB',
    memoryTable(results.memory),
    '### Goals',
    goalsTable(results),
  ].join('\n\n');
}

function ratesTable(series: readonly Series[]): string {
  const columns = connectionsOf(series);
  const rows = [...new Set(series.map(({ name }) => name))].flatMap((name) =>
    (['accepted', 'filed'] as const).flatMap((kind) => {
      const cells = columns.map((connections) => spread(valuesOf(series, name, connections, kind)));
      if (cells.every((cell) => cell === '–')) return [];
      const own = name.startsWith(names.plain) ? `: ${kind === 'filed' ? 'tickets filed' : 'accepted'}` : '';
      return [[`${name}${own}`, ...cells]];
    }),
  );
  return table(['connections', ...columns.map(String)], rows);
}

function ratiosTable(series: readonly Series[]): string {
  const columns = connectionsOf(series);
  const row = (name: string, kind: Kind, other: string) => [
    `${name}, ${kind} ÷ ${other}`,
    ...columns.map((connections) =>
      ratio(at(series, name, connections, kind), at(series, other, connections, 'accepted')),
    ),
  ];
  const pairs: [string, Kind, string][] = [
    [names.plain, 'filed', names.postfix],
    [names.plain, 'accepted', names.postfix],
    [names.plain, 'filed', names.inserts],
    [names.screened, 'filed', names.postfix],
    [names.screened, 'filed', names.rspamd],
  ];
  return table(
    ['', ...columns.map(String)],
    pairs.map((pair) => row(...pair)),
  );
}

function cpuTable(series: readonly Series[]): string {
  const columns = connectionsOf(series);
  const measured = [...new Set(series.filter(({ cpu }) => cpu.length > 0).map(({ name }) => name))];
  const rows = measured.map((name) => [
    name,
    ...columns.map((connections) => median(valuesOf(series, name, connections, 'cpu')).toFixed(2)),
  ]);
  return table(['connections', ...columns.map(String)], rows);
}

function latencyTable(latencies: readonly LatencyRow[]): string {
  const rows = latencies.map(({ name, connections, p50, p99, rate }) => [
    name,
    String(connections),
    whole(p50),
    whole(p99),
    whole(rate),
  ]);
  return table(['', 'connections', 'p50', 'p99', 'mails/s'], rows);
}

function memoryTable(memory: readonly MemoryRow[]): string {
  const rows = memory.map(({ what, base, peak }) => [what, whole(base), whole(peak), whole(peak - base)]);
  return table(['', 'at rest', 'peak', 'more'], rows);
}

function goalsTable({ series, latencies, memory }: Results): string {
  const filed = (connections: number) => at(series, names.plain, connections, 'filed');
  const goals: [string, number, number, 'least' | 'most'][] = [
    [
      'tickets/s ÷ Postfix’s accepts/s, 50 connections',
      filed(50) / at(series, names.postfix, 50, 'accepted'),
      1.5,
      'least',
    ],
    [
      'tickets/s ÷ insertOne/s, 50 connections',
      filed(50) / at(series, names.inserts, 50, 'accepted'),
      0.4,
      'least',
    ],
    ['tickets/s at 100 ÷ at 10 connections', filed(100) / filed(10), 1, 'least'],
    ['p99 at 50 connections, ms', p99(latencies, names.plain), 100, 'most'],
    ['p99 at 50 connections with rspamd, ms', p99(latencies, names.screened), 500, 'most'],
    ...memory.map(({ what, base, peak, allowed }): [string, number, number, 'most'] => [
      `${what}, MiB more`,
      peak - base,
      allowed,
      'most',
    ]),
  ];
  const rows = goals.map(([what, value, bound, side]) => {
    const met = side === 'least' ? value >= bound : value <= bound;
    const verdict = Number.isNaN(value) ? 'not measured' : met ? 'met' : '**not met**';
    const sign = side === 'least' ? '≥' : '≤';
    return [what, `${sign} ${bound}`, value < 10 ? value.toFixed(2) : whole(value), verdict];
  });
  return table(['goal', 'wanted', 'measured', ''], rows);
}

function p99(latencies: readonly LatencyRow[], wanted: string): number {
  return latencies.find(({ name, connections }) => name === wanted && connections === 50)?.p99 ?? Number.NaN;
}

function connectionsOf(series: readonly Series[]): number[] {
  return [...new Set(series.map(({ connections }) => connections))];
}

function valuesOf(series: readonly Series[], name: string, connections: number, kind: Kind): number[] {
  return series.find((one) => one.name === name && one.connections === connections)?.[kind] ?? [];
}

/** The median; NaN where it was not measured. */
function at(series: readonly Series[], name: string, connections: number, kind: Kind): number {
  return median(valuesOf(series, name, connections, kind));
}
