/** Packages as the lockfile has them, the pinned Node among them. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lockfile = `${root}package-lock.json`;
const modules = `${root}node_modules`;
/** What was installed: the lockfile's hash. */
const stamp = `${modules}/.postern-setup`;
/** npm's own record, written when an install has come to its end. */
const record = `${modules}/.package-lock.json`;

/** Brings node_modules to what the lockfile says, and `postern` among its commands. Throws where it cannot. */
export function setUpPackages() {
  const wanted = createHash('sha256').update(readFileSync(lockfile)).digest('hex');
  if (!isInstalled(wanted)) install();
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) writeFileSync(stamp, wanted);
  linkCommand();
}

function isInstalled(wanted) {
  if (!existsSync(record)) return false;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true;
  return statSync(record).mtimeMs >= statSync(lockfile).mtimeMs; // By `npm install`, which leaves no stamp.
}

function install() {
  console.log('setup: installing packages …');
  // Not `npm ci`: it refuses a lockfile that leaves out optional packages for other systems, as ours may.
  npm('install', '--no-save', '--include=dev', '--no-audit', '--no-fund', '--no-progress');
  // Where install scripts are switched off, the binary of the package `node` is still to be fetched.
  if (!runs(`${modules}/.bin/node`)) npm('rebuild', 'node', '--ignore-scripts=false');
}

function npm(...args) {
  const { status, error } = spawnSync('npm', [...args, '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) {
    throw new Error(
      `packages could not be installed: npm ${args[0]} failed${error ? ` (${error.message})` : ''}`,
    );
  }
}

const runs = (program) => spawnSync(program, ['--version']).status === 0;

/** npm links the commands of dependencies only; this one makes `npx postern` work in a clone. */
function linkCommand() {
  mkdirSync(`${modules}/.bin`, { recursive: true });
  try {
    symlinkSync('../../src/main.ts', `${modules}/.bin/postern`);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
}
