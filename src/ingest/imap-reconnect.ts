/** One connection after the other for as long as this node may fetch, with back-off between those that fail. */
import { describe } from '../failure.ts';
import { type Backoff, backoffMs, loginBackoff, pause, usualBackoff } from './imap-backoff.ts';
import { openConnection } from './imap-connection.ts';
import type { CredentialSource } from './imap-credentials.ts';
import { type SessionDeps, serve } from './imap-session.ts';
import { noSuspects, type Suspects } from './imap-suspects.ts';
import { type MailboxTrouble, nameTrouble } from './imap-trouble.ts';

/** Times in ms. */
export interface Patience {
  readonly backoff: Backoff;
  /** After refused logins. */
  readonly loginBackoff: Backoff;
  /** A connection that lived so long was good: failures are counted anew after it. */
  readonly goodAfterMs: number;
  readonly connectMs: number;
  /** Longest silence while an answer is due. */
  readonly silenceMs: number;
  /** How long a server may take over its last commands when we stop. */
  readonly stopMs: number;
}

export const usualPatience: Patience = {
  backoff: usualBackoff,
  loginBackoff,
  goodAfterMs: 300_000,
  connectMs: 30_000,
  silenceMs: 120_000,
  stopMs: 10_000,
};

export interface ReconnectDeps extends SessionDeps {
  readonly credentials: CredentialSource;
  readonly patience: Patience;
}

/**
 * Fetches until `stop` (what is in flight is finished) or `lost` (dropped at once) aborts. Never throws: troubles are
 * named in the log and the status.
 */
export async function keepConnected(
  deps: ReconnectDeps,
  stop: AbortSignal,
  lost: AbortSignal,
): Promise<void> {
  const signal = AbortSignal.any([stop, lost]);
  const suspects = noSuspects();
  let failures = 0;
  while (!signal.aborted) {
    const life = { since: Number.POSITIVE_INFINITY };
    try {
      await oneConnection(deps, life, suspects, stop, lost, signal);
    } catch (error) {
      if (signal.aborted) return;
      const good = performance.now() - life.since >= deps.patience.goodAfterMs;
      failures = good ? 1 : failures + 1;
      await recover(nameTrouble(error, deps.account, null), failures, deps, signal);
    }
  }
}

async function oneConnection(
  deps: ReconnectDeps,
  life: { since: number },
  suspects: Suspects,
  stop: AbortSignal,
  lost: AbortSignal,
  signal: AbortSignal,
): Promise<void> {
  const { account, report, maxSize, patience } = deps;
  if (report.current().state !== 'trouble') {
    report.say('connecting', `connecting to ${account.host}:${account.port}`, true);
  }
  const { credentials, renewAt } = await deps.credentials.get();
  const connection = await openConnection(account, credentials, { ...patience, maxSize }, signal);
  life.since = performance.now();
  let late: NodeJS.Timeout | undefined;
  const dropSoon = () => {
    late = setTimeout(connection.drop, patience.stopMs);
  };
  lost.addEventListener('abort', connection.drop);
  stop.addEventListener('abort', dropSoon);
  try {
    deps.log.info('mailbox connected', { account: account.name, host: account.host });
    await serve(connection, deps, suspects, renewAt, signal);
  } finally {
    clearTimeout(late);
    lost.removeEventListener('abort', connection.drop);
    stop.removeEventListener('abort', dropSoon);
    await connection.close();
  }
}

/** What waiting after a failure needs. */
export type RecoverDeps = Pick<
  ReconnectDeps,
  'account' | 'report' | 'log' | 'random' | 'patience' | 'credentials'
>;

/** Tells what went wrong and waits, the longer the more often it failed in a row. */
export async function recover(
  trouble: MailboxTrouble,
  failures: number,
  { account, report, log, random, patience, credentials }: RecoverDeps,
  signal: AbortSignal,
): Promise<void> {
  if (trouble.kind === 'login-refused') credentials.refused();
  const slow = trouble.kind === 'login-refused' || trouble.kind === 'not-authorised';
  const maxMs = Math.min(patience.backoff.maxMs, account.longestPauseSeconds * 1000);
  const backoff = slow ? patience.loginBackoff : { ...patience.backoff, maxMs };
  const waitMs = backoffMs(failures, backoff, random);
  report.say('trouble', trouble.message, true);
  log.warn('mailbox trouble', {
    account: account.name,
    kind: trouble.kind,
    detail: describe(trouble),
    waitMs,
  });
  await pause(waitMs, signal);
}
