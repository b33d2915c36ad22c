/** Tells systemd how we are (sd_notify(3)), by its own program: Node has no datagram sockets of the Unix kind. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Environment } from '../config/variables.ts';
import { describe } from '../failure.ts';
import type { Log } from '../model/ports.ts';

export type Told = 'ready' | 'reloading' | 'stopping';

const patienceMs = 5000;

/** Does nothing where no service manager listens. Never throws: what cannot be told is logged. */
export async function tellServiceManager(env: Environment, log: Log, what: Told): Promise<void> {
  const { NOTIFY_SOCKET, PATH } = env;
  if (!NOTIFY_SOCKET) return;
  try {
    await promisify(execFile)('systemd-notify', [`${what.toUpperCase()}=1`], {
      env: { NOTIFY_SOCKET, PATH },
      timeout: patienceMs,
    });
  } catch (error) {
    log.warn('service manager not told', { what, cause: describe(error) });
  }
}
