/** Tells the mailbox what became of its mails: moved, or marked with a keyword. \Seen is never touched. */
import type { ImapAccount } from '../config/schema.ts';
import type { Log } from '../model/ports.ts';
import type { MailboxConnection } from './imap-connection.ts';

/** What became of one mail. Only `postponed` is not settled. */
export type Fate =
  | { readonly kind: 'taken'; readonly duplicate: boolean }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'vanished' }
  | { readonly kind: 'postponed'; readonly error: unknown };

const ticketedKeyword = '$Ticketed';
const failedKeyword = '$TicketFailed';

/**
 * Moves or marks what was taken and what was refused, each in one command. Gives what the server would not do, in words,
 * or null. That is no reason to stop: what was taken is durable, and the cursor knows it.
 */
export async function settle(
  connection: MailboxConnection,
  fates: ReadonlyMap<number, Fate>,
  { account, log }: { readonly account: ImapAccount; readonly log: Log },
): Promise<string | null> {
  const about = { account: account.name, mailbox: account.mailbox };
  const taken: number[] = [];
  const refused: number[] = [];
  let duplicates = 0;
  for (const [uid, fate] of [...fates].sort(([one], [other]) => one - other)) {
    if (fate.kind === 'taken') {
      taken.push(uid);
      if (fate.duplicate) duplicates += 1;
    } else if (fate.kind === 'refused') {
      refused.push(uid);
      log.warn('mail set aside in its mailbox', { ...about, uid, why: fate.why });
    }
  }
  const warnings = [
    await put(connection, account, taken, account.processed, ticketedKeyword),
    await put(connection, account, refused, account.failed, failedKeyword),
  ].filter((warning) => warning !== null);
  if (taken.length > 0) log.info('mail fetched', { ...about, taken: taken.length, duplicates });
  return warnings.length === 0 ? null : warnings.join('; ');
}

async function put(
  connection: MailboxConnection,
  account: ImapAccount,
  uids: readonly number[],
  mailbox: string | undefined,
  keyword: string,
): Promise<string | null> {
  if (uids.length === 0) return null;
  // Moved onto itself, mail would come back with new UIDs for ever.
  if (mailbox !== undefined && mailbox.toLowerCase() !== account.mailbox.toLowerCase()) {
    if (await connection.move(uids, mailbox)) return null;
    if ((await connection.create(mailbox)) && (await connection.move(uids, mailbox))) return null;
    await connection.mark(uids, keyword);
    return `the server refuses to move mail to “${mailbox}”: it was filed and stays where it is; check the name, its rights and the quota`;
  }
  if (await connection.mark(uids, keyword)) return null;
  return `the mailbox keeps no keyword ${keyword}: what was done is known to Postern alone`;
}
