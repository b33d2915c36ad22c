/** `smtp-source` of Postfix: the load that all contestants get. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { findProgram } from '../test/support/program.ts';
import { lane } from './gateway.ts';

export interface Load {
  readonly connections: number;
  readonly mails: number;
  /** Octets of the body. */
  readonly size: number;
}

/** Why nothing can be measured here, or null where all is well. */
export function sourceMissing(): string | null {
  return findProgram('smtp-source') === null
    ? 'smtp-source is missing: it comes with Postfix (apt-get install postfix)'
    : null;
}

/**
 * Sends the load over kept connections (`-d`); every mail has a Message-ID of its own. Gives how long it took, in
 * seconds. Throws where a mail was not taken.
 */
export async function sendLoad(port: number, { connections, mails, size }: Load): Promise<number> {
  const args = ['-d', '-s', connections, '-m', mails, '-l', size];
  const addresses = ['-f', 'ana@example.net', '-t', lane, `127.0.0.1:${port}`];
  const started = performance.now();
  const child = spawn(findProgram('smtp-source') ?? 'smtp-source', [...args.map(String), ...addresses], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [[code], complaint] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0 || complaint.includes('rejected'))
    throw new Error(`smtp-source: ${complaint.slice(0, 500)}`);
  return seconds;
}
