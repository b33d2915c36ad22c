/** Brings the copies of one ticket to where it stands. */
import { describe, Failure } from '../failure.ts';
import type { MirrorMailbox, Place } from '../model/mirroring.ts';
import type { OutgoingEntry, OutgoingState } from '../model/outbox-store.ts';
import type { Ticket } from '../model/ticket.ts';
import type { TicketMessage } from '../model/ticket-store.ts';
import { copyOf } from './copy.ts';
import type { MirrorParts } from './parts.ts';
import { type Flags, planCopies, type Step } from './plan.ts';

type StepOf<Name extends Step['do']> = Extract<Step, { do: Name }>;

/** Appends, marks and moves. Gives how many mails were put in or moved. */
export async function follow(mailbox: MirrorMailbox, parts: MirrorParts, ticket: Ticket): Promise<number> {
  const folder = parts.tree.folderOf(ticket);
  if (folder === null || ticket.mergedInto !== null) return 0;
  const messages = await parts.tickets.messages(ticket.id);
  const [copies, rows] = await Promise.all([
    parts.store.copies(
      parts.name,
      messages.map(({ id }) => id),
    ),
    rowsOf(parts, messages),
  ]);
  const outgoing = new Map<string, OutgoingState>([...rows].map(([id, { state }]) => [id, state]));
  const steps = planCopies({ ticket, folder, messages, copies, outgoing, notes: parts.notes });
  for (const step of steps)
    if (step.do === 'append') await append(mailbox, parts, ticket, folder, step, rows);
  await markAll(mailbox, parts, only(steps, 'flag'));
  await moveAll(mailbox, parts, only(steps, 'move'), folder);
  for (const { message } of only(steps, 'wait')) await parts.store.wait(parts.name, message.id);
  const dropped = only(steps, 'drop').map(({ message }) => message.id);
  if (dropped.length > 0) await parts.store.forget(parts.name, dropped);
  return steps.filter((step) => step.do === 'append' || step.do === 'move').length;
}

function only<Name extends Step['do']>(steps: readonly Step[], name: Name): StepOf<Name>[] {
  return steps.filter((step): step is StepOf<Name> => step.do === name);
}

async function rowsOf(
  { outbox }: MirrorParts,
  messages: readonly TicketMessage[],
): Promise<Map<string, OutgoingEntry>> {
  const ids = messages.flatMap(({ kind, outgoing }) =>
    kind === 'reply' && outgoing !== null ? [outgoing] : [],
  );
  const rows = await Promise.all(ids.map((id) => outbox.find(id)));
  return new Map(rows.flatMap((row) => (row === null ? [] : [[row.id, row] as const])));
}

/** What the server will not take is not offered again. */
async function append(
  mailbox: MirrorMailbox,
  parts: MirrorParts,
  ticket: Ticket,
  folder: string,
  { message, flags }: StepOf<'append'>,
  rows: ReadonlyMap<string, OutgoingEntry>,
): Promise<void> {
  const { store, name, hostname, log } = parts;
  const about = { mirror: name, ticket: ticket.ticketId, message: message.id };
  await store.intend(name, [message.id], folder);
  try {
    const replyTo = parts.replyTo(ticket, message);
    const fields = { ticketId: ticket.ticketId, message: message.id, hostname, replyTo };
    const raw = copyOf(await rawOf(parts, ticket, message, rows), fields);
    const done = await mailbox.append(folder, raw, flagNames(flags), message.createdAt);
    if ('refused' in done) throw new Failure('rejected', done.refused);
    if (done.place !== null) await store.placed(name, message.id, done.place, flags);
    log.debug('mirror: mail put in', { ...about, folder });
  } catch (error) {
    if (!(error instanceof Failure) || error.temporary) throw error;
    log.warn('mirror: a mail is left out', { ...about, why: describe(error) });
    await store.gone(name, [message.id]);
  }
}

async function rawOf(
  parts: MirrorParts,
  ticket: Ticket,
  message: TicketMessage,
  rows: ReadonlyMap<string, OutgoingEntry>,
): Promise<Uint8Array> {
  if (message.kind === 'inbound') return parts.raw(message.mail ?? '');
  const row = message.kind === 'note' ? parts.note(ticket, message) : rows.get(message.outgoing ?? '');
  if (row === undefined) throw new Failure('not-found', 'there is no such mail');
  return parts.render(row);
}

async function markAll(
  mailbox: MirrorMailbox,
  { store, name }: MirrorParts,
  steps: readonly StepOf<'flag'>[],
): Promise<void> {
  for (const { message, at, flags } of steps) {
    const add = flagNames(flags);
    await mailbox.mark(at, [at.uid], add, flags.flagged ? [] : ['\\Flagged']);
    await store.flagged(name, [message.id], flags);
  }
}

function flagNames({ seen, flagged }: Flags): string[] {
  return [...(seen ? ['\\Seen'] : []), ...(flagged ? ['\\Flagged'] : [])];
}

/** One command for those that lie together. What is not there any more was taken out by a person. */
async function moveAll(
  mailbox: MirrorMailbox,
  { store, name }: MirrorParts,
  steps: readonly StepOf<'move'>[],
  to: string,
): Promise<void> {
  const together = Map.groupBy(steps, ({ from }) => `${from.folder}/${from.uidValidity}`);
  for (const some of together.values()) {
    const from = some[0]?.from as Place;
    const ids = some.map(({ message }) => message.id);
    await store.intend(name, ids, to);
    const uids = some.map((step) => step.from.uid).sort((one, other) => one - other);
    const moved = await mailbox.move(from, uids, to);
    for (const step of some) {
      const place = moved.get(step.from.uid);
      if (place === undefined) await store.gone(name, [step.message.id]);
      else if (place !== null) await store.placed(name, step.message.id, place);
    }
  }
}
