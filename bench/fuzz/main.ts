/**
 * Feeds damaged octets to all that reads them from outside. `npm run fuzz -- --seed 7 --seconds 60 --only smtp,imap`: so many
 * seconds for each target; `--from 123 --rounds 1` repeats a find. Finds are kept in .cache/fuzz, named by target, seed and
 * round. Exit 1 where there are any, 64 where an option or a target is unknown.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Find, type Outcome, runTarget } from './run.ts';
import type { Target } from './target.ts';
import { targets } from './targets.ts';

const folder = fileURLToPath(new URL('../../.cache/fuzz', import.meta.url));
const all = targets.map(({ name }) => name).join(',');
const usage = `npm run fuzz -- [--seed N] [--seconds N, for each target] [--from N] [--rounds N] [--only ${all}]`;

const values = options();

function options() {
  try {
    const { values: given } = parseArgs({
      options: {
        help: { type: 'boolean', default: false },
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
        seconds: { type: 'string', default: '20' },
        from: { type: 'string', default: '0' },
        rounds: { type: 'string', default: '1000000000' },
        only: { type: 'string', default: all },
      },
    });
    if (!given.help) return given;
    console.log(usage);
    return process.exit(0);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
    return process.exit(64);
  }
}

function keep(target: Target, { round, input, fault }: Find): void {
  const file = join(folder, `${target.name}-${values.seed}-${round}`);
  writeFileSync(`${file}.input`, input);
  writeFileSync(`${file}.txt`, `${fault}\n`);
  console.log(`${file}.input: ${fault.split('\n').slice(0, 2).join(' ').slice(0, 300)}`);
}

function row(name: string, rounds: string, finds: string, slowest: string, promise: string): string {
  return `${name.padEnd(10)}${rounds.padStart(9)}${finds.padStart(7)}${slowest.padStart(12)}  ${promise}`;
}

async function main(): Promise<number> {
  const names = values.only.split(',');
  const wanted = targets.filter(({ name }) => names.includes(name));
  if (wanted.length < names.length) {
    console.error(`unknown target\n${usage}`);
    return 64;
  }
  mkdirSync(folder, { recursive: true });
  const rows: string[] = [];
  let finds = 0;
  for (const target of wanted) {
    const outcome: Outcome = await runTarget(target, {
      seed: Number(values.seed),
      from: Number(values.from),
      rounds: Number(values.rounds),
      ms: Number(values.seconds) * 1000,
      timed: true,
      onFind: (find) => keep(target, find),
    });
    finds += outcome.finds.length;
    const slowest = `${Math.round(outcome.slowestMs)} ms`;
    rows.push(row(target.name, `${outcome.rounds}`, `${outcome.finds.length}`, slowest, target.promise));
  }
  console.log(
    [`seed ${values.seed}`, row('target', 'rounds', 'finds', 'slowest', 'promise'), ...rows].join('\n'),
  );
  return finds === 0 ? 0 : 1;
}

process.exit(await main());
