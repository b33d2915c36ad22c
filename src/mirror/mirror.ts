/** Keeps the shared mail folder and the tickets together: looks at both, round by round, as long as the connection lives. */
import type { MirrorMailbox } from '../model/mirroring.ts';
import type { Ticket } from '../model/ticket.ts';
import { follow } from './follow.ts';
import type { MirrorParts } from './parts.ts';
import { survey } from './survey.ts';

/** Tickets that are written at the same time come to light in another order than their times say. */
const overlapMs = 60_000;
const pageSize = 200;
/** Tickets at once: while the store answers for one, the mailbox works for another. */
const atOnce = 6;

export interface Waiting {
  /** Until something changed here, or the time has come to look at the folders. False: it is over. */
  next(): Promise<boolean>;
}

/** Mirrors until `waiting` says that it is over. Throws what the mailbox and the store throw; all of it can be done again. */
export async function mirror(mailbox: MirrorMailbox, parts: MirrorParts, waiting: Waiting): Promise<void> {
  await mailbox.make([...parts.tree.folders.keys()]);
  const seen = new Map<string, number>();
  do await round(mailbox, parts, seen);
  while (await waiting.next());
}

/** `seen`: when the tickets last changed that were looked at on this connection, by `id`. */
async function round(mailbox: MirrorMailbox, parts: MirrorParts, seen: Map<string, number>): Promise<void> {
  const touched = await survey(mailbox, parts);
  for (const id of await parts.store.unsettled(parts.name)) touched.add(id);
  const found = await Promise.all([...touched].map((id) => parts.tickets.byId(id)));
  let done = await followAll(
    mailbox,
    parts,
    found.filter((ticket) => ticket !== null),
  );
  done += await followChanged(mailbox, parts, seen);
  if (done > 0) parts.log.info('mirror: mails put in or moved', { mirror: parts.name, mails: done });
}

/** Nothing of it is under way any more when it returns, or throws what failed first. */
async function followAll(
  mailbox: MirrorMailbox,
  parts: MirrorParts,
  tickets: readonly Ticket[],
): Promise<number> {
  let done = 0;
  for (let at = 0; at < tickets.length; at += atOnce) {
    const some = tickets.slice(at, at + atOnce).map((ticket) => follow(mailbox, parts, ticket));
    const settled = await Promise.allSettled(some);
    for (const one of settled) {
      if (one.status === 'rejected') throw one.reason;
      done += one.value;
    }
  }
  return done;
}

async function followChanged(
  mailbox: MirrorMailbox,
  parts: MirrorParts,
  seen: Map<string, number>,
): Promise<number> {
  const { store, name, mark } = parts;
  const stored = await store.position(name);
  let at = stored?.mark === mark ? new Date(stored.at.getTime() - overlapMs) : parts.since();
  let after: string | null = null;
  let done = 0;
  for (;;) {
    const page: Ticket[] = await store.changedSince(at, after, pageSize);
    const unseen = page.filter(({ id, updatedAt }) => seen.get(id) !== updatedAt.getTime());
    done += await followAll(mailbox, parts, unseen);
    for (const { id, updatedAt } of unseen) seen.set(id, updatedAt.getTime());
    const last = page.at(-1);
    if (last === undefined) return done;
    ({ updatedAt: at, id: after } = last);
    await store.savePosition(name, { mark, at });
    forgetOlder(seen, at.getTime() - 2 * overlapMs);
  }
}

function forgetOlder(seen: Map<string, number>, before: number): void {
  for (const [id, at] of seen) if (at < before) seen.delete(id);
}
