#!/usr/bin/env -S node --max-semi-space-size=16 --heap-growing-percent=15
/** Arguments, environment and signals; the only file that touches `process`. */
import { runCommand } from './commands/program.ts';

let stops = 0;
const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      resolve();
      stops += 1;
      // Asked twice, we go at once: what was answered with 250 is durable, and leases end by themselves.
      if (stops === 2) process.exit(130);
    });
  }
});

// A reader that closed its end (`postern mail list | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCommand({
  arguments: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  stopped,
});
