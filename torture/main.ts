/** `npm run torture`: kills, stops and cuts off everything under load, and counts from the clients' side what is left. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeSection } from '../bench/document.ts';
import { describeMachine } from '../bench/machine.ts';
import { report, summary } from './report.ts';
import { type RunResult, torture } from './run.ts';
import { worldMissing } from './world.ts';

const help = `npm run torture -- [options]
  --rounds N   rounds (20)
  --seed S     what decides on faults and mails (1)
  --json FILE  everything as JSON
  --write      put the table into docs/reliability.md
`;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const page = fileURLToPath(new URL('../docs/reliability.md', import.meta.url));
const say = (line: string) => void process.stderr.write(`${line}\n`);

// Servers are ended when the process exits, which a signal alone does not do.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

if (options.help) process.stdout.write(help);
else if (worldMissing() !== null) {
  say(`nothing can be tortured: ${worldMissing()}`);
  process.exitCode = 69;
} else await main();

async function main(): Promise<void> {
  const command = ['npm run torture --', ...process.argv.slice(2)].join(' ');
  const machine = await describeMachine(command);
  const result = await torture({ rounds: Number(options.rounds), seed: Number(options.seed), say });
  const good = result.findings.every(({ harm }) => harm === 'unknown-outcome');
  tell(result, good);
  if (options.json !== undefined) await writeFile(options.json, JSON.stringify(result, null, 1));
  if (options.write)
    await writeSection('torture', `${machine}\n\n${report(result)}\n\n${summary(result)}.`, page);
  process.exitCode = good ? 0 : 1;
}

function tell(result: RunResult, good: boolean): void {
  if (!good) say(`repeat with --seed ${result.seed}; logs are in ${result.folder}`);
  process.stdout.write(`${report(result)}\n${summary(result)}\n`);
}
