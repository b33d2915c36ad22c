/** The folders of the shared mail folder, over one connection. Commands go one after the other. */
import type { ImapFlow } from 'imapflow';
import type { ImapFlowError } from 'imapflow/lib/errors';
import type { ImapAccount } from '../config/schema.ts';
import type { MirrorMailbox, News, Place } from '../model/mirroring.ts';
import type { Cursor } from '../model/node-store.ts';
import type { Run } from './imap-client.ts';
import { startFrom, uidSet } from './imap-plan.ts';
import { MailboxTrouble, nameTrouble } from './imap-trouble.ts';

interface Parts {
  readonly client: ImapFlow;
  readonly run: Run;
  readonly account: ImapAccount;
  /** Finds the message in the lines of our header field. */
  readonly messageIn: (header: string) => string | null;
}

const field = 'x-postern-message';

/** All methods throw MailboxTrouble. Several may be called at once: they wait for each other. */
export function mirrorMailbox(parts: Parts): MirrorMailbox {
  const { make, news, there } = looking(parts);
  const { append, move, mark, remove } = writing(parts);
  // Each selects a folder first, and must have it to itself.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn =
    <Values extends readonly unknown[], T>(work: (...values: Values) => Promise<T>) =>
    (...values: Values): Promise<T> => {
      const done = turn.then(() => work(...values));
      turn = done.catch(() => undefined);
      return done;
    };
  return {
    make: inTurn(make),
    news: inTurn(news),
    there: inTurn(there),
    append: inTurn(append),
    move: inTurn(move),
    mark: inTurn(mark),
    remove: inTurn(remove),
  };
}

function looking(parts: Parts): Pick<MirrorMailbox, 'make' | 'news' | 'there'> {
  const { client, run } = parts;
  return {
    make: async (folders) => {
      const there = new Set((await run(() => client.list({ listOnly: true }))).map(({ path }) => path));
      for (const folder of folders) {
        const path = pathOf(client, folder);
        if (!there.has(path)) await run(() => client.mailboxCreate(path));
      }
    },
    news: async (folders) => {
      // STATUS of a selected mailbox tells nothing new (RFC 9051, 6.3.11); this one is none of ours.
      await run(() => client.mailboxOpen('INBOX', { readOnly: true }));
      const found = new Map<string, News>();
      for (const [folder, cursor] of folders) {
        const news = await newsOf(parts, folder, cursor);
        if (news !== null) found.set(folder, news);
      }
      return found;
    },
    there: async (at, uids) => {
      if (!(await select(parts, at, true))) return new Set();
      return present(parts, uids);
    },
  };
}

async function newsOf(parts: Parts, folder: string, cursor: Cursor | null): Promise<News | null> {
  const { client, run, account, messageIn } = parts;
  const path = pathOf(client, folder);
  const status = await run(() => client.status(path, { uidNext: true, uidValidity: true }));
  if (!status) throw new MailboxTrouble('mailbox-missing', `the folder ${folder} is not there any more`);
  const uidValidity = String(status.uidValidity ?? 0);
  const uidNext = status.uidNext ?? null;
  const start = startFrom(cursor, { uidValidity, uidNext });
  const { lastUid } = start.cursor;
  const renumbered = start.epoch !== 'first' && start.epoch !== 'same';
  if (!renumbered && cursor !== null && uidNext === lastUid + 1) return null;
  await run(() => client.mailboxOpen(path, { readOnly: true }));
  const query = { uid: true, headers: [field] };
  const mails = await run(() => client.fetchAll(`${lastUid + 1}:*`, query, { uid: true }));
  if (!Array.isArray(mails)) throw nameTrouble(new Error('the server refuses FETCH'), account, null);
  // `n:*` names the last mail too, where n is beyond it (RFC 9051, 6.4.9).
  const arrived = mails
    .filter(({ uid }) => uid > lastUid)
    .map(({ uid, headers }) => ({ uid, message: messageIn(headers?.toString('latin1') ?? '') }))
    .sort((one, other) => one.uid - other.uid);
  return { uidValidity, lastUid: arrived.at(-1)?.uid ?? lastUid, renumbered, arrived };
}

