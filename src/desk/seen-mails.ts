/** Who sees a mail: on a ticket whoever sees the ticket; elsewhere by role, and by the lanes of his departments. */
import type { InboxStore, Viewer } from '../model/inbox.ts';
import type { MailEntry } from '../model/mail-store.ts';
import type { Actor } from '../model/people.ts';
import { hasRole, mayManage, sees } from './rights.ts';

export type SeenLanes = readonly string[] | 'all' | 'none';

interface Lanes {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** Quarantine is for the staff of the lane; what failed, which is about Postern itself, for leads and admins. */
export function seenMails(
  actor: Pick<Actor, 'role' | 'departments'>,
  departments: readonly Lanes[],
): { readonly quarantine: SeenLanes; readonly failed: SeenLanes } {
  if (hasRole(actor, 'admin') && actor.departments === 'all') return { quarantine: 'all', failed: 'all' };
  const seen = departments.filter(({ name }) => sees(actor.departments, name));
  const lanes = seen.flatMap(({ addresses }) => addresses.map((address) => address.toLowerCase()));
  return { quarantine: lanes, failed: mayManage(actor, 'failed') ? lanes : 'none' };
}

/** Whether a mail to that lane is among those. */
export function seesLane(seen: SeenLanes, lane: string): boolean {
  return seen === 'all' || (seen !== 'none' && seen.includes(lane.toLowerCase()));
}

/** Who looks: his role, and what he sees. */
export interface Eyes {
  readonly actor: Pick<Actor, 'role' | 'departments'>;
  readonly viewer: Viewer;
}

/** Whether he sees that mail. A ticket may have left the department that the mail came to. */
export async function seesMail(
  inbox: Pick<InboxStore, 'ticket'>,
  departments: readonly Lanes[],
  { actor, viewer }: Eyes,
  { ticketId, state, lane }: Pick<MailEntry, 'ticketId' | 'state' | 'lane'>,
): Promise<boolean> {
  if (ticketId !== null) return (await inbox.ticket(viewer, ticketId)) !== null;
  return seesLane(seenMails(actor, departments)[state === 'failed' ? 'failed' : 'quarantine'], lane);
}
