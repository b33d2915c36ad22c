/** One connection's life: select, fetch what is new, wait for more, until its token ends, it breaks or is stopped. */
import type { Cursor, MailboxStore } from '../model/node-store.ts';
import { type Backoff, backoffMs, pause } from './imap-backoff.ts';
import type { MailboxConnection, Selected } from './imap-connection.ts';
import { type FetchDeps, fetchNew } from './imap-fetch.ts';
import { startFrom } from './imap-plan.ts';
import type { Reporter } from './imap-report.ts';
import type { Suspects } from './imap-suspects.ts';
import { nameTrouble } from './imap-trouble.ts';

export interface SessionDeps extends FetchDeps {
  readonly mailboxes: Pick<MailboxStore, 'cursor' | 'saveCursor'>;
  readonly report: Reporter;
  readonly random: () => number;
  readonly backoff: Backoff;
}

/**
 * Serves the mailbox over an open connection until the signal aborts or the token is due. `renewAt` (epoch ms) is when its token is to be replaced. Throws
 * MailboxTrouble where the connection or the mailbox fails, and what the store of cursors throws.
 */
export async function serve(
  connection: MailboxConnection,
  deps: SessionDeps,
  suspects: Suspects,
  renewAt: number | null,
  signal: AbortSignal,
): Promise<void> {
  const tokenLeft = () => (renewAt === null ? Number.POSITIVE_INFINITY : renewAt - deps.clock().getTime());
  let { cursor, note } = await begin(connection, deps, suspects);
  let postponements = 0;
  let warning: string | null = null;
  while (!signal.aborted && tokenLeft() > 0) {
    const fetched = await fetchNew(connection, cursor, deps, suspects, signal, (mails) =>
      deps.report.say('fetching', `fetching ${mails} mails${note}`, true),
    );
    cursor = fetched.cursor;
    if (fetched.settled > 0) warning = fetched.warning;
    if (signal.aborted) break;
    if (fetched.postponed === null) {
      postponements = 0;
      sayIdle(connection, deps, warning, note);
      const limit = Math.min(deps.account.pollSeconds * 1000, Math.max(0, tokenLeft()));
      if ((await connection.waitForMail(limit, signal)) === 'mail') continue;
    } else {
      postponements += 1;
      await postpone(fetched.postponed.error, postponements, deps, signal);
    }
    if (signal.aborted || tokenLeft() <= 0) break;
    // A fresh SELECT shows what a deaf IDLE, a changed UIDVALIDITY or a removed mailbox would hide.
    ({ cursor, note } = await begin(connection, deps, suspects, note));
  }
}

/** Selects the mailbox and says where to go on from; `note` is what is worth knowing about that, in words. */
async function begin(
  connection: MailboxConnection,
  deps: SessionDeps,
  suspects: Suspects,
  earlierNote = '',
): Promise<{ cursor: Cursor; note: string }> {
  const { account } = deps;
  const selected: Selected = await connection.select();
  const stored = await deps.mailboxes.cursor(account.name, account.mailbox);
  const { cursor, epoch } = startFrom(stored, selected);
  if (epoch === 'first' || epoch === 'same') return { cursor, note: earlierNote };
  suspects.tries.clear();
  await deps.mailboxes.saveCursor(account.name, account.mailbox, cursor);
  deps.log.warn('mailbox has new UIDs: all mail in it is looked at again', {
    account: account.name,
    mailbox: account.mailbox,
    epoch,
    uidValidityBefore: stored?.uidValidity,
    uidValidity: selected.uidValidity,
  });
  return {
    cursor,
    note: `; the server gave the mailbox new UIDs (UIDVALIDITY ${stored?.uidValidity} became ${selected.uidValidity}), so all mail in it was looked at again`,
  };
}

function sayIdle(
  connection: MailboxConnection,
  { report, account }: SessionDeps,
  warning: string | null,
  note: string,
): void {
  const how = connection.canIdle ? 'IDLE, and looking' : 'looking';
  if (warning === null) {
    report.say('idle', `waiting for mail: ${how} every ${account.pollSeconds} s${note}`, true);
  } else {
    report.say('trouble', warning, true);
  }
}

async function postpone(
  error: unknown,
  times: number,
  { account, report, log, backoff, random }: SessionDeps,
  signal: AbortSignal,
): Promise<void> {
  const trouble = nameTrouble(error, account, null);
  const waitMs = backoffMs(times, backoff, random);
  report.say('trouble', trouble.message, true);
  log.warn('mailbox fetching postponed', {
    account: account.name,
    kind: trouble.kind,
    detail: trouble.message,
    waitMs,
  });
  await pause(waitMs, signal);
}
