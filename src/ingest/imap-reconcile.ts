/** Compares mailboxes with what is known, and names what is missing; changes nothing unless it is asked to fetch. */
import type { ImapAccount } from '../config/schema.ts';
import { describe, Failure } from '../failure.ts';
import type { MailboxStore } from '../model/node-store.ts';
import type { Intake, Log } from '../model/ports.ts';
import type { ConnectionLimits } from './imap-client.ts';
import { type MailboxConnection, type Outlined, openConnection } from './imap-connection.ts';
import { credentialsOf } from './imap-credentials.ts';
import { readEnvelope } from './imap-lanes.ts';
import { planBatches } from './imap-plan.ts';
import { type Fate, settle } from './imap-settle.ts';
import { MailboxTrouble } from './imap-trouble.ts';

/** A mail that the server has and we do not know. */
export interface Missing extends Outlined {
  /** Where fetching was asked for: `fetched`, or why it could not be. */
  readonly fetched: string | null;
}

/** One mailbox compared. */
export interface Reconciled {
  readonly account: string;
  readonly mailbox: string;
  readonly server: number;
  readonly known: number;
  readonly missing: readonly Missing[];
}

/** Which of them a mail is: known by its outline, or by its key. */
export interface Knowledge {
  /** For each mail, whether one with the same Message-ID and size is filed: cheap, and never wrong where it says yes. */
  byOutline(mails: readonly { messageId: string; size: number }[]): Promise<boolean[]>;
  /** For each raw mail, whether it is durable for all its lanes. */
  byBytes(raws: readonly Uint8Array[]): Promise<boolean[]>;
}

export interface ReconcileDeps {
  readonly account: ImapAccount;
  readonly knowledge: Knowledge;
  readonly mailboxes: MailboxStore;
  /** Takes what is missing; null: it is only named. */
  readonly intake: Intake | null;
  readonly lane: Intake['lane'];
  /** Lane of mail whose header names none of ours. */
  readonly fallback: string;
  readonly log: Log;
  readonly clock: () => Date;
  readonly limits: ConnectionLimits;
  /** Told of mails looked at. */
  readonly looked: (mails: number) => void;
}

const tooLarge = 'it is larger than smtp.maxSize';
/** Outlines asked for at once. */
const outlinesAtOnce = 500;
/** Mails, and octets unless one alone is larger, in memory at once. */
const batchLimits = { count: 50, bytes: 8_388_608 };

/** Compares the mailbox, and those that processed and failed mail is moved to. Throws MailboxTrouble. */
export async function reconcileAccount(deps: ReconcileDeps): Promise<Reconciled[]> {
  const { mailbox, processed, failed } = deps.account;
  const names = new Set([mailbox, processed, failed].filter((name) => name !== undefined));
  const compared: Reconciled[] = [];
  for (const name of names) {
    const found = await reconcileMailbox({ ...deps, account: { ...deps.account, mailbox: name } });
    if (found !== null) compared.push(found);
    else if (name === mailbox) throw new MailboxTrouble('mailbox-missing', `there is no mailbox ${name}`);
  }
  return compared;
}

/** Null where there is no such mailbox: those that mail is moved to are made when they are needed. */
async function reconcileMailbox(deps: ReconcileDeps): Promise<Reconciled | null> {
  const { account, intake } = deps;
  const { credentials } = await credentialsOf(account, deps).get();
  const connection = await openConnection(account, credentials, deps.limits, new AbortController().signal);
  try {
    const { uidValidity } = await connection.select(intake === null);
    const uids = await connection.uidsAfter(0);
    const missing: Missing[] = [];
    let server = 0;
    for (let at = 0; at < uids.length; at += outlinesAtOnce) {
      const outlines = await connection.outlines(uids.slice(at, at + outlinesAtOnce));
      server += outlines.length;
      missing.push(...(await missingOf(connection, outlines, uidValidity, deps)));
      deps.looked(outlines.length);
    }
    const { name, mailbox } = account;
    return { account: name, mailbox, server, known: server - missing.length, missing };
  } catch (error) {
    if (error instanceof MailboxTrouble && error.kind === 'mailbox-missing') return null;
    throw error;
  } finally {
    await connection.close();
  }
}

