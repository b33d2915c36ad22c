/**
 * Types, lint, tests. Arguments go to mocha: files, folders (`test/mail`) or options. The last line gives the totals;
 * exit 1 where anything failed or no test ran.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, globSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';

/** Tests that mostly wait, for a server that is killed, a mailbox or a program: they run beside all others. */
const waiting = [
  'backup',
  'commands',
  'faults',
  'ingest',
  'mirror',
  'nodes.test.ts',
  'store-away.test.ts',
  'torture',
  'torture.test.ts',
  'webhooks',
  'world',
];

const faults = check('tsc', ['--noEmit']) + check('biome', ['check', '--error-on-warnings', '.']);
const totals = await allOf(runs(process.argv.slice(2)));
const failed = totals.failed + faults;
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
process.exitCode = failed > 0 || totals.passed + totals.failed === 0 ? 1 : 0;
for (const test of totals.broken) console.log(`failed: ${test}`);
console.log(`${totals.passed} passed, ${failed} failed${skipped}`);

/** Runs a command of node_modules and gives 1 where it found a fault. */
function check(command, args) {
  const { status, error } = spawnSync(program(command), args, { stdio: 'inherit' });
  if (error) console.error(error.message);
  return status === 0 ? 0 : 1;
}

function program(name) {
  return join('node_modules', '.bin', name);
}

/** Arguments of mocha, a list for each run. Folders mean the tests in them; without any path, all tests in two runs. */
function runs(args) {
  const isFolder = (arg) => statSync(arg, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const given = args.map((arg) => (isFolder(arg) ? join(arg, '**', '*.test.ts') : arg));
  if (given.some((arg) => arg.startsWith('test/') || arg.endsWith('.test.ts'))) return [given];
  const files = globSync('test/**/*.test.ts').sort();
  const waits = (file) => waiting.includes(file.split(sep)[1]);
  return [files.filter((file) => !waits(file)), files.filter(waits)].map((some) => [...some, ...given]);
}

/** All at once. The first is shown as it goes on, the others when it is over. */
async function allOf([shown, ...others]) {
  const folder = mkdtempSync(join(tmpdir(), 'postern-test-'));
  try {
    const behind = others.map((args, at) => ({ file: join(folder, `${at}.log`), args }));
    const all = await Promise.all([
      mocha(join(folder, 'shown.json'), shown, 'inherit'),
      ...behind.map(({ file, args }) => mocha(`${file}.json`, args, openSync(file, 'w'))),
    ]);
    for (const { file } of behind) process.stdout.write(readFileSync(file));
    const sum = (name) => all.reduce((total, one) => total + one[name], 0);
    return {
      passed: sum('passed'),
      failed: sum('failed'),
      skipped: sum('skipped'),
      broken: all.flatMap(({ broken }) => broken),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One run of mocha; gives its totals. `output`: where it writes to. */
async function mocha(totalsFile, args, output) {
  const reporter = ['--reporter', 'scripts/reporter.mjs', '--reporter-option', `totals=${totalsFile}`];
  const child = spawn(program('mocha'), [...reporter, ...args], { stdio: ['ignore', output, output] });
  if (typeof output === 'number') closeSync(output);
  await new Promise((resolve) => child.once('close', resolve).once('error', resolve));
  try {
    return JSON.parse(readFileSync(totalsFile, 'utf8'));
  } catch (error) {
    console.error(`mocha came to no end: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0, broken: [] };
  }
}
