/** Parts of `postern check` that other programs serve: mailboxes, the smarthost; and the ports that we need. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { hostname as machineName } from 'node:os';
import type { Settings } from '../config/schema.ts';
import { describe, Failure } from '../failure.ts';
import { probeAccount } from '../ingest/imap-probe.ts';
import type { Store } from '../model/ports.ts';
import { probeSmarthost } from '../receipts/smtp.ts';
import type { Checked } from './check.ts';

/** Each account logs in and has its mailbox. */
export async function checkMailboxes({ imap }: Settings, store: Store | Failure): Promise<Checked[]> {
  return Promise.all(
    imap.map(async (account): Promise<Checked> => {
      const part = `imap ${account.name}`;
      if (store instanceof Failure)
        return {
          part,
          state: 'warn',
          detail: 'not tried: the store is away',
          advice: 'see to the store first',
        };
      const { mailboxes } = store;
      const { ok, detail } = await probeAccount(account, {
        mailboxes,
        clock: () => new Date(),
        timeoutMs: 10_000,
      });
      const advice = 'see host, port, user and password of this account';
      return { part, state: ok ? 'ok' : 'fail', detail, advice: ok ? null : advice };
    }),
  );
}

/** The smarthost greets, upgrades to TLS and lets us in. */
export async function checkSmarthost({ outbox, hostname }: Settings): Promise<Checked[]> {
  const part = 'smarthost';
  if (outbox.smtp.host === '') {
    const detail = 'not set: outgoing mail stays queued';
    return [{ part, state: 'warn', detail, advice: 'set outbox.smtp.host' }];
  }
  const where = `${outbox.smtp.host}:${outbox.smtp.port}`;
  try {
    await probeSmarthost(outbox, hostname ?? machineName());
    return [{ part, state: 'ok', detail: `${where} greets`, advice: null }];
  } catch (error) {
    const advice = 'see outbox.smtp; until then outgoing mail waits';
    return [{ part, state: 'fail', detail: `${where}: ${describe(error)}`, advice }];
  }
}

/** How to tell a running Postern on each of its ports. */
const isPostern = {
  smtp: async (host: string, port: number) => /^220[ -].*Postern/.test(await greeting(host, port)),
  http: async (host: string, port: number) => (await page(host, port, '/healthz')).includes('"status"'),
  metrics: async (host: string, port: number) => (await page(host, port, '/metrics')).includes('postern_'),
} as const;

/** Each port is ours to take, or taken by a Postern that runs. */
export async function checkPorts(settings: Settings): Promise<Checked[]> {
  const parts = ['smtp', 'http', 'metrics'] as const;
  return Promise.all(parts.map((name) => checkPort(name, settings[name])));
}

async function checkPort(
  name: keyof typeof isPostern,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Checked> {
  const part = `port ${name}`;
  const where = `${host}:${port}`;
  if (await isTaken(host, port)) {
    const ours = await isPostern[name](host, port).catch(() => false);
    if (ours) return { part, state: 'ok', detail: `${where}: a Postern is running`, advice: null };
    const detail = `${where} is taken by another program`;
    return { part, state: 'fail', detail, advice: `stop that program, or set ${name}.port` };
  }
  const fault = await listening(host, port);
  if (fault === null) return { part, state: 'ok', detail: `${where} is free`, advice: null };
  const advice = fault.includes('EACCES')
    ? 'ports below 1024 need CAP_NET_BIND_SERVICE, or forward them'
    : `set ${name}.host and ${name}.port`;
  return { part, state: 'fail', detail: `${where} cannot be listened on: ${fault}`, advice };
}

const patienceMs = 3000;

async function isTaken(host: string, port: number): Promise<boolean> {
  if (port === 0) return false;
  const socket = connect(port, host);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(patienceMs) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** The first line that the other side says by itself. */
async function greeting(host: string, port: number): Promise<string> {
  const socket = connect(port, host).setEncoding('utf8');
  socket.setTimeout(patienceMs, () => socket.destroy());
  let heard = '';
  for await (const chunk of socket) {
    heard += String(chunk);
    if (heard.includes('\n')) break;
  }
  return heard;
}

async function page(host: string, port: number, path: string): Promise<string> {
  const name = host.includes(':') ? `[${host}]` : host;
  const answer = await fetch(`http://${name}:${port}${path}`, { signal: AbortSignal.timeout(patienceMs) });
  return answer.ok ? answer.text() : '';
}

/** Null where we can listen there; else why not. */
async function listening(host: string, port: number): Promise<string | null> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return null;
  } catch (error) {
    return describe(error);
  } finally {
    server.close();
  }
}
