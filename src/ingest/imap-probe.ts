/** Tries an account for `postern check`: connects, logs in and looks, and changes nothing. */
import type { ImapAccount } from '../config/schema.ts';
import { Failure } from '../failure.ts';
import type { MailboxStore } from '../model/node-store.ts';
import { openConnection } from './imap-connection.ts';
import { credentialsOf } from './imap-credentials.ts';
import { startFrom } from './imap-plan.ts';
import { nameTrouble } from './imap-trouble.ts';

export interface Probe {
  readonly ok: boolean;
  /** What was found, or what is wrong and what to do about it. */
  readonly detail: string;
  /** Mails that wait to be fetched. */
  readonly messages?: number;
}

export interface ProbeDeps {
  readonly mailboxes: MailboxStore;
  readonly clock: () => Date;
  readonly timeoutMs: number;
}

/** Connects, logs in, examines the mailbox and counts what waits. Never throws. */
export async function probeAccount(account: ImapAccount, deps: ProbeDeps): Promise<Probe> {
  const never = new AbortController().signal;
  const limits = { maxSize: 65_536, connectMs: deps.timeoutMs, silenceMs: deps.timeoutMs };
  try {
    const { credentials } = await credentialsOf(account, deps).get();
    const connection = await openConnection(account, credentials, limits, never);
    try {
      const selected = await connection.select(true);
      const stored = await deps.mailboxes.cursor(account.name, account.mailbox);
      const { cursor } = startFrom(stored, selected);
      const messages = (await connection.uidsAfter(cursor.lastUid)).length;
      const idle = connection.canIdle ? 'IDLE' : `no IDLE (polled every ${account.pollSeconds} s)`;
      const move = connection.canMove ? 'MOVE' : 'no MOVE (copied and deleted instead)';
      return {
        ok: true,
        detail: `${account.mailbox} on ${account.host}: ${idle}, ${move}, ${messages} waiting`,
        messages,
      };
    } finally {
      await connection.close();
    }
  } catch (error) {
    return { ok: false, detail: words(error, account) };
  }
}

function words(error: unknown, account: ImapAccount): string {
  if (error instanceof Failure && error.code.startsWith('store')) {
    return `the store is away (${error.message})`;
  }
  return nameTrouble(error, account, null).message;
}
