/** Joins tickets and mailbox: the shared mail folder, where the settings name one. */

import type { MirrorSettings, Settings } from '../config/schema.ts';
import type { Desk } from '../desk/desk.ts';
import { mirrorAccount, startMirrorConnection } from '../ingest/imap-mirror.ts';
import type { Patience } from '../ingest/imap-reconnect.ts';
import { messageIn } from '../mirror/copy.ts';
import { folderTree, type Standing } from '../mirror/folders.ts';
import { mirror } from '../mirror/mirror.ts';
import { noteMail } from '../mirror/note.ts';
import type { MirrorParts } from '../mirror/parts.ts';
import type { MailboxStatus } from '../model/node-store.ts';
import type { Actor } from '../model/people.ts';
import type { Log, Store } from '../model/ports.ts';
import type { Ticket } from '../model/ticket.ts';
import { renderRaw } from '../receipts/smtp.ts';
import type { Bench } from './assembly.ts';
import { findDepartment } from './letters.ts';

export interface MirroringParts {
  readonly store: Store;
  readonly desk: Desk;
  readonly log: Log;
  readonly patience?: Patience;
}

type Keys = Pick<Bench, 'hostname' | 'signer'>;

export interface Mirroring {
  /** Null where nothing is mirrored. */
  status(): MailboxStatus | null;
  /** Goes on with other settings, where they are others for it. */
  exchange(settings: Settings, bench: Keys): Promise<void>;
  close(): Promise<void>;
}

/** Starts mirroring, in the background. */
export function startMirroring(parts: MirroringParts, first: Settings, bench: Keys): Mirroring {
  let used = markOf(first);
  let current = start(parts, first, bench);
  return {
    status: () => current?.status() ?? null,
    async exchange(settings, fresh) {
      const wanted = markOf(settings);
      if (wanted === used) return;
      used = wanted;
      // One after the other: each holds the lease.
      await current?.close();
      current = start(parts, settings, fresh);
    },
    close: async () => current?.close(),
  };
}

const markOf = ({ mirror: wanted, departments }: Settings): string => JSON.stringify([wanted, departments]);

function start(parts: MirroringParts, settings: Settings, bench: Keys) {
  const wanted = settings.mirror;
  if (wanted === undefined) return null;
  const { store, log, patience } = parts;
  const made = mirrorParts(parts, settings, wanted, bench);
  return startMirrorConnection({
    settings: wanted,
    mailboxes: store.mailboxes,
    leases: store.leases,
    log,
    clock: () => new Date(),
    random: Math.random,
    leaseMs: settings.store.leaseSeconds * 1000,
    ...(patience === undefined ? {} : { patience }),
    onChange: (listener) => store.onChange(({ what }) => seenInFolders.has(what) && listener()),
    messageIn,
    work: (mailbox, waiting) => mirror(mailbox, made, waiting),
  });
}

const seenInFolders: ReadonlySet<string> = new Set(['ticket', 'message', 'outgoing']);
const dayMs = 86_400_000;

function mirrorParts(
  { store, desk, log }: MirroringParts,
  settings: Settings,
  { name, root, language, notes, days, answersBy }: MirrorSettings,
  { hostname, signer }: Keys,
): MirrorParts {
  const tree = folderTree({ root, language }, settings.departments);
  const laneOf = (ticket: Ticket) => findDepartment(settings, ticket.department).addresses[0] ?? '';
  const account = mirrorAccount(name);
  return {
    name,
    tree,
    notes,
    mark: JSON.stringify([[...tree.folders.keys()], notes]),
    since: () => new Date(Date.now() - days * dayMs),
    hostname,
    store: store.mirror,
    cursors: {
      cursor: (folder) => store.mailboxes.cursor(account, folder),
      saveCursor: (folder, cursor) => store.mailboxes.saveCursor(account, folder, cursor),
    },
    tickets: store.tickets,
    outbox: store.outbox,
    raw: (mail) => store.mails.raw(mail),
    render: (entry) => renderRaw(entry, (sha256) => store.inbox.uploaded(sha256)),
    note: (ticket, message) =>
      noteMail(ticket, message, { lane: laneOf(ticket), prefix: settings.tickets.prefix, hostname }),
    replyTo: (ticket, { kind }) => {
      if (answersBy === undefined) return null;
      const address = kind === 'note' ? signer.noteAddress : signer.replyAddress;
      return address(laneOf(ticket), ticket.ticketId, answersBy);
    },
    change: (ticket, wanted) => change(desk, name, ticket, wanted),
    log,
  };
}

/** Whoever moves mail in the shared mailbox may: who may is decided by who gets its password. */
async function change(desk: Desk, name: string, ticket: Ticket, wanted: Standing): Promise<void> {
  const actor: Actor = {
    kind: 'postern',
    id: null,
    address: '',
    name: mirrorAccount(name),
    role: 'admin',
    tier: 3,
    departments: 'all',
    via: 'mailbox',
  };
  if (wanted.department !== ticket.department) {
    await desk.act(actor, ticket.id, { do: 'department', department: wanted.department });
  }
  if (wanted.state !== ticket.state) await desk.act(actor, ticket.id, { do: 'state', state: wanted.state });
}
