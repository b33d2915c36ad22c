/** Keeps a connection for the shared mail folder: on one node at a time, chosen by a lease, with back-off after failures. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImapAccount, MirrorSettings } from '../config/schema.ts';
import { describe } from '../failure.ts';
import type { MirrorMailbox } from '../model/mirroring.ts';
import type { Leases, MailboxStatus, MailboxStore } from '../model/node-store.ts';
import type { Log } from '../model/ports.ts';
import { connectClient, endClient } from './imap-client.ts';
import { credentialsOf } from './imap-credentials.ts';
import { holdLease } from './imap-lease.ts';
import { mirrorMailbox } from './imap-mirror-mailbox.ts';
import { type Patience, type RecoverDeps, recover, usualPatience } from './imap-reconnect.ts';
import { createReporter } from './imap-report.ts';
import { nameTrouble } from './imap-trouble.ts';

export interface MirrorConnectionDeps {
  readonly settings: MirrorSettings;
  readonly mailboxes: MailboxStore;
  readonly leases: Leases;
  readonly log: Log;
  readonly clock: () => Date;
  /** Gives [0, 1). */
  readonly random: () => number;
  readonly leaseMs: number;
  readonly patience?: Patience;
  /** Calls back when tickets changed, here or on another node. Returns how to stop. */
  onChange(listener: () => void): () => void;
  /** Finds the message in the lines of our header field. */
  messageIn(header: string): string | null;
  /** Works until `next` says that it is over. Throws what mailbox and store throw. */
  work(mailbox: MirrorMailbox, waiting: { next(): Promise<boolean> }): Promise<void>;
}

export interface MirrorConnection {
  status(): MailboxStatus;
  /** Ends what is under way and gives the lease back. */
  close(): Promise<void>;
}

/** Changes come in swarms: one look for all of them. */
const gatherMs = 150;

/** Starts, in the background. What goes wrong is named in the log and the status and tried again. */
export function startMirrorConnection(deps: MirrorConnectionDeps): MirrorConnection {
  const account = accountOf(deps.settings);
  const report = createReporter(account.name, deps);
  const stop = new AbortController();
  const rest: RecoverDeps = {
    account,
    report,
    log: deps.log,
    random: deps.random,
    patience: deps.patience ?? usualPatience,
    credentials: credentialsOf(account, deps),
  };
  const done = supervise(deps, rest, stop.signal);
  return {
    status: () => report.current(),
    close: async () => {
      stop.abort();
      await done;
    },
  };
}

/** As accounts to fetch from are named in the log and in lists. */
function accountOf(settings: MirrorSettings): ImapAccount {
  const { host, port, secure, user, password, oauth2, pollSeconds, longestPauseSeconds } = settings;
  const login = { host, port, secure, user, password, oauth2 };
  return {
    ...login,
    name: mirrorAccount(settings.name),
    mailbox: settings.root,
    pollSeconds,
    longestPauseSeconds,
  };
}

/** Name of a mirror among the mailboxes. */
export function mirrorAccount(name: string): string {
  return `mirror:${name}`;
}

/** Takes the lease whenever it can be had, and works while it holds. Never throws. */
async function supervise(deps: MirrorConnectionDeps, rest: RecoverDeps, stop: AbortSignal): Promise<void> {
  const { report, account } = rest;
  const onRefused = (why: string) => report.say('stopped', `${why}: this node does not mirror`, false);
  for (;;) {
    const wanted = { leases: deps.leases, name: account.name, ttlMs: deps.leaseMs, onRefused };
    const lease = await holdLease(wanted, stop);
    if (lease === null) return;
    await keepConnected(deps, rest, AbortSignal.any([stop, lease.lost]));
    if (lease.lost.aborted) report.say('stopped', 'the lease was lost', false);
    else {
      report.say('stopped', 'Postern was stopped', true);
      await report.settled();
      await lease.release();
    }
  }
}

async function keepConnected(
  deps: MirrorConnectionDeps,
  rest: RecoverDeps,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const since = performance.now();
    try {
      await oneConnection(deps, rest, signal);
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      failures = performance.now() - since >= rest.patience.goodAfterMs ? 1 : failures + 1;
      await recover(nameTrouble(error, rest.account, null), failures, rest, signal);
    }
  }
}

/** Mail that comes back is never larger than a field of the header. */
const maxSize = 1_048_576;

async function oneConnection(
  deps: MirrorConnectionDeps,
  rest: RecoverDeps,
  signal: AbortSignal,
): Promise<void> {
  const { account, report, patience } = rest;
  const { credentials, renewAt } = await rest.credentials.get();
  const { client, run } = await connectClient(account, credentials, { ...patience, maxSize }, signal);
  const drop = () => client.close();
  // An append under way is given up: its outcome is looked up by the next connection.
  signal.addEventListener('abort', drop);
  const bell = changeBell(deps.onChange);
  try {
    deps.log.info('mirror connected', { account: account.name, host: account.host });
    const mailbox = mirrorMailbox({ client, run, account, messageIn: deps.messageIn });
    await deps.work(mailbox, {
      next: async () => {
        report.say('idle', `mirroring: looking every ${account.pollSeconds} s`, true);
        await bell.wait(account.pollSeconds * 1000, signal);
        return !signal.aborted && (renewAt === null || renewAt > deps.clock().getTime());
      },
    });
  } catch (error) {
    deps.log.debug('mirror connection ended', { account: account.name, why: describe(error) });
    throw error;
  } finally {
    bell.close();
    signal.removeEventListener('abort', drop);
    await endClient(client);
  }
}

/** Rings when something changed since the last look. */
function changeBell(onChange: MirrorConnectionDeps['onChange']) {
  let ring = Promise.withResolvers<void>();
  const close = onChange(() => ring.resolve());
  return {
    close,
    async wait(ms: number, signal: AbortSignal): Promise<void> {
      const over = new AbortController();
      const either = AbortSignal.any([signal, over.signal]);
      const late = sleep(ms, undefined, { signal: either }).catch(() => undefined);
      await Promise.race([ring.promise, late]);
      over.abort();
      await sleep(gatherMs, undefined, { signal }).catch(() => undefined);
      ring = Promise.withResolvers<void>();
    },
  };
}
