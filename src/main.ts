#!/usr/bin/env -S node --max-semi-space-size=16 --heap-growing-percent=15
/** Arguments, environment and signals; the only file that touches `process`. */
import type { System } from './commands/context.ts';
import { runCommand } from './commands/program.ts';

let stops = 0;
const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stop();
    stops += 1;
    // Asked twice, we go at once: what was answered with 250 is durable, and leases end by themselves.
    if (stops === 2) process.exit(130);
  });
}

// A reader that closed its end (`postern mail list | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  // The terminal is gone: nobody is left to stop us.
  if (error.code === 'EIO') stop();
  else throw error;
});

// What we write is nobody else's to read.
process.umask(0o077);

/** Sockets that the service manager opened for this very process, from descriptor 3 on (sd_listen_fds(3)). */
function handedOver(): Map<string, number> {
  const { LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES = '' } = process.env;
  if (Number(LISTEN_PID) !== process.pid) return new Map();
  const names = LISTEN_FDNAMES.split(':');
  return new Map(Array.from({ length: Number(LISTEN_FDS) || 0 }, (_, i) => [names[i] ?? '', 3 + i]));
}

const system: System = {
  uid: process.getuid?.() ?? null,
  sockets: handedOver(),
  become({ uid, gid, groups }) {
    // In this order: who is no longer root can change no group (setuid(2)).
    process.setgroups?.([...groups]);
    process.setgid?.(gid);
    process.setuid?.(uid);
  },
  onReload: (reload) => void process.on('SIGHUP', reload),
};

process.exitCode = await runCommand({
  arguments: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  stopped,
  system,
});
