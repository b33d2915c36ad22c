/** `npm run soak`: the load of the torture run without its faults, beside a thousand idle connections, for long. */
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeSection } from '../bench/document.ts';
import { describeMachine } from '../bench/machine.ts';
import { checkIncoming } from './checks.ts';
import { checkOutgoing } from './checks-outgoing.ts';
import { lookAround } from './found.ts';
import { openIdle } from './idle.ts';
import { openLedger } from './ledger.ts';
import { sendAll } from './load.ts';
import { planMails } from './mails.ts';
import { becomeQuiet } from './quiet.ts';
import { seeded } from './random.ts';
import { type MemorySample, type SoakResult, soakReport } from './soak-report.ts';
import { followSink, knownTickets } from './sunk.ts';
import { startWorld, type World, worldMissing } from './world.ts';

const help = `npm run soak -- [options]
  --minutes M  how long (60)
  --idle N     idle connections (1000)
  --json FILE  all samples as JSON
  --write      put the figures into docs/reliability.md
`;

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    idle: { type: 'string', default: '1000' },
    json: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const page = fileURLToPath(new URL('../docs/reliability.md', import.meta.url));
const say = (line: string) => void process.stderr.write(`${line}\n`);
const seed = 1;
/** A burst of 20 to 40 mails in so much time: about ten mails a second. */
const burstMs = 3000;
const sampleMs = 10_000;

// Servers are ended when the process exits, which a signal alone does not do.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

if (options.help) process.stdout.write(help);
else if (worldMissing() !== null) {
  say(`there can be no soak: ${worldMissing()}`);
  process.exitCode = 69;
} else await main();

async function main(): Promise<void> {
  const machine = await describeMachine(['npm run soak --', ...process.argv.slice(2)].join(' '));
  const world = await startWorld(seed, say);
  let good = false;
  try {
    const result = await soak(world, Number(options.minutes));
    good = result.findings.every(({ harm }) => harm === 'unknown-outcome');
    process.stdout.write(`${soakReport(result)}\n`);
    if (options.json !== undefined) await writeFile(options.json, JSON.stringify(result, null, 1));
    if (options.write) await writeSection('soak', `${machine}\n\n${soakReport(result)}`, page);
  } finally {
    await world.remove(!good);
  }
  process.exitCode = good ? 0 : 1;
}

async function soak(world: World, minutes: number): Promise<SoakResult> {
  const ledger = openLedger();
  const sink = followSink(world.sinkLog);
  const began = new Date();
  const idle = await openIdle(world.smtpPort, Number(options.idle));
  const seconds = () => (Date.now() - began.getTime()) / 1000;
  const samples: MemorySample[] = [];
  const sample = async () => {
    const memory = await memoryOf(world);
    samples.push({ at: seconds(), ...memory, idle: idle.open });
    say(
      `${Math.round(seconds())} s: ${memory.rss.toFixed(0)} MiB resident, ${memory.heap.toFixed(0)} MiB heap`,
    );
  };
  const timer = setInterval(() => void sample().catch((error) => say(`no sample: ${error}`)), sampleMs);
  const bursts: Promise<void>[] = [];
  for (let burst = 0; seconds() < minutes * 60; burst += 1) {
    const random = seeded(seed, burst + 1);
    const mails = planMails(seed, burst, random, knownTickets(await sink.read()).slice(-200));
    bursts.push(sendAll({ smtpPort: world.smtpPort, dovecot: world.dovecot }, mails, ledger, random));
    await sleep(burstMs);
  }
  clearInterval(timer);
  await Promise.all(bursts);
  idle.stop();
  await becomeQuiet(world, sink);
  const found = await lookAround(world, sink, began);
  const situation = { ledger, found, fromRound: 0, quiet: true, now: Date.now() };
  const findings = [...checkIncoming(situation), ...checkOutgoing(situation)];
  for (const { harm, rule, mail, detail } of findings) say(`${harm}: ${rule}: ${mail} ${detail}`);
  const outgoing = found.sunk.filter(({ event }) => event === 'accepted').length;
  return { minutes, samples, mails: ledger.sent.length, outgoing, reconnected: idle.reconnected, findings };
}

/** MiB. */
async function memoryOf({ gateway, metricsPort }: World): Promise<{ rss: number; heap: number }> {
  const status = await readFile(`/proc/${gateway.pid}/status`, 'utf8');
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const number = (text: string, pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? Number.NaN);
  return {
    rss: number(status, /^VmRSS:\s+(\d+) kB/m) / 1024,
    heap: number(metrics, /^nodejs_heap_size_used_bytes ([\d.e+]+)/m) / 2 ** 20,
  };
}