function writing(parts: Parts): Pick<MirrorMailbox, 'append' | 'move' | 'mark' | 'remove'> {
  const { client, run } = parts;
  return {
    append: async (folder, raw, flags, date) => {
      const done = await run(() =>
        client.append(pathOf(client, folder), Buffer.from(raw), [...flags], date).catch(refusal),
      );
      if (done === false) throw nameTrouble(new Error('the server refuses APPEND'), parts.account, null);
      if ('refused' in done) return done;
      const { uid, uidValidity } = done;
      if (uid === undefined || uidValidity === undefined) return { place: null };
      return { place: { folder, uidValidity: String(uidValidity), uid } };
    },
    move: async (from, uids, to) => {
      await selectOrThrow(parts, from);
      const there = [...(await present(parts, uids))].sort((one, other) => one - other);
      if (there.length === 0) return new Map();
      const moved = await run(() => client.messageMove(uidSet(there), pathOf(client, to), { uid: true }));
      if (moved === false) throw nameTrouble(new Error('the server refuses MOVE'), parts.account, null);
      const { uidMap, uidValidity } = moved;
      const placeOf = (uid: number | undefined): Place | null =>
        uid === undefined || uidValidity === undefined
          ? null
          : { folder: to, uidValidity: String(uidValidity), uid };
      return new Map(there.map((uid) => [uid, placeOf(uidMap?.get(uid))]));
    },
    mark: async (at, uids, add, remove) => {
      await selectOrThrow(parts, at);
      const options = { uid: true, silent: true };
      if (add.length > 0) await run(() => client.messageFlagsAdd(uidSet(uids), [...add], options));
      if (remove.length > 0) await run(() => client.messageFlagsRemove(uidSet(uids), [...remove], options));
    },
    remove: async (at, uids) => {
      if (!(await select(parts, at, false))) return;
      await run(() => client.messageDelete(uidSet(uids), { uid: true }));
    },
  };
}

/** False where its UIDs are others now. */
async function select(
  { client, run }: Parts,
  { folder, uidValidity }: Place,
  readOnly: boolean,
): Promise<boolean> {
  const opened = await run(() => client.mailboxOpen(pathOf(client, folder), { readOnly }));
  return String(opened.uidValidity) === uidValidity;
}

/** The next look at the folder finds out what is where. */
async function selectOrThrow(parts: Parts, at: Place): Promise<void> {
  if (await select(parts, at, false)) return;
  throw new MailboxTrouble('refused', `the folder ${at.folder} has new UIDs: it is looked at again`);
}

async function present({ client, run, account }: Parts, uids: readonly number[]): Promise<Set<number>> {
  const found = await run(() => client.search({ uid: uidSet(uids) }, { uid: true }));
  if (!Array.isArray(found)) throw nameTrouble(new Error('the server refuses SEARCH'), account, null);
  return new Set(found);
}

/** Below the namespace of the user, with the delimiter of the server. */
function pathOf({ namespace }: ImapFlow, folder: string): string {
  const delimiter = namespace?.delimiter ?? '/';
  return `${namespace?.prefix ?? ''}${folder.split('/').join(delimiter)}`;
}

/** What is wrong with the account as a whole: other mail would be refused too (RFC 5530, RFC 9208). */
const wholeAccount =
  /^(?:OVERQUOTA|UNAVAILABLE|INUSE|SERVERBUG|NOPERM|CONTACTADMIN|TRYCREATE|AUTHORIZATIONFAILED|EXPIRED)$/;

/** A refusal of this mail alone; everything else is thrown. */
function refusal(error: ImapFlowError): { readonly refused: string } {
  const { responseStatus, serverResponseCode = '', responseText = '' } = error;
  const own = serverResponseCode === 'APPENDLIMIT' || responseStatus === 'BAD' || responseStatus === 'NO';
  const all = wholeAccount.test(serverResponseCode) || /quota|no space|disk full/i.test(String(responseText));
  if (!own || all) throw error;
  return {
    refused: `the server refuses it: ${serverResponseCode} ${responseText || error.message}`.slice(0, 200),
  };
}
