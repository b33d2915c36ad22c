/** Empties a mailbox into the intake, oldest first: list, fetch, take, then move or mark, then keep the cursor. */
import type { ImapAccount } from '../config/schema.ts';
import { describe, Failure } from '../failure.ts';
import type { Cursor, MailboxStore } from '../model/node-store.ts';
import type { Intake, Log } from '../model/ports.ts';
import type { MailboxConnection } from './imap-connection.ts';
import { readEnvelope } from './imap-lanes.ts';
import { type Listed, planBatches, settledUpTo } from './imap-plan.ts';
import { type Fate, settle } from './imap-settle.ts';
import {
  isDoomed,
  isSuspected,
  narrow,
  noteFailure,
  noteSettled,
  noteTrial,
  type Suspects,
} from './imap-suspects.ts';

export interface FetchDeps {
  readonly account: ImapAccount;
  readonly intake: Intake;
  readonly mailboxes: Pick<MailboxStore, 'saveCursor'>;
  readonly log: Log;
  readonly clock: () => Date;
  /** Largest mail, octets. */
  readonly maxSize: number;
  /** Lane of mail whose header names none of ours. */
  readonly fallback: string;
}

export interface Fetched {
  readonly cursor: Cursor;
  /** Why fetching stopped before its end, to be tried again; null where it did not. */
  readonly postponed: { readonly error: unknown } | null;
  /** Mails that were moved or marked. */
  readonly settled: number;
  /** What the server would not do with them, in words; null where all went well. */
  readonly warning: string | null;
}

/** Mails, and octets unless one alone is larger, in memory at once. */
const batchLimits = { count: 50, bytes: 8_388_608 };
/** Mails offered to the intake at once, so that it can commit them together. */
const inFlight = 8;

/**
 * Takes all mail above the cursor. Stops between mails when the signal aborts, and at the first temporary failure; what
 * was taken by then is settled. Throws MailboxTrouble, and what the store of cursors throws.
 */
export async function fetchNew(
  connection: MailboxConnection,
  start: Cursor,
  deps: FetchDeps,
  suspects: Suspects,
  signal: AbortSignal,
  onBacklog: (mails: number) => void,
): Promise<Fetched> {
  const uids = await connection.uidsAfter(start.lastUid);
  if (uids.length > batchLimits.count) onBacklog(uids.length);
  let cursor = start;
  let warning: string | null = null;
  let count = 0;
  for (let at = 0; at < uids.length && !signal.aborted; ) {
    const slice = uids.slice(at, at + suspects.width);
    at += slice.length;
    const fates = await takeSlice(connection, slice, cursor.uidValidity, deps, suspects, signal);
    warning = (await settle(connection, fates, deps)) ?? warning;
    const settled = new Set([...fates].filter(([, fate]) => fate.kind !== 'postponed').map(([uid]) => uid));
    noteSettled(suspects, settled);
    count += settled.size;
    const lastUid = settledUpTo(slice, settled, cursor.lastUid);
    if (lastUid > cursor.lastUid) {
      cursor = { ...cursor, lastUid };
      await deps.mailboxes.saveCursor(deps.account.name, deps.account.mailbox, cursor);
    }
    const postponed = [...fates.values()].find((fate) => fate.kind === 'postponed');
    if (postponed !== undefined) {
      return { cursor, postponed: { error: postponed.error }, settled: count, warning };
    }
  }
  return { cursor, postponed: null, settled: count, warning };
}

async function takeSlice(
  connection: MailboxConnection,
  slice: readonly number[],
  uidValidity: string,
  deps: FetchDeps,
  suspects: Suspects,
  signal: AbortSignal,
): Promise<Map<number, Fate>> {
  const fates = new Map<number, Fate>();
  const doomed: Fate = { kind: 'refused', why: 'it could not be fetched in several tries' };
  for (const uid of slice) if (isDoomed(suspects, uid)) fates.set(uid, doomed);
  const asked = slice.filter((uid) => !fates.has(uid));
  const first = await list(connection, asked, suspects);
  const { found, silent } = await listAgain(connection, without(asked, first), suspects);
  const mails = [...first, ...found];
  for (const uid of without(asked, mails)) fates.set(uid, fateWithoutSource(silent.includes(uid)));
  for (const { uid, size } of mails) if (size > deps.maxSize) fates.set(uid, tooBig(size, deps.maxSize));
  const wanted = mails.filter(({ uid }) => !fates.has(uid)).sort((one, other) => one.uid - other.uid);
  const batches = planBatches(wanted, batchLimits, (uid) => isSuspected(suspects, uid));
  for (const batch of batches) {
    if (signal.aborted) break;
    if (!(await takeBatch(connection, batch, uidValidity, deps, suspects, fates))) break;
  }
  return fates;
}

