/** One connection to one mailbox that mail is fetched from. */
import type { FetchMessageObject, ImapFlow } from 'imapflow';
import type { ImapAccount } from '../config/schema.ts';
import { type MailBell, mailBell } from './imap-bell.ts';
import { type ConnectionLimits, connectClient, endClient, type Run } from './imap-client.ts';
import type { Credentials } from './imap-credentials.ts';
import { type Listed, uidSet } from './imap-plan.ts';
import { nameTrouble } from './imap-trouble.ts';

export interface Selected {
  readonly uidValidity: string;
  /** Null where the server does not tell. */
  readonly uidNext: number | null;
  readonly exists: number;
}

/** What a server tells of a mail without giving it. */
export interface Outlined extends Listed {
  /** Without angle brackets; null where it has none that can be read. */
  readonly messageId: string | null;
  readonly from: string;
  readonly subject: string;
}

/** All methods throw MailboxTrouble. Commands go one after the other. */
export interface MailboxConnection {
  readonly canIdle: boolean;
  readonly canMove: boolean;
  /** SELECT, or EXAMINE where `readOnly`. */
  select(readOnly?: boolean): Promise<Selected>;
  /** UIDs above `lastUid`, ascending. */
  uidsAfter(lastUid: number): Promise<number[]>;
  /** Sizes and dates of those of the UIDs that are still there. */
  list(uids: readonly number[]): Promise<Listed[]>;
  /** Of those of the UIDs that are still there: size, date, and what the server makes of the header (ENVELOPE). */
  outlines(uids: readonly number[]): Promise<Outlined[]>;
  /** Raw mails by UID, each cut one octet beyond `maxSize`; \Seen stays as it is (BODY.PEEK). */
  sources(uids: readonly number[]): Promise<Map<number, Uint8Array>>;
  /** MOVE, in one command. False where the server refuses. */
  move(uids: readonly number[], mailbox: string): Promise<boolean>;
  /** CREATE. False where the server refuses; true where it exists. */
  create(mailbox: string): Promise<boolean>;
  /** Adds a keyword. False where the mailbox keeps none. */
  mark(uids: readonly number[], keyword: string): Promise<boolean>;
  /** Until mail has come (IDLE), the time is over or the signal aborts. */
  waitForMail(ms: number, signal: AbortSignal): Promise<'mail' | 'time' | 'stop'>;
  /** LOGOUT, or drop where the server takes its time. Never throws. */
  close(): Promise<void>;
  /** Drops the connection at once. */
  drop(): void;
}

/** Connects and logs in, unless `signal` aborts first. Throws MailboxTrouble. */
export async function openConnection(
  account: ImapAccount,
  credentials: Credentials,
  limits: ConnectionLimits,
  signal: AbortSignal,
): Promise<MailboxConnection> {
  const { client, run } = await connectClient(account, credentials, limits, signal);
  const bell = mailBell(client);
  return {
    canIdle: client.capabilities.has('IDLE'),
    canMove: client.capabilities.has('MOVE'),
    ...reading(client, bell, account, limits, run),
    ...writing(client, run),
    ...living(client, bell, run),
  };
}

function reading(
  client: ImapFlow,
  bell: MailBell,
  account: ImapAccount,
  limits: ConnectionLimits,
  run: Run,
): Pick<MailboxConnection, 'select' | 'uidsAfter' | 'list' | 'outlines' | 'sources'> {
  return {
    select: async (readOnly = false) => {
      bell.clear();
      const { uidValidity, uidNext, exists } = await run(() =>
        client.mailboxOpen(account.mailbox, { readOnly }),
      );
      return { uidValidity: String(uidValidity ?? 0), uidNext: uidNext ?? null, exists };
    },
    uidsAfter: async (lastUid) => {
      bell.clear();
      const found = await run(() => client.search({ uid: `${lastUid + 1}:*` }, { uid: true }));
      if (!Array.isArray(found)) throw nameTrouble(new Error('the server refuses SEARCH'), account, null);
      // `n:*` names the last mail too, where n is beyond it (RFC 9051, 6.4.9).
      return found.filter((uid) => uid > lastUid).sort((one, other) => one - other);
    },
    list: async (uids) => {
      const query = { uid: true, size: true, internalDate: true };
      const mails = await run(() => client.fetchAll(uidSet(uids), query, { uid: true }));
      return listed(mails, new Set(uids));
    },
    outlines: async (uids) => {
      const query = { uid: true, size: true, internalDate: true, envelope: true };
      const mails = await run(() => client.fetchAll(uidSet(uids), query, { uid: true }));
      return outlined(mails, new Set(uids));
    },
    sources: async (uids) => {
      const query = { uid: true, source: { start: 0, maxLength: limits.maxSize + 1 } };
      const mails = await run(() => client.fetchAll(uidSet(uids), query, { uid: true }));
      return new Map(
        mails.flatMap(({ uid, source }) => (source === undefined ? [] : [[uid, source] as const])),
      );
    },
  };
}

function writing(client: ImapFlow, run: Run): Pick<MailboxConnection, 'move' | 'create' | 'mark'> {
  return {
    move: async (uids, mailbox) =>
      Boolean(await run(() => client.messageMove(uidSet(uids), mailbox, { uid: true }))),
    create: async (mailbox) => {
      // Refused or there already: the MOVE that follows tells.
      const created = await run(() => client.mailboxCreate(mailbox).catch(() => null));
      return created !== null;
    },
    mark: async (uids, keyword) =>
      await run(() => client.messageFlagsAdd(uidSet(uids), [keyword], { uid: true, silent: true })),
  };
}

function living(
  client: ImapFlow,
  bell: MailBell,
  run: Run,
): Pick<MailboxConnection, 'waitForMail' | 'close' | 'drop'> {
  return {
    waitForMail: async (ms, signal) => {
      // Ends by itself when the next command breaks it, or the connection ends, which `run` then tells.
      if (!bell.rung()) void client.idle().catch(() => undefined);
      const why = await bell.wait(ms, signal);
      await run(async () => undefined);
      return why;
    },
    close: () => endClient(client),
    drop: () => client.close(),
  };
}

function listed(mails: readonly FetchMessageObject[], wanted: ReadonlySet<number>): Listed[] {
  return mails.flatMap(({ uid, size, internalDate }) => {
    if (size === undefined || !wanted.has(uid)) return [];
    const date = internalDate === undefined ? null : new Date(internalDate);
    return [{ uid, size, date: date === null || Number.isNaN(date.getTime()) ? null : date }];
  });
}

function outlined(mails: readonly FetchMessageObject[], wanted: ReadonlySet<number>): Outlined[] {
  const envelopes = new Map(mails.map(({ uid, envelope }) => [uid, envelope]));
  return listed(mails, wanted).map((mail) => {
    const envelope = envelopes.get(mail.uid);
    return {
      ...mail,
      messageId: /^<([^<>\s]+)>$/.exec(envelope?.messageId?.trim() ?? '')?.[1] ?? null,
      from: envelope?.from?.[0]?.address ?? '',
      subject: envelope?.subject ?? '',
    };
  });
}
