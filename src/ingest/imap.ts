/** Fetches mail from any number of mailboxes: each by one node at a time, chosen by a lease. */
import type { ImapAccount } from '../config/schema.ts';
import { describe } from '../failure.ts';
import type { Leases, MailboxStatus, MailboxStore } from '../model/node-store.ts';
import type { Intake, Log } from '../model/ports.ts';
import { credentialsOf } from './imap-credentials.ts';
import { holdLease } from './imap-lease.ts';
import { keepConnected, type Patience, type ReconnectDeps, usualPatience } from './imap-reconnect.ts';
import { createReporter } from './imap-report.ts';

export interface ImapDeps {
  readonly intake: Intake;
  readonly mailboxes: MailboxStore;
  readonly leases: Leases;
  readonly log: Log;
  readonly clock: () => Date;
  /** Gives [0, 1). */
  readonly random: () => number;
  /** Largest mail, octets. */
  readonly maxSize: number;
  /** Lane of mail whose header names none of ours, where the account says none. */
  readonly defaultLane: string;
  /** After so many ms, another node goes on for one that died. */
  readonly leaseMs: number;
  readonly patience?: Patience;
}

export interface Fetchers {
  /** Finishes the mails in flight, settles them in their mailboxes and gives the leases back. */
  close(): Promise<void>;
  /** The latest word on each account, as this node sees it. */
  status(): MailboxStatus[];
}

/**
 * Starts fetching, in the background. What goes wrong with an account is named in the log and its status and tried again;
 * it never reaches the others or the caller.
 */
export function startImap({ accounts, ...deps }: ImapDeps & { accounts: readonly ImapAccount[] }): Fetchers {
  const stop = new AbortController();
  const fetchers = accounts.map((account) => {
    const report = createReporter(account.name, deps);
    const patience = deps.patience ?? usualPatience;
    const done = supervise(
      {
        ...deps,
        account,
        report,
        patience,
        backoff: patience.backoff,
        fallback: account.lane ?? deps.defaultLane,
        credentials: credentialsOf(account, deps),
      },
      deps,
      stop.signal,
    );
    return { report, done };
  });
  return {
    close: async () => {
      stop.abort();
      await Promise.all(fetchers.map(({ done }) => done));
    },
    status: () => fetchers.map(({ report }) => report.current()),
  };
}

const standby = {
  'held elsewhere': 'another node fetches from this mailbox',
  'store away': 'the store is away: nothing is fetched until it is back',
} as const;

/** Takes the lease whenever it can be had, and fetches while it holds. Never throws. */
async function supervise(
  deps: ReconnectDeps,
  { leases, leaseMs }: ImapDeps,
  stop: AbortSignal,
): Promise<void> {
  const { account, report, log } = deps;
  const wanted = {
    leases,
    name: `imap:${account.name}`,
    ttlMs: leaseMs,
    onRefused: (why: keyof typeof standby) => report.say('stopped', standby[why], false),
  };
  for (;;) {
    const lease = await holdLease(wanted, stop);
    if (lease === null) return;
    await keepConnected(deps, stop, lease.lost).catch((error: unknown) => {
      log.error('mailbox fetching ended', { account: account.name, why: describe(error) });
    });
    if (lease.lost.aborted) {
      log.warn('mailbox lease lost', { account: account.name });
      report.say('stopped', 'the lease was lost; another node may fetch from this mailbox', false);
    } else {
      report.say('stopped', 'Postern was stopped', true);
      await report.settled();
      await lease.release();
    }
  }
}
