/** `npm run bench`: Postern and its peers under the same load, in one interleaved run. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { findProgram } from '../test/support/program.ts';
import { rspamdMissing, startRspamd } from '../test/support/rspamd.ts';
import {
  bareInserts,
  type Contestant,
  postern,
  postfixQueue,
  rspamdAlone,
  startSmtpSink,
} from './contestants.ts';
import { writeSection } from './document.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { measureLatency } from './latency.ts';
import { describeMachine } from './machine.ts';
import { measureMemory } from './memory.ts';
import { postfixMissing, startPostfix } from './postfix.ts';
import { type LatencyRow, names, report } from './report.ts';
import { sourceMissing } from './source.ts';
import { median } from './statistics.ts';
import { race } from './throughput.ts';

const help = `npm run bench -- [options]
  --rounds N        rounds (3)
  --connections L   kept connections (1,10,50,100)
  --seconds N       about how long one run takes (5)
  --size N          octets of a body (5120)
  --quick           one round of short runs
  --no-memory       leave memory out
  --json FILE       all figures as JSON
  --write           put the tables into docs/performance.md
`;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '1,10,50,100' },
    seconds: { type: 'string', default: '5' },
    size: { type: 'string', default: '5120' },
    quick: { type: 'boolean', default: false },
    memory: { type: 'boolean', default: true },
    json: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowNegative: true,
});

const say = (line: string) => void process.stderr.write(`${line}\n`);
const stops: (() => Promise<void>)[] = [];

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stopAll().finally(() => process.exit(130)));
}

if (options.help) process.stdout.write(help);
else if (sourceMissing() !== null) {
  say(`nothing can be measured: ${sourceMissing()}`);
  process.exitCode = 69;
} else await measure().finally(stopAll);

async function measure(): Promise<void> {
  const command = ['npm run bench --', ...process.argv.slice(2)].join(' ');
  const machine = await describeMachine(command);
  const plan = {
    rounds: options.quick ? 1 : Number(options.rounds),
    connections: options.connections.split(',').map(Number),
    size: Number(options.size),
    seconds: options.quick ? 1.5 : Number(options.seconds),
  };
  const memory = options.memory ? await measureMemory() : [];
  const { contestants, gateways } = await startAll();
  const series = await race(contestants, plan, say);
  const latencies: LatencyRow[] = [];
  for (const connections of plan.connections) {
    for (const [name, gateway] of gateways) {
      const speed = series.find((one) => one.name === name && one.connections === connections);
      const mails = Math.max(200, Math.round(plan.seconds * median(speed?.filed ?? [])));
      const rounds = [];
      for (let round = 0; round < plan.rounds; round += 1) {
        rounds.push(await measureLatency(gateway, connections, mails));
        await gateway.counts.quiet(120_000);
      }
      const [p50, p99] = [median(rounds.map((one) => one.p50)), median(rounds.map((one) => one.p99))];
      const rate = median(rounds.map((one) => one.rate));
      latencies.push({ name, connections, p50, p99, rate });
      say(`${connections} connections, ${name}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
    }
  }
  const results = { machine, rounds: plan.rounds, series, latencies, memory };
  const markdown = report(results);
  process.stdout.write(`${markdown}\n`);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(results, null, 1)}\n`);
  if (options.write) await writeSection('bench', markdown);
}

/** Whoever is not installed is left out, and named. */
async function startAll(): Promise<{ contestants: Contestant[]; gateways: [string, Gateway][] }> {
  const contestants: Contestant[] = [];
  const enter = (contestant: Contestant) => {
    contestants.push(contestant);
    stops.push(() => contestant.stop());
  };
  const gateways: [string, Gateway][] = [];
  const enterGateway = async (name: string, settings: Record<string, string>) => {
    const gateway = await startGateway({ settings });
    gateways.push([name, gateway]);
    enter(postern(name, gateway));
    return gateway;
  };
  const { uri } = await enterGateway(names.plain, {});
  enter(await bareInserts(uri));
  if (findProgram('smtp-sink') !== null) enter(await startSmtpSink());
  if (postfixMissing() === null) enter(postfixQueue(await startPostfix()));
  else say(`left out: ${postfixMissing()}`);
  if (rspamdMissing() === null) {
    const rspamd = await startRspamd();
    stops.push(() => rspamd.remove());
    enter(rspamdAlone(rspamd.url));
    await enterGateway(names.screened, { SCREENING__RSPAMD__URL: rspamd.url });
  } else say(`left out: ${rspamdMissing()}`);
  return { contestants, gateways };
}

async function stopAll(): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop().catch((error: unknown) => say(String(error)));
}
