/** Looks at what came up in our folders: finds copies again, and does what people asked for by moving them. */
import { describe, Failure } from '../failure.ts';
import type { MirrorCopy, MirrorMailbox, News, Place } from '../model/mirroring.ts';
import type { Ticket } from '../model/ticket.ts';
import { findingOf } from './finding.ts';
import type { MirrorParts } from './parts.ts';

/** Gives the `id`s of tickets whose copies have to be looked at. */
export async function survey(mailbox: MirrorMailbox, parts: MirrorParts): Promise<Set<string>> {
  const known = new Map(
    await Promise.all(
      [...parts.tree.folders.keys()].map(
        async (folder) => [folder, await parts.cursors.cursor(folder)] as const,
      ),
    ),
  );
  const touched = new Set<string>();
  const news = await mailbox.news(known);
  for (const [folder, found] of news) await takeIn(mailbox, parts, folder, found, touched);
  // Only now: what is missing in one folder may have come up in another one.
  for (const [folder, found] of news) {
    if (found.renumbered) await forgetMissing(parts, folder, found, touched);
    const { uidValidity, lastUid } = found;
    await parts.cursors.saveCursor(folder, { uidValidity, lastUid });
  }
  return touched;
}

/** A folder that was emptied by its server, or made anew, is filled again. */
async function forgetMissing(
  { store, name, log }: MirrorParts,
  folder: string,
  { uidValidity }: News,
  touched: Set<string>,
): Promise<void> {
  const tickets = await store.forgetOthers(name, folder, uidValidity);
  for (const ticket of tickets) touched.add(ticket);
  log.warn('mirror folder has new UIDs: its mails were found again by their header', {
    mirror: name,
    folder,
    ticketsToMirrorAnew: tickets.length,
  });
}

async function takeIn(
  mailbox: MirrorMailbox,
  parts: MirrorParts,
  folder: string,
  { uidValidity, arrived }: News,
  touched: Set<string>,
): Promise<void> {
  const ours = arrived.flatMap(({ uid, message }) => (message === null ? [] : [{ uid, message }]));
  const copies = await parts.store.copies(
    parts.name,
    ours.map(({ message }) => message),
  );
  const left: Place[] = [];
  for (const { uid, message } of ours) {
    const at = { folder, uidValidity, uid };
    const copy = copies.get(message) ?? null;
    if (copy === null) continue;
    const place = await takeInOne(mailbox, parts, at, copy, touched, left);
    copies.set(message, { ...copy, place, intended: null });
  }
  for (const places of Map.groupBy(left, (place) => `${place.folder}/${place.uidValidity}`).values()) {
    const uids = places.map(({ uid }) => uid).sort((one, other) => one - other);
    if (places[0] !== undefined) await mailbox.remove(places[0], uids);
  }
}

/** Gives where the copy is then. `left`: what is to be removed, where it was copied and not moved. */
async function takeInOne(
  mailbox: MirrorMailbox,
  parts: MirrorParts,
  at: Place,
  copy: MirrorCopy,
  touched: Set<string>,
  left: Place[],
): Promise<Place | null> {
  const { store, name } = parts;
  const finding = findingOf(at, copy);
  if (finding === 'known' || finding === 'foreign') return copy.place;
  const before = copy.place;
  if (finding === 'double' && before !== null && (await mailbox.there(before, [before.uid])).size > 0) {
    left.push(at);
    return before;
  }
  const ticket = await store.ticketOf(copy.message);
  if (finding === 'moved' && ticket !== null) await obey(parts, ticket, at.folder);
  await store.placed(name, copy.message, at);
  if (finding === 'moved' && before !== null) left.push(before);
  if (ticket !== null) touched.add(ticket.id);
  return at;
}

/** A person wants the ticket where its mail is now. What cannot be done is put back by the next look at the ticket. */
async function obey({ tree, change, log, name }: MirrorParts, ticket: Ticket, folder: string): Promise<void> {
  const wanted = tree.folders.get(folder);
  if (wanted === undefined || tree.folderOf(ticket) === folder) return;
  try {
    await change(ticket, wanted);
  } catch (error) {
    if (!(error instanceof Failure) || error.temporary) throw error;
    log.warn('mirror: a moved mail is put back', {
      mirror: name,
      ticket: ticket.ticketId,
      why: describe(error),
    });
  }
}