async function list(
  connection: MailboxConnection,
  uids: readonly number[],
  suspects: Suspects,
): Promise<Listed[]> {
  if (uids.length === 0) return [];
  try {
    return await connection.list(uids);
  } catch (error) {
    narrow(suspects, uids);
    throw error;
  }
}

function without(uids: readonly number[], mails: readonly Listed[]): number[] {
  const listed = new Set(mails.map(({ uid }) => uid));
  return uids.filter((uid) => !listed.has(uid));
}

/**
 * Mails that an answer left out are gone, or their server left them out: those that SEARCH still names are asked for once
 * more. `silent`: the server names them and tells nothing of them.
 */
async function listAgain(
  connection: MailboxConnection,
  missing: readonly number[],
  suspects: Suspects,
): Promise<{ found: Listed[]; silent: number[] }> {
  const [lowest] = missing;
  if (lowest === undefined) return { found: [], silent: [] };
  const present = new Set(await connection.uidsAfter(lowest - 1));
  const still = missing.filter((uid) => present.has(uid));
  const found = await list(connection, still, suspects);
  return { found, silent: without(still, found) };
}

/** Adds the fates of a batch; false where one was postponed: then the rest was not begun. */
async function takeBatch(
  connection: MailboxConnection,
  batch: readonly Listed[],
  uidValidity: string,
  deps: FetchDeps,
  suspects: Suspects,
  fates: Map<number, Fate>,
): Promise<boolean> {
  const uids = batch.map(({ uid }) => uid);
  const sources = await connection.sources(uids).catch((error: unknown) => {
    noteTrial(suspects, uids);
    throw error;
  });
  const missing = uids.filter((uid) => !sources.has(uid));
  const [lowest] = missing;
  const still = new Set(lowest === undefined ? [] : await connection.uidsAfter(lowest - 1));
  let halted = false;
  const queue = batch.values();
  const worker = async () => {
    for (const mail of queue) {
      if (halted) return;
      const raw = sources.get(mail.uid);
      sources.delete(mail.uid);
      const fate =
        raw === undefined
          ? fateWithoutSource(still.has(mail.uid))
          : await takeMail(raw, mail, uidValidity, deps, suspects);
      fates.set(mail.uid, fate);
      if (fate.kind === 'postponed') halted = true;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return !halted;
}

async function takeMail(
  raw: Uint8Array,
  mail: Listed,
  uidValidity: string,
  deps: FetchDeps,
  suspects: Suspects,
): Promise<Fate> {
  if (raw.length > deps.maxSize) return tooBig(raw.length, deps.maxSize);
  const { account, intake } = deps;
  const now = deps.clock();
  try {
    const { duplicate } = await intake.take({
      raw,
      ...readEnvelope(raw, (recipient) => intake.lane(recipient), deps.fallback),
      source: { kind: 'imap', account: account.name, mailbox: account.mailbox, uidValidity, uid: mail.uid },
      acceptedAt: mail.date === null || mail.date > now ? now : mail.date,
    });
    return { kind: 'taken', duplicate };
  } catch (error) {
    if (error instanceof Failure) {
      return error.temporary ? { kind: 'postponed', error } : { kind: 'refused', why: describe(error) };
    }
    // Not expected of the intake: perhaps it is this mail, perhaps not.
    return noteFailure(suspects, mail.uid)
      ? { kind: 'refused', why: describe(error) }
      : { kind: 'postponed', error };
  }
}

function tooBig(size: number, maxSize: number): Fate {
  return { kind: 'refused', why: `it has ${size} octets, and ${maxSize} are allowed` };
}

function fateWithoutSource(stillThere: boolean): Fate {
  return stillThere
    ? { kind: 'refused', why: 'the server lists it but does not give it' }
    : { kind: 'vanished' };
}
