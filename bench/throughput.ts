/** Rounds of all contestants, one after another, so that what else the machine does meets all of them alike. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Contestant, Rates } from './contestants.ts';

/** Rates of one contestant at one number of connections, a value for each round. */
export interface Series {
  readonly name: string;
  readonly connections: number;
  readonly accepted: number[];
  readonly filed: number[];
  readonly cpu: number[];
}

export interface Plan {
  readonly rounds: number;
  readonly connections: readonly number[];
  /** Octets of a body. */
  readonly size: number;
  /** About how long one run takes, seconds. */
  readonly seconds: number;
}

/** Mails of a contestant’s first run, before its speed is known. */
const firstMails = 100;
const mostMails = 20_000;

/** Runs the plan. */
export async function race(
  contestants: readonly Contestant[],
  plan: Plan,
  say: (line: string) => void,
): Promise<Series[]> {
  const series = new Map<string, Series>();
  const speeds = new Map<string, number>();
  for (const { name } of contestants) speeds.set(name, firstMails / plan.seconds);
  for (const connections of plan.connections) {
    for (const contestant of contestants) await lap(contestant, connections, plan, speeds); // Warms up, unmeasured.
  }
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const connections of plan.connections) {
      // Each begins once: whoever runs first after a pause has an advantage.
      for (const contestant of rotated(contestants, round)) {
        const rates = await lap(contestant, connections, plan, speeds);
        note(series, contestant.name, connections, rates);
        say(`round ${round + 1}, ${connections} connections, ${contestant.name}: ${words(rates)}`);
      }
    }
  }
  return [...series.values()];
}

async function lap(
  contestant: Contestant,
  connections: number,
  plan: Plan,
  speeds: Map<string, number>,
): Promise<Rates> {
  const key = `${contestant.name} ${connections}`;
  const speed = speeds.get(key) ?? speeds.get(contestant.name) ?? 1;
  const mails = Math.min(mostMails, Math.max(connections * 4, Math.round(speed * plan.seconds)));
  const rates = await contestant.run({ connections, mails, size: plan.size });
  const slower = Math.min(rates.accepted, rates.filed ?? rates.accepted);
  speeds.set(key, slower).set(contestant.name, slower);
  await contestant.quiet();
  await sleep(300);
  return rates;
}

function rotated<T>(all: readonly T[], by: number): T[] {
  const at = by % all.length;
  return [...all.slice(at), ...all.slice(0, at)];
}

function note(series: Map<string, Series>, name: string, connections: number, rates: Rates): void {
  const key = `${name} ${connections}`;
  const entry = series.get(key) ?? { name, connections, accepted: [], filed: [], cpu: [] };
  entry.accepted.push(rates.accepted);
  if (rates.filed !== undefined) entry.filed.push(rates.filed);
  if (rates.cpu !== undefined) entry.cpu.push(rates.cpu);
  series.set(key, entry);
}

function words({ accepted, filed, cpu }: Rates): string {
  return [
    `${Math.round(accepted)} accepted/s`,
    ...(filed === undefined ? [] : [`${Math.round(filed)} filed/s`]),
    ...(cpu === undefined ? [] : [`${cpu.toFixed(2)} ms of processor time a mail`]),
  ].join(', ');
}
