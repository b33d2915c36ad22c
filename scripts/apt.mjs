/** Debian's packages, installed without questions and without starting what they bring. */
import { spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Debian asks this program before it starts a service; 101 forbids it. */
const policy = '/usr/sbin/policy-rc.d';
const aside = `${policy}.before-postern`;

const patience = ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=15', '-o', 'Dpkg::Use-Pty=0'];

/** True for root on a machine with apt. */
export function canInstall() {
  return process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
}

/** Installs one package; true where it is then there. The lists are brought up to date only when that is needed. */
export function aptInstall(name) {
  console.log(`setup: installing ${name} …`);
  return withoutStarting(() => install(name) || (apt('update') && install(name)));
}

const install = (name) => apt('install', '-y', '--no-install-recommends', name);

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', ['-qq', ...patience, ...args], { env, stdio: 'ignore' }).status === 0;
}

function withoutStarting(work) {
  if (existsSync(policy)) renameSync(policy, aside);
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return work();
  } finally {
    rmSync(policy);
    if (existsSync(aside)) renameSync(aside, policy);
  }
}
