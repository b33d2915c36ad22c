/**
 * Types, lint, tests. Arguments go to mocha: files, folders (`test/mail`) or options. The last line gives the totals;
 * exit 1 where anything failed or no test ran.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const everything = 'test/**/*.test.ts';

const faults = check('tsc', ['--noEmit']) + check('biome', ['check', '.']);
const totals = mocha(process.argv.slice(2));
const failed = totals.failed + faults;
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
process.exitCode = failed > 0 || totals.passed + totals.failed === 0 ? 1 : 0;
console.log(`${totals.passed} passed, ${failed} failed${skipped}`);

/** Runs a command of node_modules and gives 1 where it found a fault. */
function check(command, args) {
  return run(command, args) === 0 ? 0 : 1;
}

function run(command, args) {
  const { status, error } = spawnSync(join('node_modules', '.bin', command), args, { stdio: 'inherit' });
  if (error) console.error(error.message);
  return status;
}

function mocha(args) {
  const folder = mkdtempSync(join(tmpdir(), 'postern-test-'));
  const file = join(folder, 'totals.json');
  try {
    const reporter = ['--reporter', 'scripts/reporter.mjs', '--reporter-option', `totals=${file}`];
    run('mocha', [...reporter, ...specs(args)]);
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    console.error(`mocha came to no end: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Folders mean the tests in them; without any path, all tests. */
function specs(args) {
  const isFolder = (arg) => statSync(arg, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const given = args.map((arg) => (isFolder(arg) ? join(arg, '**', '*.test.ts') : arg));
  const named = given.some((arg) => arg.startsWith('test/') || arg.endsWith('.test.ts'));
  return named ? given : [everything, ...given];
}
