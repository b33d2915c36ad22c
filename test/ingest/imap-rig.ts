/** What mailbox tests share: the ports in memory, and accounts on a real server. */
import { createHash } from 'node:crypto';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImapAccount } from '../../src/config/schema.ts';
import { type Fetchers, type ImapDeps, startImap } from '../../src/ingest/imap.ts';
import type { Patience } from '../../src/ingest/imap-reconnect.ts';
import type { Cursor, Leases, MailboxStatus, MailboxStore } from '../../src/model/node-store.ts';
import type { Arrival, Intake } from '../../src/model/ports.ts';
import type { Dovecot } from '../support/dovecot.ts';
import { keptLog } from '../support/log.ts';

/** Takes mail as the store would: the same bytes are the same mail. `before` may throw, or wait. */
export interface MemoryIntake extends Intake {
  readonly taken: Arrival[];
  /** How often `take` was called. */
  calls: number;
  /** The most calls at once. */
  peak: number;
  before: (arrival: Arrival) => Promise<void> | void;
}

export function memoryIntake(lanes: readonly string[] = ['support@example.com']): MemoryIntake {
  const known = new Map<string, string>();
  let running = 0;
  const intake: MemoryIntake = {
    taken: [],
    calls: 0,
    peak: 0,
    before: () => undefined,
    lane: (recipient) => {
      const bare = recipient.toLowerCase().replace(/\+[^@]*/, '');
      return lanes.includes(bare) ? bare : null;
    },
    roomFor: async () => {},
    take: async (arrival) => {
      intake.calls += 1;
      running += 1;
      intake.peak = Math.max(intake.peak, running);
      try {
        await intake.before(arrival);
        const key = createHash('sha256').update(arrival.raw).digest('hex');
        const id = known.get(key);
        if (id !== undefined) return { id, duplicate: true };
        known.set(key, key.slice(0, 24));
        intake.taken.push(arrival);
        return { id: key.slice(0, 24), duplicate: false };
      } finally {
        running -= 1;
      }
    },
  };
  return intake;
}

export function memoryMailboxes(): MailboxStore & { readonly said: MailboxStatus[] } {
  const cursors = new Map<string, Cursor>();
  const tokens = new Map<string, string>();
  const latest = new Map<string, MailboxStatus>();
  const said: MailboxStatus[] = [];
  return {
    said,
    cursor: async (account, mailbox) => cursors.get(`${account} ${mailbox}`) ?? null,
    saveCursor: async (account, mailbox, cursor) => {
      cursors.set(`${account} ${mailbox}`, cursor);
    },
    saveStatus: async (status) => {
      said.push(status);
      latest.set(status.account, status);
    },
    statuses: async () => [...latest.values()],
    refreshToken: async (account) => tokens.get(account) ?? null,
    saveRefreshToken: async (account, token) => {
      tokens.set(account, token);
    },
  };
}

/** Leases of several nodes on one table. A node that is `cut` off from the store gets no answer from it. */
export function memoryLeases() {
  const table = new Map<string, { node: string; until: number }>();
  return {
    node: (node: string): Leases & { cut: boolean } => ({
      cut: false,
      async hold(name, ttlMs) {
        if (this.cut) throw new Error('no answer');
        const lease = table.get(name);
        if (lease !== undefined && lease.node !== node && lease.until > performance.now()) return false;
        table.set(name, { node, until: performance.now() + ttlMs });
        return true;
      },
      async release(name) {
        if (this.cut) throw new Error('no answer');
        if (table.get(name)?.node === node) table.delete(name);
      },
    }),
  };
}

/** An account on the test server; settings that the schema would not let through are for speed. */
export function accountOn(dovecot: Dovecot, over: Partial<ImapAccount> = {}): ImapAccount {
  return {
    name: 'support',
    host: dovecot.host,
    port: dovecot.port,
    secure: false,
    user: dovecot.user,
    password: dovecot.password,
    mailbox: 'INBOX',
    processed: 'Processed',
    failed: 'Failed',
    pollSeconds: 1,
    longestPauseSeconds: 300,
    ...over,
  };
}

/** Back-offs short enough for tests. */
export const impatience: Patience = {
  backoff: { firstMs: 40, maxMs: 300 },
  loginBackoff: { firstMs: 60, maxMs: 300 },
  goodAfterMs: 60_000,
  connectMs: 2000,
  silenceMs: 1500,
  stopMs: 1000,
};

export interface Rig {
  readonly intake: MemoryIntake;
  readonly mailboxes: ReturnType<typeof memoryMailboxes>;
  readonly log: ReturnType<typeof keptLog>;
  start(account: ImapAccount, over?: Partial<ImapDeps>): Fetchers;
  /** Closes all that was started. */
  close(): Promise<void>;
}

/** One database, any number of nodes on it. */
export function makeRig(): Rig {
  const started: Fetchers[] = [];
  const intake = memoryIntake();
  const mailboxes = memoryMailboxes();
  const leases = memoryLeases();
  const log = keptLog();
  return {
    intake,
    mailboxes,
    log,
    start: (account, over = {}) => {
      const fetchers = startImap({
        accounts: [account],
        intake,
        mailboxes,
        leases: leases.node(`node ${started.length}`),
        log,
        clock: () => new Date(),
        random: () => 0.5,
        maxSize: 1_000_000,
        defaultLane: 'fallback@example.com',
        leaseMs: 5000,
        patience: impatience,
        ...over,
      });
      started.push(fetchers);
      return fetchers;
    },
    close: async () => {
      await Promise.all(started.map((fetchers) => fetchers.close()));
    },
  };
}

/** Waits until it holds; throws with `what` where it does not within the time that any test has. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  ms = 15_000,
): Promise<void> {
  const until = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`in vain: ${what}`);
    await sleep(25);
  }
}

/** A wire to the server that tests can cut or hold. */
export interface Wire {
  readonly port: number;
  /** What the client gets of what the server says (in latin1); null cuts the connection. */
  listen: (text: string) => string | null;
  /** While true nothing gets through, and nobody is told. */
  held: boolean;
  close(): Promise<void>;
}

export async function wireTo(dovecot: Dovecot): Promise<Wire> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(dovecot.port, dovecot.host);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (data) => wire.held || upstream.write(data));
    upstream.on('data', (data) => {
      if (wire.held) return;
      const heard = wire.listen(data.toString('latin1'));
      if (heard === null) client.destroy();
      else client.write(heard, 'latin1');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const wire: Wire = {
    port: (server.address() as AddressInfo).port,
    listen: (text) => text,
    held: false,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return wire;
}