async function missingOf(
  connection: MailboxConnection,
  outlines: readonly Outlined[],
  uidValidity: string,
  deps: ReconcileDeps,
): Promise<Missing[]> {
  const named = outlines.flatMap((mail) =>
    mail.messageId === null ? [] : [{ ...mail, messageId: mail.messageId }],
  );
  const isKnown = await deps.knowledge.byOutline(named);
  const known = new Set(named.filter((_, at) => isKnown[at]).map(({ uid }) => uid));
  const doubtful = outlines.filter(({ uid }) => !known.has(uid));
  // What is too big for us was refused when it came: it need not be read to know that.
  const small = doubtful.filter(({ size }) => size <= deps.limits.maxSize);
  const missing: Missing[] = doubtful
    .filter((mail) => !small.includes(mail))
    .map((mail) => ({ ...mail, fetched: deps.intake === null ? null : tooLarge }));
  for (const batch of planBatches(small, batchLimits, () => false)) {
    const uids = batch.map(({ uid }) => uid);
    const about = new Map(small.map((mail) => [mail.uid, mail]));
    missing.push(...(await missingOfBatch(connection, uids, about, uidValidity, deps)));
  }
  return missing.sort((one, other) => one.uid - other.uid);
}

async function missingOfBatch(
  connection: MailboxConnection,
  uids: readonly number[],
  about: ReadonlyMap<number, Outlined>,
  uidValidity: string,
  deps: ReconcileDeps,
): Promise<Missing[]> {
  const sources = [...(await connection.sources(uids))];
  const isKnown = await deps.knowledge.byBytes(sources.map(([, raw]) => raw));
  const unknown = sources.filter((_, at) => !isKnown[at]);
  const fates = new Map<number, Fate>();
  for (const [uid, raw] of unknown) {
    if (deps.intake !== null)
      fates.set(uid, await fetched(raw, uid, about.get(uid), uidValidity, deps.intake, deps));
  }
  const taken = new Map([...fates].filter(([, fate]) => fate.kind === 'taken'));
  if (taken.size > 0) await settle(connection, taken, deps);
  const withheld = await withheldOf(
    connection,
    uids.filter((uid) => sources.every(([given]) => given !== uid)),
  );
  for (const uid of withheld)
    fates.set(uid, { kind: 'refused', why: 'the server lists it but does not give it' });
  return [...unknown.map(([uid]) => uid), ...withheld].flatMap((uid) => {
    const mail = about.get(uid);
    return mail === undefined ? [] : [{ ...mail, fetched: fateWords(fates.get(uid)) }];
  });
}

/** Those that are still there: what was moved meanwhile is looked at where it is now. */
async function withheldOf(connection: MailboxConnection, uids: readonly number[]): Promise<number[]> {
  return uids.length === 0 ? [] : (await connection.list(uids)).map(({ uid }) => uid);
}

/** On the same way as any mail of a mailbox; what cannot be taken stays where it is. */
async function fetched(
  raw: Uint8Array,
  uid: number,
  mail: Outlined | undefined,
  uidValidity: string,
  intake: Intake,
  { account, lane, fallback, clock, limits }: ReconcileDeps,
): Promise<Fate> {
  // Some servers only estimate sizes; this one was cut.
  if (raw.byteLength > limits.maxSize) return { kind: 'refused', why: tooLarge };
  const now = clock();
  const date = mail?.date ?? null;
  try {
    const { duplicate } = await intake.take({
      raw,
      ...readEnvelope(raw, lane, fallback),
      source: { kind: 'imap', account: account.name, mailbox: account.mailbox, uidValidity, uid },
      acceptedAt: date === null || date > now ? now : date,
    });
    return { kind: 'taken', duplicate };
  } catch (error) {
    // A store that is away is so for the next mail as well.
    if (error instanceof Failure && error.temporary) throw error;
    return { kind: 'refused', why: describe(error) };
  }
}

function fateWords(fate: Fate | undefined): Missing['fetched'] {
  if (fate === undefined) return null;
  return fate.kind === 'refused' ? fate.why : 'fetched';
}
